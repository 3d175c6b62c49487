"""What each column of a record is by its heading: items with their areas and prices, sums of others, who was paid."""

import re
from collections.abc import Iterator, Mapping, Sequence

from yzcomp.audit.names import JOINED
from yzcomp.audit.recorded import PAID, REST, TOTAL
from yzcomp.audit.recorded_words import (
    ACCOUNT_WORDS,
    AMOUNT,
    HEADERS,
    INFO,
    INFORMATIVE,
    INSTALMENT,
    MEMBERS,
    MONEY,
    OF_ITEM,
    OF_NONE,
    OF_PARTY,
    PAID_HEADERS,
    PAYMENT,
    PRICE,
    QUANTITY,
    STATUSES,
    SUBTOTAL,
    SUBTOTALS,
    TEXT,
    called,
    named_items,
)
from yzcomp.batch.rows import party_columns
from yzcomp.forms import clean
from yzcomp.household.catalogue import Catalogue
from yzcomp.household.headings import Word, headings
from yzcomp.rulebook.models import Rulebook
from yzcomp.tables.columns import Target, header_word, household_words
from yzcomp.tables.heading_units import factor, is_unit_of, title_units
from yzcomp.tables.headings import Heading
from yzcomp.tables.meanings import GroupedWords

#: 房屋补偿费（实付）
_QUALIFIED = re.compile(r"(.+?)[（(]([^（()）]+)[）)]")


class RecordWords(GroupedWords):
    """The words of a record's headings: an item's column, or those under it, 面积 | 单价 | 金额 and 应发 | 已发."""

    def __init__(self, words: Mapping[str, Target], groups: Mapping[str, Target]) -> None:
        super().__init__(words)
        self.groups = groups

    def targets(self, heading: Heading) -> dict[int, Target | None]:
        """What each column fills: a column of money that nobody knows is kept by its own name."""
        found = {index: self._target(self._spelled(titles)) for index, titles in heading.titles.items()}
        paid = {t[:-1] for i, t in heading.titles.items() if (own := found[i]) is not None and own.key == PAID}
        leaves = [header_word(titles[-1]) for titles in heading.titles.values()]
        for index, titles in heading.titles.items():
            word, target = header_word(titles[-1]), found[index]
            group = "·".join(titles[:-1])
            parts: list[int] = []
            if word in SUBTOTALS or (target is not None and target.key in (TOTAL, AMOUNT) and group):
                parts = self._parts(index, heading, found)
            if parts:
                key = f"{SUBTOTAL}:{JOINED.join(map(str, parts))}"
                found[index] = Target(key, titles[-1], MONEY)
            elif target is not None and target.key in (AMOUNT, PAID, REST, QUANTITY, PRICE) and leaves.count(word) > 1:
                beside = target.key == REST or (target.key == AMOUNT and titles[:-1] in paid)
                key = INFO if beside else OF_NONE
                found[index] = Target(f"{key}{group}", group, MONEY) if target.form == MONEY else None
            own = found[index]
            if own is not None and own.key.startswith(INFO):  # several columns may say what nobody asks
                found[index] = own._replace(key=f"{INFO}:{index}")
        self._apart(heading, found)
        return found

    def _spelled(self, titles: tuple[str, ...]) -> tuple[str, ...]:
        """房屋补偿费（实付） as 房屋补偿费 | 实付."""
        match = _QUALIFIED.fullmatch(clean(titles[-1]))
        own = self.get(header_word(match[2])) if match is not None else None
        role = match is not None and own is not None and own.key in (AMOUNT, PAID, REST)
        return (*titles[:-1], *match.groups()) if match is not None and role else titles

    def _apart(self, heading: Heading, found: dict[int, Target | None]) -> None:
        """Numbers the columns of one item that stand under several names: 土地补偿费（集体）, 土地补偿费（国有）."""
        names: dict[str, list[tuple[str, ...]]] = {}
        for index, titles in heading.titles.items():
            target = found[index]
            if target is None or not target.key.startswith(OF_ITEM):
                continue
            item, dot, role = target.key.partition(".")
            name = tuple(t for t in self._spelled(titles) if not self._is_role(t))
            own = names.setdefault(item, [])
            own += [name] if name not in own else []
            if own.index(name):
                found[index] = target._replace(key=f"{item}#{own.index(name)}{dot}{role}")

    def _is_role(self, title: str) -> bool:
        """Whether a title says only what of an item a column is."""
        word = header_word(title)
        own = self.get(word)
        known = own is not None and own.key in (AMOUNT, TOTAL, PAID, QUANTITY, PRICE, REST)
        return known or word in STATUSES or is_measure(title) or bool(INSTALMENT.fullmatch(word)) or is_subtotal(title)

    def _parts(self, index: int, heading: Heading, found: Mapping[int, Target | None]) -> list[int]:
        """The columns of items that a subtotal sums up: those of its group, or those since the last subtotal."""
        titles = heading.titles[index]
        if len(titles) > 1:
            within = [i for i, other in heading.titles.items() if other[:-1] == titles[:-1] and i != index]
        else:
            last = max((i for i, t in found.items() if i < index and t and t.key.startswith(SUBTOTAL)), default=-1)
            within = [i for i in heading.titles if last < i < index]
        parts = [i for i in within if (t := found[i]) is None or _is_item(t) or t.key.startswith(OF_NONE)]
        parts = [i for i in parts if not is_measure(heading.titles[i][-1])]
        return parts if any((t := found[i]) is not None and _is_item(t) for i in parts) else []

    def _target(self, titles: tuple[str, ...]) -> Target | None:
        leaf, groups = header_word(titles[-1]), list(map(header_word, titles[:-1]))
        if any(map(is_measure, titles[:-1])) or MEMBERS & set(groups):
            return Target(INFO, titles[-1], TEXT)  # 用地面积（亩）| 耕地 | 非耕地
        own = self.get(leaf)
        if own is not None and own.form == MONEY and not _of_money(titles[-1], own.title):
            own = None  # 青苗（亩）
        batch = next((word for word in (*groups, leaf) if INSTALMENT.fullmatch(word)), "")
        item = own if own is not None and _is_item(own) else self._item(groups)
        if item is None:
            if batch and (leaf == batch or (own is not None and own.key in (AMOUNT, PAID, TOTAL))):
                return Target(f"{PAID}:{batch}", titles[-1], MONEY)
            return own if not batch or own is None or own.form == MONEY else Target(INFO, titles[-1], TEXT)
        if batch and (own is item or leaf == batch or (own is not None and own.key in (AMOUNT, PAID))):
            return item._replace(key=f"{item.key}.{PAID}:{batch}")
        over = [self[word].key for word in groups if word in self]
        role = next((r for r in (PAID, REST) if r in over), AMOUNT) if own is item else self._role(titles[-1], own)
        if role == AMOUNT:
            return item
        form = MONEY if role in (PAID, REST) else TEXT
        return own if role is None else Target(f"{item.key}.{role}", f"{item.title}·{titles[-1]}", form)

    def _role(self, title: str, own: Target | None) -> str | None:
        """What a column under an item's heading is of it."""
        word = header_word(title)
        if own is not None and own.key in (AMOUNT, TOTAL, PAID, QUANTITY, PRICE, REST):
            return AMOUNT if own.key == TOTAL else own.key
        if word in SUBTOTALS:
            return AMOUNT
        if word in STATUSES:
            return INFO
        if word.endswith(("单价", "标准")):
            return PRICE
        return QUANTITY if is_measure(title) else None

    def _item(self, groups: Sequence[str]) -> Target | None:
        """The item that the groups over a column name, or whose records they name."""
        for word in reversed(groups):
            own = self.get(word)
            target = own if own is not None and _is_item(own) else self.groups.get(word)
            if target is not None:
                return target
            if not INSTALMENT.fullmatch(word) and (own is None or own.form != MONEY):
                return None  # an item that nobody knows, within another
        return None


def is_subtotal(title: str) -> bool:
    """Whether a heading sums up columns beside it."""
    return header_word(title) in SUBTOTALS


def is_measure(title: str) -> bool:
    """Whether a heading names how much of something there is, or its price: no amount of money."""
    word = header_word(title)
    return word.endswith(("面积", "数量", "数", "单价", "标准", "比例", "率", "人口", "年限", "期限")) or not _of_money(
        title, title
    )


def _is_item(target: Target) -> bool:
    return target.key.startswith(OF_ITEM) and target.form == MONEY and "." not in target.key


def _of_money(title: str, own: str) -> bool:
    """Whether a heading names no unit but of money."""
    units = title_units(title, own)
    return not units or any(is_unit_of(unit, "元") or factor(unit, "元") is not None for unit in units)


def recorded_words(rulebook: Rulebook, facts: Catalogue) -> RecordWords:
    """Every header with a meaning. Items come last: an item that is called like another column is that item."""
    known = household_words(facts).items()
    usual = headings(facts.model)
    sure = [word for word, meant in usual.words.items() if any(w.how == "sure" and not w.by for w in meant)]
    words = {word: Target(f"{INFO}:{word}", word, TEXT) for word in (*sure, *usual.ignored)}
    words |= {word: Target(f"{INFO}:{target.key}", target.title, TEXT) for word, target in known}
    words |= {word.lower(): Target(f"{INFO}:{word}", word, TEXT) for word in INFORMATIVE}
    words |= {word.lower(): Target("account", word, TEXT) for word in ACCOUNT_WORDS}
    words |= _of_people(facts)
    words |= {word: Target(PAID, "实付", MONEY) for word in PAID_HEADERS}
    for key, (title, form, others) in HEADERS.items():
        words |= {word.lower(): Target(key, title, form) for word in (title, *others)}
    for key, title in party_columns(rulebook).items():
        kind = "payee" if key in rulebook.payees else "payer"
        words |= dict.fromkeys((key, title), Target(f"{OF_PARTY}{kind}:{key}", title, MONEY))
    items = {key: Target(f"{OF_ITEM}{key}", title, MONEY) for key, title, _ in named_items(rulebook)}
    words |= {header_word(word): items[key] for word, key in called(rulebook).items()}
    return RecordWords(words, _groups(rulebook, facts, items))


def _groups(rulebook: Rulebook, facts: Catalogue, items: Mapping[str, Target]) -> dict[str, Target]:
    """The item that is counted record by record, by what the group of such records is called: 房屋, 土地."""
    found = {}
    usual = headings(facts.model).groups | {record.title: scope for scope, record in facts.records.items()}
    for word, scope in usual.items():
        keys = [key for key, item in rulebook.items.items() if item.for_each == scope]
        if len(keys) == 1:
            found[word] = items[keys[0]]
    return found


def _of_people(facts: Catalogue) -> Iterator[tuple[str, Target]]:
    """The household's own facts that say who is paid, by their titles and what they are surely called."""
    usual = headings(facts.model).words
    for key in PAYMENT:
        if key in facts.fields:
            target = Target(key, facts.fields[key].title, TEXT)
            yield from ((word, target) for word, meant in usual.items() if _surely(meant, key))
            yield from ((word.lower(), target) for word in (key, target.title))


def _surely(meant: Sequence[Word], key: str) -> bool:
    return any(w.key == key and w.scope is None and w.how in ("sure", "person") for w in meant)

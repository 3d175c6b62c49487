"""The headers that a table of recorded amounts may have, and the names by which items are called in it."""

import re
from collections.abc import Iterator, Mapping, Sequence

from yzcomp.audit.names import JOINED
from yzcomp.audit.recorded import PAID, TOTAL, WITHHELD
from yzcomp.batch.rows import party_columns
from yzcomp.forms import clean
from yzcomp.household.catalogue import Catalogue
from yzcomp.household.fields import Form
from yzcomp.household.headings import Word, headings
from yzcomp.rulebook.models import Rulebook
from yzcomp.statement import STATUS_LABELS
from yzcomp.tables.columns import KEY, Target, header_word, household_words
from yzcomp.tables.headings import Heading
from yzcomp.tables.meanings import GroupedWords
from yzcomp.tables.units import factor, is_unit_of, title_units

MONEY = Form("number", "元")
_TEXT = Form("text")
ITEM, NAME, AMOUNT, STATUS, QUANTITY, PRICE = "item_id", "item", "amount", "status", "quantity", "rate"
INFO, SUBTOTAL, PERSON, FORMULA, REST = "info", "subtotal", "person", "formula", "rest"
#: What begins the key of a column of this payment, beside those before it.
NOW = f"{PAID}:本"
#: Columns of an amount, by what begins their key: of an item, of none that is known, of a payee or payer.
OF_ITEM, OF_NONE, OF_PARTY = "item:", "other:", "party:"
#: What a row says of who was paid, besides the facts of the household that say it: the fields of a payment.
PAYMENT = ("payee", "payee_name", "account", "paid_on", "batch", "head", "id_number", "village")
_HEADERS: dict[str, tuple[str, Form, tuple[str, ...]]] = {
    KEY: ("户编号", _TEXT, ("household_id", "户号", "农户编号", "被征收户编号")),
    PERSON: ("姓名", _TEXT, ("名称",)),
    ITEM: ("项目编号", _TEXT, ("item_id",)),
    NAME: ("项目", _TEXT, ("item", "补偿项目", "项目名称", "补偿项目名称", "科目", "费用名称", "费项名称")),
    AMOUNT: (
        "金额",
        MONEY,
        (
            *("amount", "补偿金额", "应付金额", "应补金额", "核定金额", "补贴金额", "费用", "总价", "补偿款", "补偿费"),
            *("应付", "应发", "应补", "应付款", "应发金额", "应拨金额"),
        ),
    ),
    TOTAL: (
        "合计",
        MONEY,
        (
            *("total", "payable", "应付合计", "合计金额", "总计", "总额", "补偿合计", "补偿总额", "应发合计", "总金额"),
            *("总补偿", "补偿款总计", "拆迁补偿款总计", "金额合计", "补偿款合计", "补偿费合计", "共计"),
        ),
    ),
    STATUS: ("状态", _TEXT, ("status", "发放状态", "拨付状态", "支付状态", "付款状态", "兑付状态")),
    WITHHELD: ("暂不拨付", MONEY, ("withheld",)),
    REST: (
        "余额",
        MONEY,
        ("结余", "未付", "未付金额", "未付款", "未发", "待付", "待付金额", "待发", "待发金额", "尚欠"),
    ),
    QUANTITY: ("数量", _TEXT, ("quantity", "面积", "建筑面积", "亩数", "株数", "人数", "月数", "次数", "数目")),
    PRICE: ("单价", _TEXT, ("rate", "标准", "补偿标准", "补偿单价", "发放标准")),
    FORMULA: ("算式", _TEXT, ("formula", "计算式")),
    "village": ("村组", _TEXT, ("村", "组")),
    "payee": ("领款人", _TEXT, ("payee",)),
    "paid_on": (
        "发放日期",
        Form("date"),
        (
            "paid_on",
            *(word + end for word in ("发放", "支付", "付款", "打款", "兑付", "拨付") for end in ("日期", "时间")),
        ),
    ),
    "payee_name": ("收款人", _TEXT, ("户名",)),
    "batch": ("批次", _TEXT, ("batch", "支付批次", "发放批次", "付款批次", "拨付批次", "期次")),
}
_PAYING = ("实发", "实付", "已付", "已发", "已发放", "已拨付", "已支付", "已兑付", "兑付", "发放", "拨付", "支付")
#: A column of what was paid out, not only computed.
_PAID_HEADERS = (
    "paid",
    "paid_amount",
    "实付总额",
    "实发总额",
    *(w + end for w in _PAYING for end in ("", "金额", "合计", "款")),
)
#: A column of one of several payments: 第一批, 第2次付款, 首期款.
_INSTALMENT = re.compile(
    r"(第?[一二三四五六七八九十\d]{1,3}(批次?|期|次|笔)|[首末尾](批|期|次|笔|付)|本(批|期|次)|预付|预拨)"
    r"(应|已|实)?(付款?|发放?|拨付?|拨款|支付|兑付)?(补偿)?(款项?|金额|资金)?(合计)?"
)
#: What a line says of itself, besides the statuses of a statement.
_STATUSES = {
    **dict.fromkeys(("paid", *_PAYING, "已领", "已领取", "付讫", "已付清", "已打款", "已转账", "已到账"), "paid"),
    **dict.fromkeys(("unpaid", "未付", "未发", "未发放", "未拨付", "未支付", "未兑付", "未领", "未领取"), "unpaid"),
    **dict.fromkeys(("待付", "待发", "待发放", "待拨付", "待支付", "待兑付", "待领取"), "unpaid"),
    **dict.fromkeys(("暂缓", "暂缓拨付", "暂缓发放", "暂不发放", "暂不支付", "暂不兑付", "暂扣"), "withheld"),
}
_SUBTOTALS = ("小计", "本户小计", "户小计", "分项小计", "金额小计", "subtotal")
_INFORMATIVE = (
    *("序号", "编号", "备注", "说明", "note", "电话", "联系电话", "手机", "手机号", "开户行", "开户银行"),
    *("签字", "签名", "盖章", "领款人签字", "领款人签名", "经办人", "日期", "article", "依据"),
    *("单位", "unit", "待定项数", "pending_items", "凭证号", "payer", "付款人"),
)
#: A column of bank accounts is known by one of these.
ACCOUNT_WORDS = (
    *("银行账号", "银行帐号", "银行卡号", "账号", "帐号", "卡号", "开户账号", "收款账号"),
    *("bank_account", "account"),
)
#: Whose names and numbers are none of who was paid.
_MEMBERS = {"家庭成员", "家庭人员", "成员信息"}
#: How the name of an item may end without being another: 房屋补偿费, 房屋补偿款, 房屋补偿金额, 房屋补偿.
_ENDS = ("费", "款", "金额", "费用", "款项", "金", "")


class RecordWords(GroupedWords):
    """The words of a record's headings: an item's column, or those under it, 面积 | 单价 | 金额 and 应发 | 已发."""

    def __init__(self, words: Mapping[str, Target], groups: Mapping[str, Target]) -> None:
        super().__init__(words)
        self.groups = groups

    def targets(self, heading: Heading) -> dict[int, Target | None]:
        """What each column fills: a column of money that nobody knows is kept by its own name."""
        found = {index: self._target(titles) for index, titles in heading.titles.items()}
        paid = {t[:-1] for i, t in heading.titles.items() if (own := found[i]) is not None and own.key == PAID}
        leaves = [header_word(titles[-1]) for titles in heading.titles.values()]
        for index, titles in heading.titles.items():
            word, target = header_word(titles[-1]), found[index]
            group = "·".join(titles[:-1])
            parts: list[int] = []
            if word in _SUBTOTALS or (target is not None and target.key in (TOTAL, AMOUNT) and group):
                parts = self._parts(index, heading, found)
            if parts:
                key = f"{SUBTOTAL}:{JOINED.join(map(str, parts))}"
                found[index] = Target(key, titles[-1], MONEY)
            elif target is not None and target.key in (AMOUNT, PAID, QUANTITY, PRICE) and leaves.count(word) > 1:
                key = INFO if target.key == AMOUNT and titles[:-1] in paid else OF_NONE
                found[index] = Target(f"{key}{group}", group, MONEY) if target.form == MONEY else None
            own = found[index]
            if own is not None and own.key.startswith(INFO):  # several columns may say what nobody asks
                found[index] = own._replace(key=f"{INFO}:{index}")
        return found

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
        if any(map(is_measure, titles[:-1])) or _MEMBERS & set(groups):
            return Target(INFO, titles[-1], _TEXT)  # 用地面积（亩）| 耕地 | 非耕地
        own = self.get(leaf)
        if own is not None and own.form == MONEY and not _of_money(titles[-1], own.title):
            own = None  # 青苗（亩）
        batch = next((word for word in (*groups, leaf) if _INSTALMENT.fullmatch(word)), "")
        item = own if own is not None and _is_item(own) else self._item(groups)
        if item is None:
            if batch and (leaf == batch or (own is not None and own.key in (AMOUNT, PAID, TOTAL))):
                return Target(f"{PAID}:{batch}", titles[-1], MONEY)
            return own if not batch or own is None or own.form == MONEY else Target(INFO, titles[-1], _TEXT)
        if batch and (own is item or leaf == batch or (own is not None and own.key in (AMOUNT, PAID))):
            return item._replace(key=f"{item.key}.{PAID}:{batch}")
        if own is item:
            return item
        role = self._role(titles[-1], own)
        if role == AMOUNT:
            return item
        form = MONEY if role == PAID else _TEXT
        return own if role is None else Target(f"{item.key}.{role}", f"{item.title}·{titles[-1]}", form)

    def _role(self, title: str, own: Target | None) -> str | None:
        """What a column under an item's heading is of it."""
        word = header_word(title)
        if own is not None and own.key in (AMOUNT, TOTAL, PAID, QUANTITY, PRICE):
            return AMOUNT if own.key == TOTAL else own.key
        if word in _SUBTOTALS:
            return AMOUNT
        if word in _STATUSES:
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
            if not _INSTALMENT.fullmatch(word) and (own is None or own.form != MONEY):
                return None  # an item that nobody knows, within another
        return None


def is_subtotal(title: str) -> bool:
    """Whether a heading sums up columns beside it."""
    return header_word(title) in _SUBTOTALS


def is_measure(title: str) -> bool:
    """Whether a heading names how much of something there is, or its price: no amount of money."""
    word = header_word(title)
    return word.endswith(("面积", "数量", "数", "单价", "标准", "比例", "率", "人口", "年限", "期限")) or not _of_money(
        title, title
    )


def _is_item(target: Target) -> bool:
    return target.key.startswith(OF_ITEM) and target.form == MONEY


def _of_money(title: str, own: str) -> bool:
    """Whether a heading names no unit but of money."""
    units = title_units(title, own)
    return not units or any(is_unit_of(unit, "元") or factor(unit, "元") is not None for unit in units)


def recorded_words(rulebook: Rulebook, facts: Catalogue) -> RecordWords:
    """Every header with a meaning. Items come last: an item that is called like another column is that item."""
    known = household_words(facts).items()
    usual = headings(facts.model)
    sure = [word for word, meant in usual.words.items() if any(w.how == "sure" and not w.by for w in meant)]
    words = {word: Target(f"{INFO}:{word}", word, _TEXT) for word in (*sure, *usual.ignored)}
    words |= {word: Target(f"{INFO}:{target.key}", target.title, _TEXT) for word, target in known}
    words |= {word.lower(): Target(f"{INFO}:{word}", word, _TEXT) for word in _INFORMATIVE}
    words |= {word.lower(): Target("account", word, _TEXT) for word in ACCOUNT_WORDS}
    words |= _of_people(facts)
    words |= {word: Target(PAID, "实付", MONEY) for word in _PAID_HEADERS}
    for key, (title, form, others) in _HEADERS.items():
        words |= {word.lower(): Target(key, title, form) for word in (title, *others)}
    for key, title in party_columns(rulebook).items():
        kind = "payee" if key in rulebook.payees else "payer"
        words |= dict.fromkeys((key, title), Target(f"{OF_PARTY}{kind}:{key}", title, MONEY))
    items = {key: Target(f"{OF_ITEM}{key}", title, MONEY) for key, title, _ in _items(rulebook)}
    words |= {header_word(word): items[key] for word, key in _called(rulebook).items()}
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
            target = Target(key, facts.fields[key].title, _TEXT)
            yield from ((word, target) for word, meant in usual.items() if _surely(meant, key))
            yield from ((word.lower(), target) for word in (key, target.title))


def _surely(meant: Sequence[Word], key: str) -> bool:
    return any(w.key == key and w.scope is None and w.how in ("sure", "person") for w in meant)


def item_names(rulebook: Rulebook) -> dict[str, str]:
    """The key of the item that a cell means: its key, its name, or one of its other names; several items by a name
    that stands for them; or the total, or a part of it."""
    known = {word.lower(): TOTAL for word in (*_HEADERS[TOTAL][2], _HEADERS[TOTAL][0])}
    known |= dict.fromkeys(_SUBTOTALS, SUBTOTAL)
    return known | {clean(word).lower(): key for word, key in _called(rulebook).items()}


def statuses() -> dict[str, str]:
    """What a cell of a status column means."""
    labels = {label: key for key, label in STATUS_LABELS.items()} | {key: key for key in STATUS_LABELS}
    return _STATUSES | labels


def _called(rulebook: Rulebook) -> dict[str, str]:
    """The key of each item, or of several that one name stands for, by every word for it. What only ends otherwise is
    the same word, where no other item has it."""
    exact = {word: key for key, _, names in _items(rulebook) for word in names}
    meant: dict[str, set[str]] = {}
    for word, key in exact.items():
        root = next(word[: len(word) - len(end)] for end in (*_ENDS[2:5], *_ENDS[:2], *_ENDS[5:]) if word.endswith(end))
        if len(root) > 1 and not word.isascii():
            for end in _ENDS:
                meant.setdefault(root + end, set()).add(key)
    return {word: keys.pop() for word, keys in meant.items() if len(keys) == 1} | exact


def _items(rulebook: Rulebook) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """The key of each item, or of several that one name stands for, its title and every word for it."""
    for combined in rulebook.combined_names.values():
        key = JOINED.join(combined.items)
        yield key, combined.name, (combined.name, *combined.aliases, key)
    for key, item in rulebook.items.items():
        yield key, item.name, (key, item.name, *item.aliases)

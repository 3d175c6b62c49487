"""What the columns of a table mean: what is sure, and what only a person can say."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from yzcomp.forms import BadForm
from yzcomp.household.catalogue import Catalogue
from yzcomp.household.headings import Headings, Word, headings
from yzcomp.tables.cells import is_blank, raw_value, shown
from yzcomp.tables.columns import KEY, Target, header_word, household_words, record_words
from yzcomp.tables.heading_units import is_qualified
from yzcomp.tables.headings import Heading
from yzcomp.tables.shorthand import SHORTHANDS, Shorthand

SURE, TWICE, ASK, IGNORED, UNKNOWN = "sure", "twice", "ask", "ignored", "unknown"
_SURE = ("own", "sure", "person")
Meant = tuple[str | None, str, tuple[tuple[str, str], ...]]


class Meaning(NamedTuple):
    """What a column may mean, the likeliest first: list of records (``None``: the household), fact, and facts of the
    record that the heading itself gives. ``how`` says whether that is sure."""

    how: str
    meant: tuple[Meant, ...] = ()


class GroupedWords(dict[str, Target]):
    """Words of headings whose groups say something of the columns under them, too."""

    def targets(self, heading: Heading) -> dict[int, Target | None]:
        """What each column fills."""
        raise NotImplementedError


class Vocabulary:
    """Every word that headings of a table may use: ``table`` is the list of records whose rows it has, or ``None``."""

    def __init__(self, facts: Catalogue, table: str | None = None) -> None:
        self.facts, self.table = facts, table
        self.own = household_words(facts) if table is None else record_words(facts, table)
        self.names: Headings = headings(facts.model)

    def knows(self, cell: Any) -> bool:
        """Whether a cell is a word of headings at all."""
        word = header_word(cell)
        if not word:
            return False
        listed = (self.own, self.names.words, self.names.ignored, self.names.numbering)
        return any(word in words for words in listed) or self.is_money(word)

    def is_money(self, word: str) -> bool:
        """Whether a heading names an amount that was recorded, as no household is described by."""
        return word.endswith(self.names.money) and word not in self.own

    def title(self, meant: Meant) -> str:
        """A meaning as people call it, and as a heading may: 户主, 房屋·结构, 征收土地·水田·面积."""
        scope, key, by = meant
        of = self.facts.of(scope)
        given = [of[name].label(value) for name, value in by]
        return "·".join([*([] if scope is None else [self.facts.records[scope].title]), *given, of[key].title])

    def target(self, meant: Meant) -> Target:
        """The column's target: a fact of the row's own, or of a record in a household's row."""
        scope, key, by = meant
        info = self.facts.of(scope)[key]
        if scope == self.table or key == KEY:
            return Target(key, info.title, info.form)
        assert scope is not None
        short = next((s for s in SHORTHANDS if (s.record, s.field, tuple(s.fixed.items())) == meant), None)
        if short is None:
            name = ".".join([scope, *(value for _, value in by), key])
            short = Shorthand(name, self.title(meant), info.form, scope, key, dict(by))
        return Target(short.key, short.title, short.form, short)

    def meanings(self, heading: Heading, samples: Mapping[int, Sequence[Any]] | None = None) -> dict[int, Meaning]:
        """What each column means. ``samples`` are cells below it: what doesn't fit them isn't sure."""
        found = {index: self._meaning(titles) for index, titles in heading.titles.items()}
        for index, meaning in found.items():
            if meaning.how == SURE and samples is not None and not self._fit(meaning.meant[0], samples.get(index, ())):
                found[index] = meaning._replace(how=ASK)
        leaves = {header_word(titles[-1]) for titles in heading.titles.values()}
        heads = any(m.how == SURE and m.meant[0][:2] == (None, "head") for m in found.values())
        numbered = any(m.how == SURE and m.meant[0][1] == KEY for m in found.values())
        whose = (heads or numbered) and not leaves & self.names.person_marks
        for index, meaning in found.items():
            word = header_word(heading.titles[index][-1])
            own = meaning.how == SURE and meaning.meant[0][:2] == (None, "id_number")
            if own and not whose and not word.startswith("户主"):
                found[index] = meaning._replace(how=ASK)
            elif word in self.names.numbering and numbered and meaning.how != SURE:
                found[index] = Meaning(IGNORED)
        return _twice(found)

    def _fit(self, meant: Meant, cells: Sequence[Any]) -> bool:
        scope, key, _ = meant
        form = self.facts.of(scope)[key].form
        strange = self.names.no_values.get(key if scope is None else f"{scope}.{key}", frozenset())
        given = [cell for cell in cells if not is_blank(cell)]
        return all(shown(cell) not in strange for cell in given) and all(readable(cell, form) for cell in given)

    def _meaning(self, titles: tuple[str, ...]) -> Meaning:
        word = header_word(titles[-1])
        scope = self.table or next(filter(None, map(self._group, reversed(titles[:-1]))), None)
        own = self.own.get(word)
        if own is not None and scope == self.table:
            return Meaning(SURE, (self.meant(own),))
        words = self.names.words.get(word, ())
        if not words and word in self.names.ignored:
            return Meaning(IGNORED)
        if scope is not None:
            within = [w for w in words if w.scope == scope or (self.table is not None and w.key == KEY)]
            return _best(within or words, _SURE if within else ())
        if own is not None:
            return Meaning(ASK, (self.meant(own), *_best(words, ()).meant))
        return _best(words, ("sure", "person"), qualified=is_qualified(titles[-1]))

    def _group(self, title: str) -> str | None:
        word = header_word(title)
        known = {record.title: scope for scope, record in self.facts.records.items()} | self.names.groups
        return known.get(word)

    def meant(self, target: Target) -> Meant:
        """What a target of this table fills."""
        short = target.shorthand
        if short is not None:
            return short.record, short.field, tuple(short.fixed.items())
        return self.table if target.key != KEY else None, target.key, ()


def readable(cell: Any, form: Any) -> bool:
    """Whether a cell can be read as a field's value."""
    try:
        form.read(raw_value(cell, form))
    except BadForm as bad:
        return bad.code in ("error-cell", "id-check-digit", "id-birth-date", "merged-cell", "wrong-unit")
    return True


def _best(words: Sequence[Word], sure: tuple[str, ...], qualified: bool = False) -> Meaning:
    """Sure where one meaning is, and no other may be meant."""
    first = [w for w in words if w.how in sure and w.how != "own"] or [w for w in words if w.how in sure]
    ordered = [*first, *(w for w in words if w not in first)]
    meant = tuple(dict.fromkeys((w.scope, w.key, w.by) for w in ordered))
    if not meant:
        return Meaning(UNKNOWN)
    asked = qualified or any(w.how == "ask" for w in words)
    one = len({(w.scope, w.key) for w in first}) == 1
    person = {(w.scope, w.key) for w in words} == {(None, "id_number"), ("members", "id_number")}
    return Meaning(SURE if first and not asked and (one or person) else ASK, meant)


def _twice(found: dict[int, Meaning]) -> dict[int, Meaning]:
    """What two columns would mean is sure of neither."""
    counts = Counter(meaning.meant[0] for meaning in found.values() if meaning.how == SURE)
    return {
        index: meaning._replace(how=TWICE) if meaning.how == SURE and counts[meaning.meant[0]] > 1 else meaning
        for index, meaning in found.items()
    }

"""The differences of two rulebooks: part by part, those that money rests on first."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from yzcomp.compare.books import Books, both, place
from yzcomp.compare.described import described
from yzcomp.compare.difference import Change, Difference
from yzcomp.compare.fields import part_changes
from yzcomp.compare.pairs import alike, find_renames, paired
from yzcomp.compare.texts import Entries, listed, moved
from yzcomp.rulebook.logic import whole
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.walk import SECTIONS, called

#: What an amount can't rest on, whether it is there or not.
_WORDS_ONLY = ("notices", "combined_names", "payees", "payers", "questions", "screening", "clauses")
#: A part by its section and key, and the names of the items that rest on it, also through terms.
_Uses = Mapping[tuple[str, str], tuple[str, ...]]


def compare_rulebooks(old: Rulebook, new: Rulebook) -> tuple[Difference, ...]:
    """Everything that ``new`` says differently from ``old``, by the tree and not by the text of their files."""
    comparison = _Comparison(Books(old, new, find_renames(old, new)), (uses(old), uses(new)))
    found = [difference for section in SECTIONS for difference in comparison.section(section)]
    return tuple(sorted(found, key=lambda difference: not difference.matters))


def uses(rulebook: Rulebook) -> _Uses:
    """Which items rest on what several of them may share: a term, a reading, a standard, a fact."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for item in rulebook.items.values():
        for node in whole(item, rulebook):
            for field, key in node.named("readings", "standards", "facts", "terms"):
                found.setdefault((node.NAMES[field], key), {})[item.name] = None
    return {shared: tuple(names) for shared, names in found.items()}


class _Pair(NamedTuple):
    """A part of both rulebooks, or of one of them, and its keys there."""

    old: Any
    new: Any
    was: str = ""
    now: str = ""


class _Comparison(NamedTuple):
    books: Books
    uses: tuple[_Uses, _Uses]

    def section(self, section: str) -> Iterator[Difference]:
        if section == "basics":
            yield from self._basics()
            return
        for pair in self._clauses() if section == "clauses" else self._pairs(section):
            yield from self._differences(section, pair)
        if section == "items":
            yield from self._order()

    def _pairs(self, section: str) -> Iterator[_Pair]:
        """Parts by their keys: those of both and those that are gone, then those that have come."""
        olds, news = (_parts(rulebook, section) for rulebook in (self.books.old, self.books.new))
        renamed = self.books.renames.get(section, {})
        for key, part in olds.items():
            now = renamed.get(key, key)
            yield _Pair(part, news.get(now), key, now)
        for key, part in news.items():
            if key not in olds and key not in renamed.values():
                yield _Pair(None, part, key, key)

    def _clauses(self) -> Iterator[_Pair]:
        """The register, article by article."""
        likenesses = alike(lambda clause: repr(clause)), alike(lambda clause: clause.article)
        pairs, gone, come = paired(self.books.old.clauses, self.books.new.clauses, *likenesses)
        yield from (_Pair(old, new) for old, new in pairs)
        yield from (_Pair(old, None) for old in gone)
        yield from (_Pair(None, new) for new in come)

    def _differences(self, section: str, pair: _Pair) -> Iterator[Difference]:
        old, new, was, now = pair
        if old is new or (was == now and old == new):
            return
        part, key = (old, was) if new is None else (new, now)
        keys = ((0, was) if old is not None else (1, now), (1, now) if new is not None else (0, was))
        names = dict.fromkeys(name for side, key in keys for name in self.uses[side].get((section, key), ()))
        head = section, key, _name(section, part), str(getattr(part, "article", "") or "")
        if old is None or new is None:
            yield Difference(section not in _WORDS_ONLY, *head, self._alone(old, new), tuple(names))
            return
        for matters, change in part_changes(old, new, self.books):
            yield Difference(matters, *head, change, tuple(names))
        if was != now:
            yield Difference(False, *head, Change(f"键由 {was} 改为 {now}", was, now, place(old), place(new)))

    def _alone(self, old: Any, new: Any) -> Change:
        words = both(lambda side, part: described(part, side, self.books) if part is not None else "", old, new)
        return Change(f"{'取消' if new is None else '新增'}：{words[0] or words[1]}", *words, place(old), place(new))

    def _order(self) -> Iterator[Difference]:
        """Items are printed in the order of the rulebook."""
        olds, news, renamed = self.books.old.items, self.books.new.items, self.books.renames.get("items", {})
        common = [now for key in olds if (now := renamed.get(key, key)) in news]
        order = [key for key in news if key in common]
        if order == common:
            return
        told = both(lambda _, keys: "、".join(news[key].name for key in keys), common, order)
        change = Change("项目的次序不同", *told, place(self.books.old), place(self.books.new))
        yield Difference(False, "rulebook", "", self.books.new.rulebook.title, "", change)

    def _basics(self) -> Iterator[Difference]:
        """The facts that a statement begins with, and by which term members are told as counted."""
        old, new = self.books.old, self.books.new
        told = listed("写明的事实", *both(self._told_basics, old, new), (None, None))
        counting = both(lambda _, b: b.terms[b.counted_members].name if b.counted_members else "", old, new)
        for change in (*told, *moved("成员计入与否所按的约定", counting, (None, None))):
            yield Difference(False, "basics", "", "", "", change)

    def _told_basics(self, side: int, rulebook: Rulebook) -> Entries:
        essence, words = self.books.essences[side].condition, self.books.wordings[side].basic
        return {(b.fact, b.for_each, essence(b.when, b.for_each)): (words(b), b) for b in rulebook.basics}


def _parts(rulebook: Rulebook, section: str) -> Mapping[str, Any]:
    """The parts of a section by their keys; one without a key where the section is a single part."""
    found = getattr(rulebook, section)
    if section == "screening":
        return found.suspicions() if found is not None else {}
    return found if isinstance(found, Mapping) else {} if found is None else {"": found}


def _name(section: str, part: Any) -> str:
    """What a part is called; a section that is a single part needs no name."""
    if section in ("withholding", "rounding"):
        return ""
    return str(part.title if section == "rulebook" else part.article if section == "clauses" else called(part))

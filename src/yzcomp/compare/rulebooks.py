"""The differences of two rulebooks: part by part, those that money rests on first."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from yzcomp.compare.books import Books, both, place
from yzcomp.compare.described import described
from yzcomp.compare.difference import Change, Difference
from yzcomp.compare.pairs import alike, paired
from yzcomp.compare.parts import part_changes
from yzcomp.compare.renames import find_renames
from yzcomp.compare.screening import basics_differences, screening_differences
from yzcomp.compare.texts import clause_changes
from yzcomp.compare.uses import uses
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.walk import SECTIONS, called

_NAMED = (
    "items",
    "combined_names",
    "payees",
    "payers",
    "terms",
    "requirements",
    "readings",
    "standards",
    "facts",
    "notices",
)
#: What an amount can't rest on, whether it is there or not.
_WORDS_ONLY = ("notices", "combined_names", "payees", "payers")


def compare_rulebooks(old: Rulebook, new: Rulebook) -> tuple[Difference, ...]:
    """Everything that ``new`` says differently from ``old``, by the tree and not by the text of their files."""
    books = Books(old, new, find_renames(old, new))
    comparison = _Comparison(books, uses(old), uses(new))
    found = [difference for section in SECTIONS for difference in comparison.section(section)]
    return tuple(sorted(found, key=lambda difference: not difference.matters))


class _Comparison(NamedTuple):
    books: Books
    old_uses: dict[tuple[str, str], tuple[str, ...]]
    new_uses: dict[tuple[str, str], tuple[str, ...]]

    def section(self, section: str) -> Iterator[Difference]:
        if section in _NAMED:
            yield from self._named(section)
        elif section == "clauses":
            yield from self._clauses()
        elif section == "basics":
            yield from basics_differences(self.books)
        elif section in ("questions", "screening"):
            yield from (found for found in screening_differences(self.books) if found.section == section)
        else:
            yield from self._single(section)

    def _named(self, section: str) -> Iterator[Difference]:
        """Parts with keys: those of both, those that are gone, those that have come."""
        olds, news = getattr(self.books.old, section), getattr(self.books.new, section)
        renamed = self.books.renames.get(section, {})
        for key, part in olds.items():
            now = renamed.get(key, key)
            if now in news:
                yield from self._both(section, key, now, part, news[now])
            else:
                yield self._alone(section, key, part, 0)
        for key, part in news.items():
            if key not in olds and key not in renamed.values():
                yield self._alone(section, key, part, 1)
        yield from self._order(section, [renamed.get(key, key) for key in olds if renamed.get(key, key) in news])

    def _both(self, section: str, was: str, now: str, old: Any, new: Any) -> Iterator[Difference]:
        if old is new or (was == now and old == new):
            return
        names = dict.fromkeys([*self.old_uses.get((section, was), ()), *self.new_uses.get((section, now), ())])
        for matters, change in part_changes(section, old, new, self.books):
            yield Difference(matters, section, now, called(new), _article(new), change, tuple(names))
        if was != now:
            change = Change(f"键由 {was} 改为 {now}", was, now, place(old), place(new))
            yield Difference(False, section, now, called(new), _article(new), change)

    def _alone(self, section: str, key: str, part: Any, side: int) -> Difference:
        words = described(part, side, self.books)
        told = ("", words) if side else (words, "")
        places = (None, place(part)) if side else (place(part), None)
        change = Change(f"{'新增' if side else '取消'}：{words}", *told, *places)
        names = (self.new_uses if side else self.old_uses).get((section, key), ())
        return Difference(section not in _WORDS_ONLY, section, key, called(part), _article(part), change, names)

    def _order(self, section: str, common: list[str]) -> Iterator[Difference]:
        """Items are printed in the order of the rulebook."""
        news = self.books.new.items
        order = [key for key in news if key in common]
        if section != "items" or order == common:
            return
        told = both(lambda _, keys: "、".join(news[key].name for key in keys), common, order)
        change = Change("项目的次序不同", *told, place(self.books.old), place(self.books.new))
        yield Difference(False, "rulebook", "", self.books.new.rulebook.title, "", change)

    def _single(self, section: str) -> Iterator[Difference]:
        """Parts of which a rulebook has one, or none."""
        old, new = getattr(self.books.old, section), getattr(self.books.new, section)
        if old is new:
            return
        article = _article(new or old)
        name = new.title if section == "rulebook" else ""
        if old is not None and new is not None:
            for matters, change in part_changes(section, old, new, self.books):
                yield Difference(matters, section, "", name, article, change)
        elif old is not None or new is not None:
            found = self._alone(section, "", old if new is None else new, 0 if new is None else 1)
            yield found._replace(name="")

    def _clauses(self) -> Iterator[Difference]:
        """The register, article by article."""
        olds, news = self.books.old.clauses, self.books.new.clauses
        by_both, by_article = alike(lambda clause: repr(clause)), alike(lambda clause: clause.article)
        pairs, gone, come = paired(olds, news, by_both, by_article)
        for old, new in pairs:
            for change in clause_changes(old, new, self.books):
                yield Difference(False, "clauses", "", new.article, new.article, change)
        for side, clauses in enumerate((gone, come)):
            for clause in clauses:
                words = f"{'新增' if side else '取消'}：{clause.summary}"
                told = ("", clause.summary) if side else (clause.summary, "")
                places = (None, place(clause)) if side else (place(clause), None)
                yield Difference(False, "clauses", "", clause.article, clause.article, Change(words, *told, *places))


def _article(part: Any) -> str:
    return str(getattr(part, "article", "") or "")

"""What differs between two conditions: a part more or less, another value, or something else altogether."""

from collections.abc import Callable, Iterator, Sequence

from yzcomp.compare.books import Books, Spot
from yzcomp.compare.difference import Change
from yzcomp.compare.pairs import paired
from yzcomp.rulebook import conditions as c

Parts = Sequence[c.Condition]


def condition_changes(old: c.Condition | None, new: c.Condition | None, spot: Spot, books: Books) -> Iterator[Change]:
    """The differences of two conditions, each told where it is; nothing when they come to the same."""
    if books.same(old, new, spot):
        return
    if old is None or new is None:
        yield books.change("增加“{1}”" if old is None else "去掉“{0}”", old, new, spot)
        return
    if (old.awaits is None) != (new.awaits is None):
        yield books.change("“{0}”改为“{1}”", old, new, spot)
        return
    found = None
    match old, new:
        case (c.All(), _) | (_, c.All()) if _comparable(old, new, spot, books):
            found = _joined(_parts(old), _parts(new), _Words("增加“{1}”", "去掉“{0}”"), spot, books)
        case (c.AnyOf(), c.AnyOf()):
            words = _Words("增加一种可以的情形“{1}”", "去掉一种可以的情形“{0}”")
            found = _joined(old.any, new.any, words, spot, books)
        case (c.Every(), c.Every()) if old.every == new.every:
            found = _of_records(old.every, old.satisfies, new.satisfies, "里每一条{}要满足的条件", spot, books)
        case (c.Some(), c.Some()) if old.some == new.some:
            found = _of_records(old.some, old.satisfies, new.satisfies, "里至少一条{}要满足的条件", spot, books)
        case (c.FactTest(), c.FactTest()):
            found = _listed(old, new, spot, books)
    if found is None:
        yield books.change("“{0}”改为“{1}”", old, new, spot)
    else:
        yield from found


class _Words:
    """How parts more and parts less are told."""

    def __init__(self, more: str, less: str) -> None:
        self.more, self.less = more, less


def _parts(node: c.Condition) -> Parts:
    return node.all if isinstance(node, c.All) else (node,)


def _comparable(old: c.Condition, new: c.Condition, spot: Spot, books: Books) -> bool:
    """Whether two conditions are both lists, or one of them is a part of the other's."""
    if isinstance(old, c.All) and isinstance(new, c.All):
        return True
    of_old, of_new = books.by_essence(spot)
    return bool({of_old(part) for part in _parts(old)} & {of_new(part) for part in _parts(new)})


def _joined(olds: Parts, news: Parts, words: _Words, spot: Spot, books: Books) -> Iterator[Change] | None:
    """The differences of two lists of conditions; ``None`` where hardly anything of the one is in the other."""
    likenesses = books.by_essence(spot), books.by_condition(), books.by_subject()
    pairs, gone, come = paired(olds, news, *likenesses)
    if len(gone) == len(come) == 1:
        pairs, gone, come = [*pairs, (gone[0], come[0])], [], []
    if (gone and come and not pairs) or len(olds) == len(news) == len(pairs) == 1:
        return None
    return _told(pairs, gone, come, words, spot, books)


def _told(
    pairs: list[tuple[c.Condition, c.Condition]], gone: Parts, come: Parts, words: _Words, spot: Spot, books: Books
) -> Iterator[Change]:
    for old, new in pairs:
        inner = spot
        if isinstance(old, c.All | c.AnyOf) and type(old) is type(new):
            inner = spot.among(books.words(0, old, spot))
        yield from condition_changes(old, new, inner, books)
    for old in gone:
        yield books.change(words.less, old, None, spot)
    for new in come:
        yield books.change(words.more, None, new, spot)


def _of_records(
    scope: str, old: c.Condition | None, new: c.Condition | None, words: str, spot: Spot, books: Books
) -> Iterator[Change]:
    title = books.wordings[1].facts.records[scope].title
    yield from condition_changes(old, new, spot.under(words.format(title))._replace(scopes=(scope, scope)), books)


def _listed(old: c.FactTest, new: c.FactTest, spot: Spot, books: Books) -> Iterator[Change] | None:
    """Values more or less in a list of those that a fact may have."""
    if old.in_ is None or new.in_ is None or books.by_subject()[0](old) != books.by_subject()[1](new):
        return None
    labels = [_labels(side, node, spot, books) for side, node in ((0, old), (1, new))]
    come = [label for value, label in labels[1].items() if value not in labels[0]]
    gone = [label for value, label in labels[0].items() if value not in labels[1]]
    told = [f"{word}{'、'.join(names)}" for word, names in (("增加", come), ("去掉", gone)) if names]
    return iter([books.change("“{0}”" + _braced("，".join(told)), old, new, spot)])


def _labels(side: int, node: c.FactTest, spot: Spot, books: Books) -> dict[object, str]:
    """What a list admits, and what people call it."""
    essences, words = books.essences[side], books.wordings[side]
    info = essences.facts.find(node.fact, spot.scopes[side])
    label: Callable[[str], str] = lambda word: words.literal(word, info)  # noqa: E731
    return {essences.value(word, info): f"“{label(word)}”" for word in node.in_ or ()}


def _braced(text: str) -> str:
    """Text that a format leaves as it is."""
    return text.replace("{", "{{").replace("}", "}}")

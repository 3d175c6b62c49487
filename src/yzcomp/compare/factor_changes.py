"""What differs between two factors, or two products of them: each rate, tier and case by itself where the two are built
alike, the old and the new in words where they are not."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from yzcomp.compare.books import Books, Spot, both, place, quoted
from yzcomp.compare.condition_changes import condition_changes
from yzcomp.compare.difference import Change
from yzcomp.compare.pairs import paired
from yzcomp.money import grouped, plain
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.nodes import limit_text
from yzcomp.rulebook.wording import span_of

_LIMITS = (("at_most", "上限"), ("at_least", "下限"))


def product_changes(olds: Sequence[f.Factor], news: Sequence[f.Factor], spot: Spot, books: Books) -> Iterator[Change]:
    """The differences of two products. The order of factors makes none."""
    pairs, gone, come = paired(olds, news, books.by_essence(spot), books.by_head())
    if len(gone) == len(come) == 1:
        pairs, gone, come = [*pairs, (gone[0], come[0])], [], []
    if gone and come:
        whole = books.product(0, olds, spot), books.product(1, news, spot)
        sentence = f"{spot.start}计算由“{quoted(whole[0])}”改为“{quoted(whole[1])}”"
        yield Change(sentence, *whole, place(olds[0]), place(news[0]))
        return
    for old, new in pairs:
        yield from factor_changes(old, new, spot, books)
    for old in gone:
        yield books.change("去掉乘数“{0}”", old, None, spot)
    for new in come:
        yield books.change("增加乘数“{1}”", None, new, spot)


def factor_changes(old: f.Factor, new: f.Factor, spot: Spot, books: Books) -> Iterator[Change]:
    """The differences of two factors, as deep in them as they are."""
    if books.same(old, new, spot):
        return
    if books.essences[0].head(old) != books.essences[1].head(new):
        yield _replaced(old, new, spot, books)
        return
    within = _within(old, new, spot, books)
    if within is None:
        yield _replaced(old, new, spot, books)
        return
    yield from _bounds(old, new, spot, books)
    yield from within


def _replaced(old: f.Factor, new: f.Factor, spot: Spot, books: Books) -> Change:
    """One for the other, in words: a rate by its name, anything else as a factor."""
    if isinstance(old, f.Constant) and isinstance(new, f.Constant):
        rate = any(
            (node.unit or unit or "元").startswith("元") for node, unit in zip((old, new), spot.units, strict=True)
        )
        return books.change((spot.noun if rate else "" if spot.start else "乘数") + "由{0}改为{1}", old, new, spot)
    return books.change("由“{0}”改为“{1}”" if spot.start else "乘数由“{0}”改为“{1}”", old, new, spot)


def _bounds(old: f.Factor, new: f.Factor, spot: Spot, books: Books) -> Iterator[Change]:
    """Limits of a factor itself, such as the months that count at most."""
    words = books.words(0, old.unbounded(), spot)
    info = books.essences[1].facts.find(new.fact, spot.scopes[1]) if isinstance(new, f.FactValue) else None
    unit = (info.unit if info else None) or ""
    for name, title in _LIMITS:
        a, b = getattr(old, name), getattr(new, name)
        if a != b:
            told = _number(a, unit), _number(b, unit)
            yield Change(spot.start + _moved(f"{words}的{title}", *told), *told, place(old, name), place(new, name))
    if old.round != new.round:
        told = ("不进整", "不足1按1计") if new.round else ("不足1按1计", "不进整")
        yield Change(f"{spot.start}{words}由{told[0]}改为{told[1]}", *told, place(old, "round"), place(new, "round"))


def _number(number: Decimal | None, unit: str) -> str:
    return "" if number is None else limit_text(number, unit)


def _moved(title: str, old: str, new: str) -> str:
    """``…由12改为18``, or that there was none, or is none any more."""
    if old and new:
        return f"{title}由{old}改为{new}"
    return f"增加{title}{new}" if new else f"{title}（{old}）去掉"


def _within(old: f.Factor, new: f.Factor, spot: Spot, books: Books) -> Iterator[Change] | None:
    """The differences inside two factors of one kind; ``None`` where only the whole can be told."""
    match old, new:
        case f.FactValue(), f.FactValue():
            return _mapping(old, new, spot, books)
        case ((f.Sum() | f.Count()), (f.Sum() | f.Count())):
            return _where(old, new, spot, books)
        case f.Tier(), f.Tier():
            return _tier(old, new, spot, books)
        case ((f.Choose() | f.ByReading()), (f.Choose() | f.ByReading())):
            return _cases(old, new, spot, books)
        case f.IfElse(), f.IfElse():
            return _ways(old, new, spot, books)
        case f.Dated(), f.Dated():
            return _periods(old, new, spot, books)
        case f.Lookup(), f.Lookup():
            return _keys(old, new, spot, books)
        case f.Share(), f.Share():
            return _share(old, new, spot, books)
    return iter(()) if books.same(old.unbounded(), new.unbounded(), spot) else None


def _mapping(old: f.FactValue, new: f.FactValue, spot: Spot, books: Books) -> Iterator[Change]:
    """Keys that are taken for others: 退耕还林 as 旱地."""
    nodes = old, new
    tables = [books.essences[side].mapping(node, spot.scopes[side]) for side, node in ((0, old), (1, new))]
    for key in dict.fromkeys([*tables[0], *tables[1]]):
        was, now = (table.get(key) for table in tables)
        if was == now:
            continue
        told = both(lambda side, word: _label(side, word, nodes[side], spot, books), was, now)
        name = _label(0, key, old, spot, books)
        ways = [f"按“{word}”算" if word else "按自己算" for word in told]
        yield Change(f"{spot.start}“{name}”由{ways[0]}改为{ways[1]}", *told, place(old, "as"), place(new, "as"))


def _label(side: int, value: object, node: f.FactValue, spot: Spot, books: Books) -> str:
    """What people call a value of a fact; empty for none."""
    info = books.essences[side].facts.find(node.fact, spot.scopes[side])
    return "" if value is None else info.label(value) if info else str(value)


def _where(old: f.Factor, new: f.Factor, spot: Spot, books: Books) -> Iterator[Change]:
    """The records that are summed or counted."""
    scope = old.of if isinstance(old, f.Sum) else old.count if isinstance(old, f.Count) else ""
    title = books.wordings[1].facts.records[scope].title
    inner = spot.under(f"计入的{title}的条件")._replace(scopes=(scope, scope))
    return condition_changes(getattr(old, "where", None), getattr(new, "where", None), inner, books)


def _tier(old: f.Tier, new: f.Tier, spot: Spot, books: Books) -> Iterator[Change] | None:
    shapes = [[(step.up_to is None, step.value is None) for step in node.steps] for node in (old, new)]
    if shapes[0] != shapes[1]:
        return None
    return _steps(old, new, spot, books)


def _steps(old: f.Tier, new: f.Tier, spot: Spot, books: Books) -> Iterator[Change]:
    """Step by step: where it ends, and what it gives."""
    yield from factor_changes(old.tier, new.tier, spot.under("分档所按的数"), books)
    lower = ""
    for number, (a, b) in enumerate(zip(old.steps, new.steps, strict=True), 1):
        span = f"不超过{plain(a.up_to)}" if a.up_to is not None and not lower else f"超过{lower}" if lower else "全部"
        lower = plain(a.up_to) if a.up_to is not None else lower
        if a.up_to is not None and b.up_to is not None and a.up_to != b.up_to:
            told = plain(a.up_to), plain(b.up_to)
            yield Change(f"{spot.start}第{number}档的上端由{told[0]}改为{told[1]}", *told, place(a), place(b))
        for name, words in (("value", "的一档"), ("each", "的部分每增加1")):
            was, now = getattr(a, name), getattr(b, name)
            if was is not None and (was, old.unit) != (now, new.unit):
                told = grouped(was) + old.unit, grouped(now) + new.unit
                yield Change(f"{spot.start}{span}{words}由{told[0]}改为{told[1]}", *told, place(a), place(b))


def _cases(old: f.Choose | f.ByReading, new: f.Choose | f.ByReading, spot: Spot, books: Books) -> Iterator[Change]:
    """Case by case."""
    tables = [books.essences[side].cases(node, spot.scopes[side]) for side, node in ((0, old), (1, new))]
    inner = spot._replace(units=(old.unit, new.unit))
    for key in dict.fromkeys([*tables[0], *tables[1]]):
        was, now = (table.get(key) for table in tables)
        case = _case(key, old if was is not None else new, 0 if was is not None else 1, spot, books)
        if was is not None and now is not None:
            yield from factor_changes(was, now, inner.under(f"在{case}时，"), books)
        else:
            words = f"增加“{quoted(case)}”的情形：{{1}}" if was is None else f"去掉“{quoted(case)}”的情形：{{0}}"
            yield books.change(words, was, now, inner)


def _case(key: object, node: f.Choose | f.ByReading, side: int, spot: Spot, books: Books) -> str:
    """What a case is called: ``地类为水田``."""
    if isinstance(node, f.ByReading):
        reading = (books.old, books.new)[side].readings[node.reading]
        option = reading.options.get(str(key))
        return f"“{reading.name}”取“{option.name if option else key}”"
    info = books.essences[side].facts.find(node.choose, spot.scopes[side])
    return f"{info.title}为{info.label(key)}" if info else str(key)


def _ways(old: f.IfElse, new: f.IfElse, spot: Spot, books: Books) -> Iterator[Change]:
    yield from condition_changes(old.if_, new.if_, spot.under("分情形的条件"), books)
    words = quoted(books.words(0, old.if_, spot))
    yield from factor_changes(old.then, new.then, spot.under(f"在符合“{words}”时，"), books)
    yield from factor_changes(old.else_, new.else_, spot.under(f"在不符合“{words}”时，"), books)


def _periods(old: f.Dated, new: f.Dated, spot: Spot, books: Books) -> Iterator[Change] | None:
    """Rates by time: each period by itself where there are as many as before."""
    spans = [[(p.from_, p.to) for p in node.periods] for node in (old, new)]
    heads = books.essences[0].named("facts", old.dated), new.dated
    if heads[0] != heads[1] or len(spans[0]) != len(spans[1]):
        return None
    return _each_period(old, new, spot)


def _each_period(old: f.Dated, new: f.Dated, spot: Spot) -> Iterator[Change]:
    for number, (a, b) in enumerate(zip(old.periods, new.periods, strict=True), 1):
        lead, places = f"{spot.start}第{number}段时期（{span_of(a)}）", (place(a), place(b))
        if (a.from_, a.to) != (b.from_, b.to):
            yield Change(f"{lead}改为{span_of(b)}", span_of(a), span_of(b), *places)
        if (a.value, old.unit) != (b.value, new.unit):
            told = grouped(a.value) + old.unit, grouped(b.value) + new.unit
            yield Change(f"{lead}的{spot.noun or '数量'}由{told[0]}改为{told[1]}", *told, *places)


def _keys(old: f.Lookup, new: f.Lookup, spot: Spot, books: Books) -> Iterator[Change] | None:
    """What a standard is looked up by."""
    if len(old.key) != len(new.key):
        return None
    inner = spot.under("查标准所按的")
    return (change for a, b in zip(old.key, new.key, strict=True) for change in factor_changes(a, b, inner, books))


def _share(old: f.Share, new: f.Share, spot: Spot, books: Books) -> Iterator[Change]:
    if old.share != new.share:
        told = f"{plain(old.share * 100)}%", f"{plain(new.share * 100)}%"
        of = books.new.items[new.of].name
        yield Change(
            f"{spot.start}占{of}的比例由{told[0]}改为{told[1]}", *told, place(old, "share"), place(new, "share")
        )

"""Items, requirements and the whole run of a household as Python functions."""

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache, partial
from itertools import product
from typing import Any, NamedTuple

from yzcomp.engine.evaluator import Assessment
from yzcomp.engine.express.base import INDENT, Unsupported, untold
from yzcomp.engine.express.factors import Emitted, FactorWriter
from yzcomp.engine.items import CompiledItem, Draft
from yzcomp.engine.pieces import UNNAMED, Piece, quantity_writer, shown_decimals
from yzcomp.engine.run import Run
from yzcomp.engine.wording import LABEL_KEYS, Writer, bound_text, cited_articles
from yzcomp.forms import one_line
from yzcomp.household.models import Household
from yzcomp.money import FEN, ZERO, plain, round_half_up
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.logic import parties_of
from yzcomp.rulebook.models import Rulebook


class Head(NamedTuple):
    """An item paid to one payee by one payer."""

    item: str
    payee: str
    payer: str


class Row(NamedTuple):
    """Whom a line is of, which of its item's citations hold, and the articles that it therefore cites."""

    head: Head
    cited: tuple[bool, ...]
    article: str


def heads(rulebook: Rulebook) -> list[Head]:
    """Every head that a line of a rulebook can have, item by item."""
    return [Head(key, *parties) for key, item in rulebook.items.items() for parties in parties_of(item, rulebook)]


def rows(rulebook: Rulebook) -> list[Row]:
    """Every head with every choice of its item's citations."""
    found = []
    for head in heads(rulebook):
        item = rulebook.items[head.item]
        for cited in product((False, True), repeat=len(item.cites)):
            found.append(Row(head, cited, cited_articles(item, cited, rulebook)))
    return found


class SourceWriter(FactorWriter):
    """Writes all functions of one evaluator: ``item3(h, out, amounts)`` adds the lines of an item, ``run(h)`` gives a
    household's lines and whether they are withheld. An item that isn't supported is left to the evaluator, and so is
    one in which something of a household is unusual."""

    def program(self) -> dict[str, Any]:
        """All functions by name."""
        numbers = {key: number for number, key in enumerate(self.evaluator.items)}
        self.rows = rows(self.evaluator.rulebook)
        needed = frozenset[str]().union(*(item.shares for item in self.evaluator.order))
        body = ["out, amounts = [], {}"]
        for rule in self.evaluator.rulebook.requirements.values():
            body += self._requirement(rule)
        withholding = self.evaluator.rulebook.withholding
        for scope in self.evaluator.disputes:  # what counts a record in dispute has to be told apart
            assert withholding is not None and withholding.record is not None
            each = f"for r in {self.attribute('h', scope)}:"
            test = self.condition(withholding.record, scope)
            body += [each, f"{INDENT}if {test}:", f"{INDENT * 2}raise Unusual"]
        for item in self.evaluator.order:
            body += self._call(numbers[item.key], item, item.key in needed)
        if [item.key for item in self.evaluator.order] != [*numbers]:
            place = [numbers[row.head.item] for row in self.rows]  # of a line's row among the rulebook's items
            body.append(f"{self.constant(lambda out: out.sort(key=lambda line: place[line[0]]))}(out)")
        body.append(f"return out, {self.condition(withholding.when, None) if withholding else 'False'}")
        self.define("run(h)", body)
        return self.compiled()

    def _call(self, number: int, item: CompiledItem, needed: bool) -> list[str]:
        """Statements that add an item's lines, and note what they come to where another item is a share of it."""
        slow = f"{self.constant(self._carefully(item))}(h, out, amounts)"
        body = [slow]
        if self._item(number, item):
            quick = ["try:", f"{INDENT}item{number}(h, out, amounts)", "except Unusual:"]
            body = ["mark = len(out)", *quick, f"{INDENT}del out[mark:]", INDENT + slow]
        if item.scope is not None:
            given = f"if {self.attribute('h', item.scope)}:"
            body = [*untold(item.scope), given, *(INDENT + line for line in body)]
        if needed:
            total = f"{self.constant(partial(self._total, item.key))}(out)"
            body.append(f"amounts[{self.constant(item.key)}] = {total}")
        return body

    def _total(self, key: str, out: list[Any]) -> Decimal | None:
        """What the lines of an item come to; ``None`` while one of them is pending."""
        amounts = [line[5 if self.words else 1] for line in out if self.rows[line[0]].head.item == key]
        return None if None in amounts else sum(amounts, ZERO)

    def _requirement(self, rule: Any) -> list[str]:
        test = f"not ({self.condition(rule.must, rule.for_each)})"
        if rule.when is not None:
            test = f"({self.condition(rule.when, rule.for_each)}) and {test}"
        if rule.for_each is None:
            return [f"if {test}:", f"{INDENT}raise Unusual"]
        each = f"for r in {self.attribute('h', rule.for_each)}:"
        return [each, f"{INDENT}if {test}:", f"{INDENT * 2}raise Unusual"]

    def _item(self, number: int, item: CompiledItem) -> bool:
        """Defines an item's function, if the item is supported."""
        scope = item.scope
        try:
            body = self._line(self._row(item), item)
        except Unsupported:
            return False
        if scope is not None:
            each = f"for i, r in enumerate({self.attribute('h', scope)}):"
            body = [each, *(INDENT + line for line in body)]
        self.define(f"item{number}(h, out, amounts)", body)
        return True

    def _row(self, item: CompiledItem) -> str:
        """The position of a line's row, as an expression: a number, unless payee, payer or article is a choice."""
        found = self._positions(item)
        if len(found) == 1:
            return str(next(iter(found.values())))
        parts = [self.word(party, item.scope) for party in (item.item.payee, self.evaluator.rulebook.payer(item.item))]
        parts += [self.condition(cited.when, item.scope) for cited in item.item.cites]
        return f"{self.constant(found)}[{', '.join(parts)}]"

    def _positions(self, item: CompiledItem) -> dict[tuple[str | bool, ...], int]:
        rows = ((i, row) for i, row in enumerate(self.rows) if row.head.item == item.key)
        return {(row.head.payee, row.head.payer, *row.cited): i for i, row in rows}

    def _carefully(self, item: CompiledItem) -> Callable[..., None]:
        """Adds an item's lines the evaluator's way; what can't be told raises."""
        positions = self._positions(item)

        def lines(h: Household, out: list[Any], amounts: dict[str, Decimal | None]) -> None:
            run, writer = Run(), Writer(self.evaluator, Assessment(h))
            run.amounts = writer.run.amounts = amounts
            drafts = [draft for draft in item.evaluate(h, run) if isinstance(draft, Draft)]
            if run.missing:
                raise self.unusual
            for draft in drafts:
                number = positions[(*draft.parties, *item.cited(h, draft.record))]
                if not self.words:
                    out.append((number, draft.amount))
                    continue
                x = writer.line(draft)
                out.append((number, x.formula, x.quantity, x.unit, x.rate or "", x.amount, x.note or ""))

        return lines

    def _line(self, number: str, item: CompiledItem) -> list[str]:
        leave = "return" if item.scope is None else "continue"
        body: list[str] = []
        self.unnamed = False
        if item.item.condition is not None:
            body += [f"if not {self.condition(item.item.condition, item.scope)}:", f"{INDENT}{leave}"]
        names = [self.variable() for _ in item.pieces]
        parts = [self.factor(n, item.scope, to) for n, to in zip(item.item.factors, names, strict=True)]
        for part in parts:
            body += part.setup
        known = [name for name, part in zip(names, parts, strict=True) if part.pending is None]
        if len(known) == len(names):
            nothing = leave if item.item.at_least is None else "raise Unusual"  # a floor may hold for nothing too
            body += [f"exact = {' * '.join(names)}", "if not exact:", f"{INDENT}{nothing}"]
            body += self._amount(item)
        else:
            body += [
                f"if not ({' and '.join(known) or 'True'}):",
                f"{INDENT}raise Unusual",
                "amount, limit = None, ''",
            ]
        return body + self._words(number, item, names, parts)

    def _amount(self, item: CompiledItem) -> list[str]:
        """The amount within its cap and floor, rounded once."""
        if not item.caps:
            return ["limit = ''", f"amount = {self._rounded(item, 'exact')}", *self._nothing(item)]
        body = ["bounded, limit = exact, ''"]
        for bound, high, _ in item.caps:
            names = [self.variable() for _ in bound.factors]
            for node, to in zip(bound.factors, names, strict=True):
                emitted = self.factor(node, item.scope, to)
                if emitted.pending is not None:
                    raise Unsupported("pending")
                body += emitted.setup
            text = f"{self.constant(partial(bound_text, bound))}(exact)" if self.words else "'1'"
            body += [f"top = {' * '.join(names)}", f"if not limit and exact {'>' if high else '<'} top:"]
            body.append(f"{INDENT}bounded, limit = top, {text}")
        return [*body, f"amount = {self._rounded(item, 'bounded')}", *self._nothing(item)]

    def _nothing(self, item: CompiledItem) -> list[str]:
        """What rounds to nothing isn't paid."""
        return ["if not amount:", f"{INDENT}{'return' if item.scope is None else 'continue'}"]

    def _rounded(self, item: CompiledItem, name: str) -> str:
        if item.step == FEN:
            return f"{name}.quantize(FEN, HALF_UP)"
        return f"{self.constant(round_half_up)}({name}, {self.constant(item.step)})"

    def _words(self, number: str, item: CompiledItem, names: list[str], parts: list[Emitted]) -> list[str]:
        """The line in words; anything to be explained goes the evaluator's way, piece by piece."""
        if not self.words:
            return [f"out.append(({number}, amount))"]
        pieces: list[Piece] = item.pieces
        if any(part.pending is not None and not p.is_rate for part, p in zip(parts, pieces, strict=True)):
            raise Unsupported("pending")
        rates = [n for n, p in zip(names, pieces, strict=True) if p.is_rate]
        counts = [n for n, p in zip(names, pieces, strict=True) if not p.is_rate]
        units = "·".join(p.unit for p in pieces if not p.is_rate)
        one, per = "户" if item.scope is None else "", self._counted_in(pieces, parts)
        unit, decimals = self.constant(units or one), str(shown_decimals(units))
        if UNNAMED in units:
            unit = f"{self.constant(lambda per: units.replace(UNNAMED, per) or one)}({per})"
            decimals = f"{self.constant(lambda per: shown_decimals(units.replace(UNNAMED, per)))}({per})"
        quantity = f"plain({' * '.join(counts)}, {decimals})" if counts else "'1'"
        body: list[str] = []
        counted = [part for part, p in zip(parts, pieces, strict=True) if not p.is_rate]
        if len(counts) == 1 and counted[0].counted is not None:
            write = self.constant(quantity_writer(counted[0].counted))
            body.append(f"text, digits = {write}({counts[0]})")
            counted[0].text, quantity = "text", "digits"
        pending = [part.pending for part in parts if part.pending is not None]
        rate = "''" if pending else self._rate(rates, item) if rates else "'1'"
        label = f"{self.constant(self._label(item.scope))}(i, r)" if item.scope is not None else "''"
        formula = " + ' × ' + ".join(part.text for part in parts)
        body.append(f"formula, note = {formula}, {label}")
        if self.unnamed:
            body.append(f"formula = {self.constant(lambda text, per: text.replace(UNNAMED, per))}(formula, {per})")
        usual = " and ".join(dict.fromkeys(part.usual for part in parts if part.usual != "True"))
        if usual:
            record = "r, i" if item.scope is not None else "None, 0"
            slow = f"{self.constant(self._explained(pieces))}(h, {record}, ({', '.join(names)},), {per}, amounts)"
            body += [f"if not ({usual}):", f"{INDENT}formula, notes = {slow}", f"{INDENT}note = noted(note, notes)"]
        if usual and pending:
            raise Unsupported("pending")
        further = [*pending, *(part.entry for part in parts if part.entry is not None)]
        if further:
            body.append(f"note = noted(note, {', '.join(further)})")
        fields = f"{number}, formula + limit, {quantity}, {unit}, {rate}, amount, note"
        return [*body, f"out.append(({fields}))"]

    def _counted_in(self, pieces: list[Piece], parts: list[Emitted]) -> str:
        """The unit of a quantity without one of its own: the one that the first such rate is per."""
        rates = [part.per for piece, part in zip(pieces, parts, strict=True) if piece.counts_in is not None]
        if None in rates:
            raise Unsupported("counts_in")
        return rates[0] or "''" if rates else "''"

    def _rate(self, names: list[str], item: CompiledItem) -> str:
        """The digits of a rate; those of a constant are written once."""
        factors = [n for n, p in zip(item.item.factors, item.pieces, strict=True) if p.is_rate]
        if len(factors) == 1 and isinstance(factors[0], f.Constant) and not factors[0].bounded:
            return self.constant(plain(factors[0].constant))
        return f"plain({' * '.join(names)})"

    def _explained(self, pieces: list[Piece]) -> Any:
        """Formula and notes the evaluator's way."""

        def explained(
            h: Any, r: Any, index: int, values: tuple[Any, ...], per: str, amounts: dict[str, Decimal | None]
        ) -> tuple[str, str]:
            run = Run()
            run.index, run.amounts = index, amounts
            texts = [piece.text(value, h, r, run) for piece, value in zip(pieces, values, strict=True)]
            notes = [note.text for piece in pieces for note in piece.notes(h, r, run)]
            return " × ".join(texts).replace(UNNAMED, per), "；".join(notes).replace(UNNAMED, per)

        return explained

    def _label(self, scope: str) -> Any:
        """How a record is called, as on a statement."""
        fields = self.setting.facts.records[scope].fields
        keys = [key for key in LABEL_KEYS if key in fields]
        describe = self.setting.facts.describe

        @lru_cache(maxsize=4096)
        def written(index: int, key: str, value: Any) -> str:
            return f"{describe(scope, index)}（{one_line(fields[key].label(value))}）"

        def label(index: int, record: Any) -> str:
            for key in keys:
                value = getattr(record, key, None)
                if value is not None:
                    return written(index, key, value)
            return describe(scope, index)

        return label

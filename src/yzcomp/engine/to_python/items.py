"""Items, requirements and the whole run of a household as Python functions."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from itertools import product
from typing import Any, NamedTuple

from yzcomp.engine.evaluator import Assessment, Evaluator
from yzcomp.engine.expression import UNNAMED, Constant, LoweredItem, LoweredRule, Waiting
from yzcomp.engine.items import Draft
from yzcomp.engine.lower import lower
from yzcomp.engine.notes import Run
from yzcomp.engine.pieces import Piece, quantity_writer, shown_decimals
from yzcomp.engine.to_python.runtime import Unusual
from yzcomp.engine.to_python.source import INDENT, Code, SourceWriter, both, untold
from yzcomp.engine.wording import Writer, bound_text, cited_articles, labeller
from yzcomp.household.models import Household
from yzcomp.money import FEN, ZERO, plain, round_half_up
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


class ItemWriter(SourceWriter):
    """Writes items; without ``words`` a line is only its row's position and the amount."""

    def __init__(self, evaluator: Evaluator, words: bool) -> None:
        super().__init__()
        self.evaluator, self.setting, self.words = evaluator, evaluator.setting, words

    def line(self, number: str, item: LoweredItem, leave: str) -> list[str]:
        """Statements that add an item's line for the record at hand, or leave."""
        body = [f"if not {self.test(item.condition)}:", INDENT + leave] if item.condition is not None else []
        if any(isinstance(x, Waiting) and not x.is_rate for x in item.factors):
            return [*body, "raise Unusual"]
        self.amounts = "amounts"
        names = [self.name() for _ in item.factors]
        codes = [self.write(x, to) for x, to in zip(item.factors, names, strict=True)]
        known = [to for x, to in zip(item.factors, names, strict=True) if not isinstance(x, Waiting)]
        body += [f"{to} = {code.value}" for to, code in zip(names, codes, strict=True) if to in known]
        if len(known) < len(names):  # whatever a rate may come to that is still to come
            nothing, told = INDENT + "raise Unusual", "amount, limit = None, ''"
            body += [f"if not ({' and '.join(known) or 'True'}):", nothing, told]
        else:
            nothing = INDENT + (leave if item.item.at_least is None else "raise Unusual")  # a floor may hold
            body += [f"exact = {' * '.join(names)}", "if not exact:", nothing, *self._amount(item, leave)]
        self.amounts = "NONE"
        said = self._words(number, item, names, codes) if self.words else [f"out.append(({number}, amount))"]
        return body + said

    def _amount(self, item: LoweredItem, leave: str) -> list[str]:
        """The amount within its cap and floor, rounded once; what rounds to nothing isn't paid."""
        body, exact = ["limit = ''"], "exact"
        for bound, high, factors in item.bounds:
            text = f"{self.constant(partial(bound_text, bound))}(exact)" if self.words else "'1'"
            bites = f"if not limit and exact {'>' if high else '<'} top:"
            body += [f"top = {' * '.join(map(self.value, factors))}", bites, f"{INDENT}bounded, limit = top, {text}"]
            exact = "bounded"
        if item.bounds:
            body.insert(0, "bounded = exact")
        amount = f"{exact}.quantize(FEN, HALF_UP)"
        if item.step != FEN:
            amount = f"{self.constant(round_half_up)}({exact}, {self.constant(item.step)})"
        return [*body, f"amount = {amount}", "if not amount:", INDENT + leave]

    def _words(self, number: str, item: LoweredItem, names: list[str], codes: list[Code]) -> list[str]:
        """The line in words; anything to be explained goes the evaluator's way, piece by piece."""
        scope = item.item.for_each
        per = next((code.per for code in codes if code.per is not None), "''")
        body = [f"note = {self.constant(labeller(scope, self.setting))}(i, r)" if scope is not None else "note = ''"]
        quantity, unit = self._quantity_words(item, names, codes, per, body)
        pending = [self.constant(x.reason) for x in item.factors if isinstance(x, Waiting)]
        rate = "''" if pending else self._rate(item, names)
        body.append("formula = " + " + ' × ' + ".join(code.text for code in codes))
        if any(code.unnamed for code in codes):
            body.append(f"formula = {self.constant(lambda text, per: text.replace(UNNAMED, per))}(formula, {per})")
        usual = both(*(code.usual for code in codes))
        if usual != "True" and pending:
            body += [f"if not ({usual}):", f"{INDENT}raise Unusual"]
        elif usual != "True":
            explained = self.constant(_explained(self.evaluator.items[item.key].pieces))
            record = "r, i" if scope is not None else "None, 0"
            slow = f"{explained}(h, {record}, ({', '.join(names)},), {per}, amounts)"
            body += [f"if not ({usual}):", f"{INDENT}formula, notes = {slow}", f"{INDENT}note = noted(note, notes)"]
        further = [*pending, *(code.entry for code in codes if code.entry is not None)]
        body += [f"note = noted(note, {', '.join(further)})"] if further else []
        return [*body, f"out.append(({number}, formula + limit, {quantity}, {unit}, {rate}, amount, note))"]

    def _quantity_words(
        self, item: LoweredItem, names: list[str], codes: list[Code], per: str, body: list[str]
    ) -> tuple[str, str]:
        """The digits of the quantity, and its unit; that of a quantity without one is what the rate is ``per``."""
        counted = [(to, i) for i, (x, to) in enumerate(zip(item.factors, names, strict=True)) if not x.is_rate]
        units = "·".join(item.factors[i].unit for _, i in counted)
        one = "户" if item.item.for_each is None else ""
        unit, decimals = self.constant(units or one), str(shown_decimals(units))
        if UNNAMED in units:
            unit = f"{self.constant(lambda per: units.replace(UNNAMED, per) or one)}({per})"
            decimals = f"{self.constant(lambda per: shown_decimals(units.replace(UNNAMED, per)))}({per})"
        if len(counted) == 1 and (own := codes[counted[0][1]].plain) is not None:
            (to, i), *_ = counted
            body.append(f"text, digits = {self.constant(quantity_writer(own))}({to})")
            codes[i] = codes[i]._replace(text="text")
            return "digits", unit
        return f"plain({' * '.join(to for to, _ in counted)}, {decimals})" if counted else "'1'", unit

    def _rate(self, item: LoweredItem, names: list[str]) -> str:
        """The digits of a rate; those of a constant are written once."""
        rates = [(x, to) for x, to in zip(item.factors, names, strict=True) if x.is_rate]
        if len(rates) == 1 and isinstance(rates[0][0], Constant):
            return self.constant(plain(rates[0][0].value))
        return f"plain({' * '.join(to for _, to in rates)})" if rates else "'1'"


def _explained(pieces: list[Piece]) -> Any:
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


class RunWriter(ItemWriter):
    """Writes all functions of one evaluator: ``item3(h, out, amounts)`` adds the lines of an item, ``run(h)`` gives a
    household's lines and whether they are withheld. An item in which something of a household is unusual is left to
    the evaluator."""

    def program(self) -> dict[str, Any]:
        """All functions by name."""
        evaluator = self.evaluator
        lowered = lower(evaluator.rulebook, self.setting.readings, self.setting.standards)
        numbers = {key: number for number, key in enumerate(evaluator.items)}
        self.rows = rows(evaluator.rulebook)
        body = ["out, amounts = [], {}"]
        for rule in lowered.requirements:
            body += self._requirement(rule)
        for scope, disputed in lowered.disputed.items():  # what counts a record in dispute has to be told apart
            body += _each(scope, self, f"if {self.test(disputed)}:")
        needed = frozenset[str]().union(*(item.shares for item in evaluator.order))
        for item in evaluator.order:
            body += self._call(numbers[item.key], lowered.items[item.key], item.key in needed)
        if [item.key for item in evaluator.order] != [*numbers]:
            place = [numbers[row.head.item] for row in self.rows]  # of a line's row among the rulebook's items
            body.append(f"{self.constant(lambda out: out.sort(key=lambda line: place[line[0]]))}(out)")
        body.append(f"return out, {self.test(lowered.withheld) if lowered.withheld is not None else 'False'}")
        self.define("run(h)", body)
        return self.compiled()

    def _requirement(self, rule: LoweredRule) -> list[str]:
        test = f"not {self.test(rule.must)}"
        return _each(rule.scope, self, f"if {self.test(rule.when)} and {test}:" if rule.when else f"if {test}:")

    def _call(self, number: int, item: LoweredItem, needed: bool) -> list[str]:
        """Statements that add an item's lines, and note what they come to where another item is a share of it."""
        scope, leave = item.item.for_each, "return" if item.item.for_each is None else "continue"
        lines = self.line(self._row(item), item, leave)
        if scope is not None:
            each = f"for i, r in enumerate({self.attribute('h', scope)}):"
            lines = [each, *(INDENT + line for line in lines)]
        self.define(f"item{number}(h, out, amounts)", lines)
        slow = f"{self.constant(self._carefully(item))}(h, out, amounts)"
        quick = ["try:", f"{INDENT}item{number}(h, out, amounts)", "except Unusual:"]
        body = ["mark = len(out)", *quick, f"{INDENT}del out[mark:]", INDENT + slow]
        if scope is not None:
            body = [*untold(scope), f"if {self.attribute('h', scope)}:", *(INDENT + line for line in body)]
        if needed:
            total = f"{self.constant(partial(self._total_of, item.key))}(out)"
            body.append(f"amounts[{self.constant(item.key)}] = {total}")
        return body

    def _total_of(self, key: str, out: list[Any]) -> Decimal | None:
        """What the lines of an item come to; ``None`` while one of them is pending."""
        amounts = [line[5 if self.words else 1] for line in out if self.rows[line[0]].head.item == key]
        return None if None in amounts else sum(amounts, ZERO)

    def _row(self, item: LoweredItem) -> str:
        """The position of a line's row, as an expression: a number, unless payee, payer or article is a choice."""
        found = self._positions(item.key)
        if len(found) == 1:
            return str(next(iter(found.values())))
        parts = [*map(self.value, item.parties), *map(self.test, item.cites)]
        return f"{self.constant(found)}[{', '.join(parts)}]"

    def _positions(self, key: str) -> dict[tuple[str | bool, ...], int]:
        rows = ((i, row) for i, row in enumerate(self.rows) if row.head.item == key)
        return {(row.head.payee, row.head.payer, *row.cited): i for i, row in rows}

    def _carefully(self, lowered: LoweredItem) -> Callable[..., None]:
        """Adds an item's lines the evaluator's way; what can't be told raises."""
        item, positions = self.evaluator.items[lowered.key], self._positions(lowered.key)

        def lines(h: Household, out: list[Any], amounts: dict[str, Decimal | None]) -> None:
            run, writer = Run(), Writer(self.evaluator, Assessment(h))
            run.amounts = writer.run.amounts = amounts
            drafts = [draft for draft in item.evaluate(h, run) if isinstance(draft, Draft)]
            if run.missing:
                raise Unusual
            for draft in drafts:
                number = positions[(*draft.parties, *item.cited(h, draft.record))]
                if not self.words:
                    out.append((number, draft.amount))
                    continue
                x = writer.line(draft)
                out.append((number, x.formula, x.quantity, x.unit, x.rate or "", x.amount, x.note or ""))

        return lines


def _each(scope: str | None, writer: SourceWriter, test: str) -> list[str]:
    """Leaves a household for which a test holds, or holds of a record, to the evaluator."""
    if scope is None:
        return [test, f"{INDENT}raise Unusual"]
    return [f"for r in {writer.attribute('h', scope)}:", INDENT + test, f"{INDENT * 2}raise Unusual"]

"""Items, requirements and the whole run of a household as Python functions."""

from functools import lru_cache
from typing import Any, NamedTuple

from yzcomp.engine.express.base import INDENT, Unsupported, untold
from yzcomp.engine.express.factors import Emitted, FactorWriter
from yzcomp.engine.items import CompiledItem
from yzcomp.engine.pieces import UNNAMED, Piece, quantity_writer, shown_decimals
from yzcomp.engine.run import Run
from yzcomp.engine.wording import LABEL_KEYS
from yzcomp.forms import one_line
from yzcomp.money import FEN, plain, round_half_up
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.logic import parties_of
from yzcomp.rulebook.models import Rulebook


class Head(NamedTuple):
    """An item paid to one payee by one payer."""

    item: str
    payee: str
    payer: str


def heads(rulebook: Rulebook) -> list[Head]:
    """Every head that a line of a rulebook can have, item by item."""
    return [Head(key, *parties) for key, item in rulebook.items.items() for parties in parties_of(item, rulebook)]


class SourceWriter(FactorWriter):
    """Writes all functions of one evaluator."""

    def source(self) -> str:
        """The whole module; ``run(h)`` gives a household's lines and whether they are withheld."""
        body = []
        for rule in self.evaluator.rulebook.requirements.values():
            body += self._requirement(rule)
        for number, item in enumerate(self.evaluator.items.values()):
            call = f"{self._item(number, item)}(h, out)"
            body += [call] if item.scope is None else [*untold(item.scope), f"if h.{item.scope}:", f"{INDENT}{call}"]
        withholding = self.evaluator.rulebook.withholding
        for scope in self.evaluator.disputes:  # what counts a record in dispute has to be told apart
            assert withholding is not None and withholding.record is not None
            test = self.condition(withholding.record, scope)
            body[:0] = [f"for r in h.{scope}:", f"{INDENT}if {test}:", f"{INDENT * 2}raise Unusual"]
        body.append(f"return out, {self.condition(withholding.when, None) if withholding else 'False'}")
        run = ["def run(h):", f"{INDENT}out = []", *(INDENT + line for line in body)]
        return "\n\n".join([*self.functions, "\n".join(run)]) + "\n"

    def _requirement(self, rule: Any) -> list[str]:
        test = f"not ({self.condition(rule.must, rule.for_each)})"
        if rule.when is not None:
            test = f"({self.condition(rule.when, rule.for_each)}) and {test}"
        if rule.for_each is None:
            return [f"if {test}:", f"{INDENT}raise Unusual"]
        return [f"for r in h.{rule.for_each}:", f"{INDENT}if {test}:", f"{INDENT * 2}raise Unusual"]

    def _item(self, number: int, item: CompiledItem) -> str:
        """Defines an item's function and names it."""
        if item.shares:
            raise Unsupported("share")
        name, scope = f"item{number}", item.scope
        body = self._line(self._head(item), item)
        if scope is not None:
            body = [f"for i, r in enumerate(h.{scope}):", *(INDENT + line for line in body)]
        self.define(f"{name}(h, out)", body)
        return name

    def _line(self, head: str, item: CompiledItem) -> list[str]:
        leave = "return" if item.scope is None else "continue"
        body: list[str] = ["unit = ''"] if any(p.unit == UNNAMED for p in item.pieces) else []
        if item.item.condition is not None:
            body += [f"if not {self.condition(item.item.condition, item.scope)}:", f"{INDENT}{leave}"]
        if self.words:
            for cited in item.item.cites:
                body += [f"if {self.condition(cited.when, item.scope)}:", f"{INDENT}raise Unusual"]
        names = [self.variable() for _ in item.pieces]
        parts = [self.factor(n, item.scope, to) for n, to in zip(item.item.factors, names, strict=True)]
        for part in parts:
            body += part.setup
        known = [name for name, part in zip(names, parts, strict=True) if part.pending is None]
        if len(known) == len(names):
            nothing = "raise Unusual" if item.item.at_least is not None else leave
            body += [f"exact = {' * '.join(names)}", "if not exact:", f"{INDENT}{nothing}"]
            body += self._amount(item)
        else:
            body += [
                f"if not ({' and '.join(known) or 'True'}):",
                f"{INDENT}raise Unusual",
                "amount, limit = None, ''",
            ]
        return body + self._words(head, item, names, parts)

    def _head(self, item: CompiledItem) -> str:
        """The position of a line's head, as an expression: a number, unless payee or payer is a choice."""
        found = {(h.payee, h.payer): i for i, h in enumerate(heads(self.evaluator.rulebook)) if h.item == item.key}
        if len(found) == 1:
            return str(next(iter(found.values())))
        parties = item.item.payee, self.evaluator.rulebook.payer(item.item)
        return f"{self.constant(found)}[{', '.join(self._key(party, item.scope) for party in parties)}]"

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
            text = self.constant(bound.text)
            body += [f"top = {' * '.join(names)}", f"if not limit and exact {'>' if high else '<'} top:"]
            body.append(f"{INDENT}bounded, limit = top, f' = {{yuan_exact(exact)}}元，{{{text}}}'")
        return [*body, f"amount = {self._rounded(item, 'bounded')}", *self._nothing(item)]

    def _nothing(self, item: CompiledItem) -> list[str]:
        """What rounds to nothing isn't paid."""
        return ["if not amount:", f"{INDENT}{'return' if item.scope is None else 'continue'}"]

    def _rounded(self, item: CompiledItem, name: str) -> str:
        if item.step == FEN:
            return f"{name}.quantize(FEN, HALF_UP)"
        return f"{self.constant(round_half_up)}({name}, {self.constant(item.step)})"

    def _words(self, head: str, item: CompiledItem, names: list[str], parts: list[Emitted]) -> list[str]:
        """The line in words; anything to be explained goes the evaluator's way, piece by piece."""
        if not self.words:
            return [f"out.append(({head}, amount))"]
        pieces: list[Piece] = item.pieces
        rates = [n for n, p in zip(names, pieces, strict=True) if p.is_rate]
        counts = [n for n, p in zip(names, pieces, strict=True) if not p.is_rate]
        units = [p.unit for p in pieces if not p.is_rate]
        one = "户" if item.scope is None else ""
        unit, decimals = self.constant("·".join(units) or one), str(shown_decimals("·".join(units)))
        if UNNAMED in units:
            unit, decimals = f"unit or {one!r}", f"{self.constant(shown_decimals)}(unit)"
        quantity = f"plain({' * '.join(counts)}, {decimals})" if counts else "'1'"
        lookup: list[str] = []
        counted = [part for part, p in zip(parts, pieces, strict=True) if not p.is_rate]
        if len(counts) == 1 and counted[0].counted is not None:
            write = self.constant(quantity_writer(counted[0].counted))
            lookup = [f"text, digits = {write}({counts[0]})"]
            counted[0].text, quantity = "text", "digits"
        pending = next((part.pending for part in parts if part.pending is not None), None)
        rate = "''" if pending is not None else self._rate(rates, item) if rates else "'1'"
        label = f"{self.constant(self._label(item.scope))}(i, r)" if item.scope is not None else "''"
        formula = " + ' × ' + ".join(part.text for part in parts)
        usual = " and ".join(dict.fromkeys(part.usual for part in parts if part.usual != "True")) or "True"
        slow = self.constant(self._explained(pieces))
        record = "r, i" if item.scope is not None else "None, 0"
        body = [*lookup, f"formula, note = {formula}, {label}"]
        if usual != "True":
            body += [f"if not ({usual}):", f"{INDENT}formula, notes = {slow}(h, {record}, ({', '.join(names)},))"]
            body.append(f"{INDENT}note = '；'.join([note, *notes]) if note else '；'.join(notes)")
        for entry in (part.entry for part in parts if part.entry is not None):
            body.append(f"note = note + '；' + {entry} if note else {entry}")
        if pending is not None:
            if usual != "True":
                raise Unsupported("pending")
            reason = self.constant(pending)
            body.append(f"note = note + '；' + {reason}" if item.scope is not None else f"note = {reason}")
        fields = f"{head}, formula + limit, {quantity}, {unit}, {rate}, amount, note"
        return [*body, f"out.append(({fields}))"]

    def _rate(self, names: list[str], item: CompiledItem) -> str:
        """The digits of a rate; those of a constant are written once."""
        factors = [n for n, p in zip(item.item.factors, item.pieces, strict=True) if p.is_rate]
        if len(factors) == 1 and isinstance(factors[0], f.Constant) and not factors[0].bounded:
            return self.constant(plain(factors[0].constant))
        return f"plain({' * '.join(names)})"

    def _explained(self, pieces: list[Piece]) -> Any:
        """Formula and notes the evaluator's way."""

        def explained(h: Any, r: Any, index: int, values: tuple[Any, ...]) -> tuple[str, list[str]]:
            run = Run()
            run.index = index
            texts = [piece.text(value, h, r, run) for piece, value in zip(pieces, values, strict=True)]
            return " × ".join(texts), [note for piece in pieces for note in piece.notes(h, r, run)]

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
                value = getattr(record, key)
                if value is not None:
                    return written(index, key, value)
            return describe(scope, index)

        return label

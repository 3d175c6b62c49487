"""Expressions as Python source. Nothing of a rule file is ever part of that source: numbers, texts and sets go in as
named constants, facts by the names that the models define (see ``guard``)."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from yzcomp.engine import expression as e
from yzcomp.engine.conditions import COMPARE
from yzcomp.engine.expression import UNNAMED
from yzcomp.engine.pieces import quantity_text
from yzcomp.engine.rates import entry_text, find
from yzcomp.engine.to_python.guard import OWN_FIELDS, functions_of
from yzcomp.engine.to_python.runtime import Unusual, amount_of, days, missing, noted, years
from yzcomp.household.catalogue import FactInfo
from yzcomp.money import FEN, ZERO, grouped, plain, round_up, yuan
from yzcomp.rulebook.rates import Rate

INDENT = "    "
_OPERATORS = {"is_": "==", "in_": "in", "below": "<", "at_most": "<=", "at_least": ">=", "above": ">"}
_LIMITS = {"least": ">", "greatest": "<"}
#: How many rates of a standard are remembered.
_MEMORY = 65_536


class Code(NamedTuple):
    """A number as an expression, and what is said of it once that has been evaluated, as expressions too: its text;
    when that text is all there is to say; which entry of a standard it comes from; the unit that quantities beside it
    are counted in. ``plain`` is the unit of a quantity that is written as it is; ``unnamed`` tells that something
    in the text has no unit of its own."""

    value: str
    text: str = "''"
    usual: str = "True"
    entry: str | None = None
    per: str | None = None
    plain: str | None = None
    unnamed: bool = False


def untold(over: str) -> list[str]:
    """Leaves a household to the evaluator whose list is empty only because it was left out."""
    return ["if not h.members and h.legal_residents:", f"{INDENT}raise Unusual"] if over == "members" else []


class SourceWriter:
    """Holds the functions that have been written, and the constants that they refer to in ``namespace``. What can't be
    told raises :class:`Unusual` when it is asked for."""

    def __init__(self) -> None:
        self.functions: list[str] = []
        self.named: dict[tuple[e.Expression, str], str] = {}  # what is a function of its own, by the letter of its name
        self.codes: dict[e.Expression, Code] = {}  # what those of terms give
        self.subjects: dict[e.Expression, tuple[str, str]] = {}  # what a case is about: its variable, and how it is set
        self.amounts = "NONE"  # the amounts of other items, where they are at hand
        self.count = 0
        known = {"Unusual": Unusual, "ZERO": ZERO, "FEN": FEN, "HALF_UP": ROUND_HALF_UP, "NONE": {}}
        called = {function.__name__: function for function in (missing, years, days, amount_of, noted, round_up)}
        self.namespace: dict[str, Any] = {**known, **called, "qt": lru_cache(maxsize=65536)(quantity_text)}
        self.namespace |= {"plain": lru_cache(maxsize=4096)(plain), "dec": lru_cache(maxsize=1024)(Decimal)}

    def constant(self, value: Any) -> str:
        """The name under which a value is at hand in the source."""
        name = self.name("K")
        self.namespace[name] = value
        return name

    def name(self, letter: str = "v") -> str:
        """A name that isn't taken: of a variable, unless another letter is given."""
        self.count += 1
        return f"{letter}{self.count}"

    def define(self, head: str, body: Sequence[str]) -> None:
        self.functions.append("\n".join([f"def {head}:", *(INDENT + line for line in body)]))

    def compiled(self) -> dict[str, Any]:
        """The functions that have been defined so far, by name."""
        return functions_of("\n\n".join(self.functions) + "\n", self.namespace)

    def attribute(self, of: str, key: str) -> str:
        """A field of the household ``h`` or record ``r``; one that a rulebook adds may be absent."""
        return f"{of}.{key}" if key in OWN_FIELDS else f"getattr({of}, {self.constant(key)}, None)"

    def _read(self, info: FactInfo) -> str:
        return self.attribute("h" if info.scope is None else "r", info.key)

    def _fact(self, info: FactInfo) -> str:
        """A fact's value; where it is missing, that raises."""
        if info.required or info.default is not None:
            return self._read(info)
        found = self.name()
        return f"({found} if ({found} := {self._read(info)}) is not None else missing())"

    # Conditions

    def test(self, x: e.Expression) -> str:
        """A condition as an expression that is true or false; what waits for something raises."""
        match x:
            case e.Constant():
                return str(x.value)
            case e.Logic(operator="not"):
                return f"(not {self.test(x.parts[0])})"
            case e.Logic():
                return f"({f' {x.operator} '.join(map(self.test, x.parts))})"
            case e.Named():
                return self._own(x, "c", "h, r" if x.scope else "h", lambda: [f"return {self.test(x.of)}"])
            case e.Aggregate(where=None):
                return f"bool({self.attribute('h', x.over)})"
            case e.Aggregate():
                return self._own(x, "c", "h", lambda: self._over_records(x, x.what == "every"))
            case e.Given():
                return self._given(x.of, x.wanted)
            case e.Comparison():
                left, right = self._side(x.left), self._side(x.right)
                if x.by_year:
                    return f"years({left}, {self.constant(COMPARE[x.operator])}, {right})"
                return f"({left} {_OPERATORS[x.operator]} {right})"
            case e.Awaits():
                return f"({self.test(x.of)} and missing())"
        raise TypeError(type(x).__name__)

    def _own(self, x: e.Expression, letter: str, arguments: str, body: Callable[[], Sequence[str]]) -> str:
        """A call of the function that a node has for itself."""
        if (x, letter) not in self.named:
            outer, self.subjects = self.subjects, {}
            written = body()
            self.subjects, self.named[x, letter] = outer, self.name(letter)
            self.define(f"{self.named[x, letter]}({arguments})", written)
        return f"{self.named[x, letter]}({arguments})"

    def _over_records(self, x: e.Aggregate, every: bool) -> list[str]:
        assert x.where is not None
        found = f"if {'not ' if every else ''}{self.test(x.where)}:"
        each = f"for r in {self.attribute('h', x.over)}:"
        return [*untold(x.over), each, INDENT + found, f"{INDENT * 2}return {not every}", f"return {every}"]

    def _given(self, of: e.Expression, wanted: bool) -> str:
        if not isinstance(of, e.Fact):
            return f"({self._side(of)} {'is not' if wanted else 'is'} None)"
        if of.info.default is not None:
            owner = "h" if of.info.scope is None else "r"
            return f"({self.constant(of.info.key)} {'in' if wanted else 'not in'} {owner}.model_fields_set)"
        return f"({self._read(of.info)} {'is not' if wanted else 'is'} None)"

    def _side(self, x: e.Expression) -> str:
        """What is compared; a whole number needs to be no Decimal for that."""
        return self._fact(x.info) if isinstance(x, e.Fact) and x not in self.subjects else self.value(x)

    # Numbers

    def value(self, x: e.Expression) -> str:
        """A number, word or date alone."""
        return self.write(x, self.name()).value

    def write(self, x: e.Expression, to: str) -> Code:
        """A number whose value is put into the variable ``to`` before anything is said of it."""
        match x:
            case _ if x in self.subjects:
                return Code(self._subject(x))
            case e.Constant():
                number = isinstance(x.value, Decimal)
                return Code(self.constant(x.value), self.constant(quantity_text(x.value, x.unit)) if number else "''")
            case e.Fact():
                read = self._fact(x.info)
                return self._quantity(x.unit, f"dec({read})" if x.info.kind == "integer" else read, to)
            case e.Arithmetic():
                return self._arithmetic(x, to)
            case e.Limited():
                return self._limited(x, to)
            case e.Case():
                return self._case(x, to)
            case e.Aggregate():
                found, call = self.name(), self._own(x, "s", "h", lambda: self._total(x))
                return self._quantity(x.unit, f"({found} := {call})[0]", to)._replace(usual=f"{found}[1]")
            case e.Lookup():
                return self._lookup(x)
            case e.Elapsed():
                return self._quantity(x.unit, f"days({self._fact(x.first.info)}, {self._fact(x.last.info)})", to)
            case e.Amount():
                found, name = self.name(), x.name
                text = self.constant(lambda amount: f"{name}{yuan(amount)}元")
                return Code(f"({found} := amount_of({self.amounts}, {self.constant(x.item)}))", f"{text}({found})")
            case e.Waiting():
                per = self.constant(x.unit.partition("/")[2]) if x.unit else None
                return Code("missing()", self.constant(f"{x.name}（待定）"), per=per)
            case e.Named():
                return self._named(x)
        raise TypeError(type(x).__name__)

    def _quantity(self, unit: str, value: str, to: str) -> Code:
        plain = unit if unit not in ("", "%", UNNAMED) else None
        return Code(value, f"qt({to}, {self.constant(unit)})", plain=plain, unnamed=unit == UNNAMED)

    def _limited(self, x: e.Limited, to: str) -> Code:
        raw = self.name()
        inner = self.write(x.of, raw)
        value, limit = f"({raw} := {inner.value})", self.constant(x.limit)
        value = f"round_up({value})" if x.how == "up" else f"({limit} if {value} {_LIMITS[x.how]} {limit} else {raw})"
        return inner._replace(value=value, usual=both(inner.usual, f"{raw} == {to}"))

    def _arithmetic(self, x: e.Arithmetic, to: str) -> Code:
        """A difference is written as what it comes to, a sum within brackets and under the unit of the whole."""
        names = [self.name() for _ in x.parts]
        parts = [self.write(part, name) for part, name in zip(x.parts, names, strict=True)]
        said = [(name, part.value, name in part.text + part.usual) for name, part in zip(names, parts, strict=True)]
        value = f"({f' {x.operator} '.join(f'({name} := {v})' if later else v for name, v, later in said)})"
        if x.operator == "-":
            return self._quantity(x.unit, value, to)
        sign, (first, *others) = " × " if x.operator == "*" else " + ", x.parts
        text = f" + {self.constant(sign)} + ".join(part.text for part in parts)
        if x.operator == "+" and isinstance(first, e.Constant) and not others:
            text = self.constant(f"{grouped(first.value)}{x.unit}")
        elif x.operator == "+":
            text = f"{self.constant('（')} + {text} + {self.constant(f'）{x.unit}')}"
        return Code(value, text, both(*(x.usual for x in parts)), unnamed=any(x.unnamed for x in parts))

    @contextmanager
    def _about(self, subject: e.Expression | None, read: Callable[[e.Expression, str], Code]) -> Iterator[str]:
        """Where the tests of a case are about one thing, it is computed in the first of them; gives when its text is
        all there is to say of it."""
        if subject is None or subject in self.subjects:
            yield "True"
            return
        name = self.name()
        code = read(subject, name)
        self.subjects[subject] = f"({name} := {code.value})", name
        yield code.usual
        del self.subjects[subject]

    def _subject(self, x: e.Expression) -> str:
        first, name = self.subjects[x]
        self.subjects[x] = name, name
        return first

    def _case(self, x: e.Case, to: str) -> Code:
        with self._about(x.subject, self.write) as usual:
            branches = [(self.name(), self.test(test), self.write(case, to)) for test, case in x.branches]
            last = self.write(x.otherwise, to) if x.otherwise is not None else Code("missing()")
        names, cases = [name for name, *_ in branches], [*(case for *_, case in branches), last]
        value = _chosen([f"({name} := {test})" for name, test, _ in branches], [case.value for case in cases])
        words = zip(*(case[1:5] for case in cases), strict=True)
        text, own, entry, per = (_said(names, texts) for texts in words)
        unnamed = any(case.unnamed for case in cases)
        return Code(value, text or "''", both(usual, own or "True"), entry, per, unnamed=unnamed)

    def _total(self, x: e.Aggregate) -> list[str]:
        """A sum or count, and whether its digits say all: none was left out, and no two summed."""
        records = self.attribute("h", x.over)
        inside = [f"if {self.test(x.where)}:" if x.where is not None else "if True:", f"{INDENT}used += 1"]
        inside += [f"{INDENT}total += {self._fact(x.of.info)}"] if x.of is not None else []
        found, alone = ("total", "used < 2 and ") if x.of is not None else ("dec(used)", "")
        body = ["total, used = ZERO, 0", f"for r in {records}:", *(INDENT + line for line in inside)]
        return [*untold(x.over), *body, f"return {found}, {alone}used == len({records})"]

    def _lookup(self, x: e.Lookup) -> Code:
        """What is found in a standard, looked for once for the same facts: rate, text, entry, unit counted in."""
        dated = any(not rate.always for rate in x.table.values())

        @lru_cache(maxsize=_MEMORY)
        def rate(day: Any, *key: Any) -> tuple[Decimal, str, str, str] | None:
            found = find(x.table, key, day)
            if not isinstance(found, Rate) or (day is None and dated):
                return None
            entry = entry_text(found) if x.tells_entry else ""
            return found.value, f"{grouped(found.value)}{found.unit}", entry, found.unit.partition("/")[2]

        found = self.name()
        call = f"{self.constant(rate)}({', '.join(map(self._key, (x.day, *x.key)))})"
        return Code(f"({found} := {call} or missing())[0]", f"{found}[1]", "True", f"{found}[2]", f"{found}[3]")

    def _key(self, x: e.Expression | None) -> str:
        """A part of a standard's key, ``None`` where its fact is missing."""
        match x:
            case None:
                return "None"
            case e.Fact() if x not in self.subjects:
                return self._read(x.info)
            case e.Case():
                with self._about(x.subject, lambda subject, _: Code(self._key(subject))):
                    tests, cases = zip(*((self.test(test), self._key(case)) for test, case in x.branches), strict=True)
                    last = self._key(x.otherwise) if x.otherwise is not None else "missing()"
                return _chosen(tests, [*cases, last])
        return self.value(x)

    def _named(self, x: e.Named) -> Code:
        """A call of the function of a term, which gives the value, its text, whether that says all, entry and unit."""

        def body() -> list[str]:
            outer, self.amounts, to = self.amounts, "amounts", self.name()
            code = self.codes[x] = self.write(x.of, to)
            self.amounts = outer
            told = ", ".join(part or "''" for part in code[1:5])
            return [f"{to} = {code.value}", f"return {to}, {told}"]

        self._own(x, "t", "h, r, amounts", body)
        found, code = self.name(), self.codes[x]
        call = f"{self.named[x, 't']}(h, {'r' if x.scope else 'None'}, {self.amounts})"
        entry, per = (f"{found}[{i}]" if code[i] is not None else None for i in (3, 4))
        value, text, usual = f"({found} := {call})[0]", f"{found}[1]", f"{found}[2]"
        return Code(value, text, usual, entry, per, code.plain, code.unnamed)


def both(*tests: str) -> str:
    """All of several conditions."""
    return " and ".join(dict.fromkeys(test for test in tests if test != "True")) or "True"


def _chosen(tests: Sequence[str], values: Sequence[str]) -> str:
    """The value beside the first test that holds, or the last."""
    return f"({' else '.join([*(f'{v} if {t}' for t, v in zip(tests, values, strict=False)), values[-1]])})"


def _said(tests: Sequence[str], texts: Sequence[str | None]) -> str | None:
    """What is said beside the first test that holds; ``None`` where nothing ever is."""
    if len(set(texts)) == 1:
        return texts[0]
    return _chosen(tests, [text or "''" for text in texts])

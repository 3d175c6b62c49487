"""Standards: rates that the measure leaves to other documents, in files of their own, laid over a rulebook."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from yzcomp import strict_yaml as yml
from yzcomp.forms import BadForm
from yzcomp.frozen import FrozenDict
from yzcomp.household.catalogue import FactInfo
from yzcomp.household.fields import Date, Form, YesNo
from yzcomp.problems import Place, Problem, Refused, by_place, did_you_mean
from yzcomp.rulebook.files import digest, plain
from yzcomp.rulebook.load import validate
from yzcomp.rulebook.messages import place_of
from yzcomp.rulebook.models import Rulebook, StandardRule
from yzcomp.rulebook.nodes import MARKS, Marks, Node, Words
from yzcomp.textfiles import read_text

_RATE = Form("number", minimum=Decimal(0))
_WORDS = {"rate": "rate", "标准": "rate", "unit": "unit", "单位": "unit"}


class StandardHeader(Node):
    """Which document the rates are from. ``official: no`` marks an example, on every statement too."""

    id: Words
    title: Words
    document: Words
    issued_on: Date
    official: YesNo = True


class StandardsFile(Node):
    """The shape of a standards file; its rows are checked against the rulebook that they serve."""

    standard: StandardHeader
    rates: dict[str, Any]


class Rate(NamedTuple):
    """A rate in its unit, and the title of the document that sets it."""

    value: Decimal
    unit: str
    source: str


class Standards(NamedTuple):
    """All rates that have been entered: by standard, then by the values of its key."""

    rates: Mapping[str, Mapping[tuple[str, ...], Rate]] = FrozenDict()
    headers: tuple[StandardHeader, ...] = ()
    digests: tuple[str, ...] = ()


def load_standards(sources: Iterable[str | Path], rulebook: Rulebook) -> Standards:
    """The standards of several files together; raises :class:`Refused` with every problem of all of them."""
    reader = _Reader(rulebook)
    for source in sources:
        reader.read(Path(source))
    if reader.problems:
        raise Refused(by_place(reader.problems))
    rates = FrozenDict({name: FrozenDict(table) for name, table in reader.rates.items()})
    return Standards(rates, tuple(reader.headers), tuple(reader.digests))


class _Reader:
    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.problems: list[Problem] = []
        self.rates: dict[str, dict[tuple[str, ...], Rate]] = {}
        self.places: dict[tuple[str, tuple[str, ...]], Place] = {}
        self.headers: list[StandardHeader] = []
        self.digests: list[str] = []

    def read(self, path: Path) -> None:
        try:
            text = read_text(path)
        except Refused as refused:
            self.problems += refused.problems
            return
        tree, found = yml.read_yaml(text, str(path))
        self.problems += found
        data = plain(tree, str(path))
        if not isinstance(data, dict):
            remedy = yml.full_width_colon_hint(text) or "用 yzcomp standards new 生成一个空的标准文件再填写"
            self.problems.append(Problem("wrong-type", "不是标准文件", Place(str(path), 1, 1), remedy=remedy))
            return
        standards = validate(StandardsFile, data, self.problems)
        rates = data.get("rates")
        if isinstance(rates, dict):
            self._tables(rates, standards.standard.title if standards else "")
        if standards is not None:
            self.headers.append(standards.standard)
            self.digests.append(digest({path.name: text}))

    def _tables(self, rates: dict[str, Any], source: str) -> None:
        for name, rows in rates.items():
            if name == MARKS:
                continue
            rule = self.rulebook.standards.get(name)
            place = place_of(rates, (name,))
            if rule is None:
                known = list(self.rulebook.standards)
                remedy = did_you_mean(name, known, f"可写：{'、'.join(known)}")
                self._say("unknown-standard", f"没有标准“{name}”", place, name, remedy)
            elif rows is not None and not isinstance(rows, list):
                self._say("wrong-type", "应当是列表", place, name, "每条以“- ”开头")
            else:
                for index, row in enumerate(rows or ()):
                    self._row(name, rule, row, source, place_of(rates, (name, index)))

    def _row(self, name: str, rule: StandardRule, row: Any, source: str, place: Place) -> None:
        if not isinstance(row, dict):
            self._say("wrong-type", "应当是“键: 值”的一组内容", place, name)
            return
        facts = [self._fact(key) for key in rule.key]
        values = self._values(row, facts, rule)
        if values is None:
            return
        key = tuple(values[fact.key] for fact in facts)
        where = (name, key)
        if where in self.places:
            self._say(
                "duplicate-key",
                f"{'、'.join(key)} 在 {self.places[where]} 已经有标准",
                place,
                rule.name,
                "只保留一条",
            )
            return
        self.places[where] = place
        unit = values.get("unit") or rule.unit
        self.rates.setdefault(name, {})[key] = Rate(Decimal(values["rate"]), unit, source)

    def _fact(self, key: str) -> FactInfo:
        scope, _, name = key.rpartition(".")
        return self.rulebook.catalogue.records[scope].fields[name]

    def _values(self, row: dict[str, Any], facts: list[FactInfo], rule: StandardRule) -> dict[str, str] | None:
        words = _WORDS | {f.key: f.key for f in facts} | {f.title: f.key for f in facts}
        forms = {f.key: f.form for f in facts} | {"rate": _RATE, "unit": Form("text")}
        needed = [*(f.key for f in facts), "rate", *(["unit"] if rule.unit == "*" else [])]
        titles = {f.key: f.title for f in facts} | {"rate": "标准 rate", "unit": "单位 unit"}
        before = len(self.problems)
        values: dict[str, str] = {}
        for word, written in row.items():
            if word == MARKS:
                continue
            key, place = words.get(word), place_of(row, (word,))
            if key is None:
                self._say("unknown-key", "没有这一项", place, word, did_you_mean(word, list(words), "删去它"))
            elif key in values:
                self._say("duplicate-key", "同一项写了两次", place, word, "只保留一处")
            elif written is not None:
                self._value(key, written, forms[key], place, titles[key], values)
        marks: Marks = row[MARKS]
        for key in needed:
            if key not in values and len(self.problems) == before:
                self._say("required", "必须写，没有写", marks.place(), titles[key])
        return values if len(self.problems) == before else None

    def _value(self, key: str, written: Any, form: Form, place: Place, title: str, values: dict[str, str]) -> None:
        try:
            values[key] = str(form.read(written))
        except BadForm as bad:
            self._say(bad.code, bad.message, place, title, bad.remedy)

    def _say(self, code: str, message: str, place: Place, field: str | None, remedy: str | None = None) -> None:
        self.problems.append(Problem(code, message, place, field, remedy=remedy))

"""A row of a standards file: the values that it is looked up by, its rate, its unit, its period."""

import re
from decimal import Decimal
from typing import Any, NamedTuple

from yzcomp.forms import BadForm, BareYear, read_date_or_year
from yzcomp.household.catalogue import FactInfo
from yzcomp.household.fields import Form
from yzcomp.money import ZERO, plain
from yzcomp.problems import Place, Problem
from yzcomp.rulebook import units
from yzcomp.rulebook.messages import place_of, unknown_key
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.nodes import MARKS, WORDS, Marks, NumberForm
from yzcomp.rulebook.rate_table import Key, Span, key_text, ranged
from yzcomp.rulebook.rates import Rate
from yzcomp.rulebook.standard_keys import asked_for, key_fact, taken_for
from yzcomp.rulebook.standard_rule import DATES, StandardKey, StandardRule

RATE = NumberForm("number", minimum=Decimal(0))
#: Yuan for one of what is counted.
PER = r"^元/[^\s/／0-9]+$"
_WORDS = {
    "rate": "rate",
    "标准": "rate",
    "unit": "unit",
    "单位": "unit",
    "from": "from",
    "有效期自": "from",
    "to": "to",
    "有效期至": "to",
}
_FORMS = {"rate": RATE, "unit": WORDS, "from": Form("date"), "to": Form("date")}
_TITLES = {"rate": "标准 rate", "unit": "单位 unit", "from": "有效期自", "to": "有效期至"}


class YearForm(Form):
    """A year: ``1998`` or ``1998年``."""

    def read(self, value: object) -> Decimal:
        year = read_date_or_year(str(value))
        if not isinstance(year, BareYear):
            raise BadForm("not-a-date", f"“{value}”不是年份", "只写年份，如 1998")
        return ranged(year)

    def json_schema(self) -> dict[str, Any]:
        """The JSON Schema of what may be written."""
        return {"type": ["integer", "string"], "pattern": r"^\s*[0-9０-９]{4}年?\s*$", "minimum": 1800, "maximum": 2200}


def end_form(info: FactInfo) -> Form:
    """How the end of a range of a fact's values is written: a year for a date, else as the fact itself."""
    return YearForm("date_or_year") if info.kind in DATES else info.form._replace(above=None, minimum=None)


class Row(NamedTuple):
    """What a row enters: its key and its rate."""

    key: Key
    rate: Rate


class RowReader:
    """Reads the rows of one standard; what is wrong with them is added to ``problems``."""

    def __init__(self, name: str, rule: StandardRule, rulebook: Rulebook, problems: list[Problem]) -> None:
        self.name, self.rule, self.rulebook, self.problems = name, rule, rulebook, problems
        self.facts = [key_fact(key, rulebook) for key in rule.key]
        self.choices = [asked_for(name, i, rulebook) if f.form.choices else None for i, f in enumerate(self.facts)]
        self.words, self.forms, self.titles = dict(_WORDS), dict(_FORMS), dict(_TITLES)
        if not rule.dated:
            self.words = {word: key for word, key in _WORDS.items() if key not in ("from", "to")}
        own: dict[str, str] = {}
        for key, fact in zip(rule.key, self.facts, strict=True):
            names = key.ends() if key.range is not None else {key.name: fact.title}
            own |= {word: english for english, title in names.items() for word in (english, title)}
            self.titles |= names
            self.forms |= dict.fromkeys(names, fact.form if key.range is None else end_form(fact))
        self.words |= own
        self.needed = [key.name for key in rule.key if not key.optional and key.range is None]
        self.needed += ["rate", *(["unit"] if rule.unit == "*" else [])]

    def read(self, row: Any, source: str, place: Place) -> Row | None:
        """The rate of a row, or ``None`` and what is wrong with it."""
        if not isinstance(row, dict):
            self._say("wrong-type", "应当是“键: 值”的一组内容", place, self.name)
            return None
        before = len(self.problems)
        values = self._values(row)
        parts = [self._part(key, fact, values, row) for key, fact in zip(self.rule.key, self.facts, strict=True)]
        from_, to = values.get("from"), values.get("to")
        if from_ and to and to < from_:
            self._say("period", "有效期的止日早于起日", self._place("to", row), "有效期至")
        if len(self.problems) > before:
            return None
        self._warn_unused(values, row)
        unit = values["unit"] if self.rule.unit == "*" else self.rule.unit
        label = "、".join(text for _, text in parts if text) or "全部"
        rate = Rate(values["rate"], unit, source, from_, to, label=label)
        if rate.value > units.MANY and not units.parse(unit):
            told, remedy = (
                f"乘以{plain(rate.value)}倍，太大了",
                f"是{plain(rate.value)}%的，写 {plain(rate.value / 100)}",
            )
            self.problems.append(Problem("percent", told, place, "标准 rate", remedy=remedy, level="warning"))
        return Row(tuple(part for part, _ in parts), rate)

    def _part(
        self, key: StandardKey, fact: FactInfo, values: dict[str, Any], row: dict[str, Any]
    ) -> tuple[str | Span | None, str]:
        """What a row says of one fact of the key, as it is compared and as people read it."""
        if key.range is None:
            value = values.get(key.name)
            return (None, "") if value is None else (key_text(value), fact.label(value))
        first: Decimal | None
        last: Decimal | None
        first, last = (values.get(end) for end in key.ends())
        if first is None and last is None:
            return None, ""
        if first is not None and last is not None and (last <= first if key.below else last < first):
            start, end = key.ends().values()
            message = f"{end}（{plain(last)}）不在{start}（{plain(first)}）之后"
            self._say("bounds", message, self._place(tuple(key.ends())[1], row), end, "检查两端的数")
        text = _range_text(key, first, last)
        if last is not None and fact.kind in DATES:
            return Span(first, last + 1, below=True), text  # the whole year: all that lies before the next
        return Span(first, last, key.below), text

    def _warn_unused(self, values: dict[str, Any], row: dict[str, Any]) -> None:
        """A rate that no look-up asks for is never used: whoever enters it must know."""
        for position, fact in enumerate(self.facts):
            value, choices = values.get(fact.key), self.choices[position]
            if choices is None or value is None or value in choices:
                continue
            other = taken_for(self.name, position, str(value), self.rulebook)
            remedy = f"删去这一条，标准写在“{other}”下" if other else "删去这一条"
            place = self._place(fact.key, row)
            message = f"“{fact.label(value)}”不按自己的标准计" + (f"，按“{other}”计" if other else "")
            message += "，这一条用不到"
            self.problems.append(Problem("unreachable", message, place, fact.title, remedy=remedy, level="warning"))

    def _values(self, row: dict[str, Any]) -> dict[str, Any]:
        """What a row gives, by English keys; what is missing is a problem, unless something else is one already."""
        before = len(self.problems)
        values: dict[str, Any] = {}
        for word, written in row.items():
            if word == MARKS:
                continue
            key, place = self.words.get(word), place_of(row, (word,))
            if key is None:
                self._say("unknown-key", "没有这一项", place, word, unknown_key(word, list(self.words), written))
            elif key in values:
                self._say("duplicate-key", "同一项写了两次", place, word, "只保留一处")
            elif written is not None:
                self._value(key, written, place, values)
        if "unit" in values:
            self._unit(values["unit"], self._place("unit", row))
        marks: Marks = row[MARKS]
        for key in self.needed:
            if key not in values and len(self.problems) == before:
                self._say("required", "必须写，没有写", marks.place(), self.titles[key])
        return values

    def _value(self, key: str, written: Any, place: Place, values: dict[str, Any]) -> None:
        try:
            values[key] = self.forms[key].read(written)
        except BadForm as bad:
            self._say(bad.code, bad.message, place, self.titles[key], bad.remedy)

    def _unit(self, unit: str, place: Place) -> None:
        """A unit is the rule's own, or where the rule leaves it to each row, so much for one of something."""
        rule = self.rule
        if rule.unit != "*" and units.parse(unit) != units.parse(rule.unit):
            self._say("wrong-unit", f"“{unit}”不是这个标准的单位", place, "单位 unit", f"写 {rule.unit}，或不写")
        elif rule.unit == "*" and not re.match(PER, unit):
            self._say("wrong-unit", f"“{unit}”不是单价的单位", place, "单位 unit", "写成 元/株、元/口 的样子")

    def _place(self, key: str, row: dict[str, Any]) -> Place:
        """Where a row writes ``key``, under whichever of its names."""
        return place_of(row, tuple(word for word in row if self.words.get(word) == key)[:1])

    def _say(self, code: str, message: str, place: Place, field: str | None, remedy: str | None = None) -> None:
        self.problems.append(Problem(code, message, place, field, remedy=remedy))


def _range_text(key: StandardKey, first: Decimal | None, last: Decimal | None) -> str:
    """``建成年份1990至1999``, open at either end; ``胸径5至不足10`` where the end is not included."""
    under = "不足" if key.below else ""
    if last is None:
        return f"{key.range}{plain(first or ZERO)}起"
    if first is not None:
        return f"{key.range}{plain(first)}至{under}{plain(last)}"
    return f"{key.range}{under}{plain(last)}{'' if under else '止'}"

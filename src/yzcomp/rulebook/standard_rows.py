"""A row of a standards file: the values that it is looked up by, its rate, its unit, its period."""

import re
from decimal import Decimal
from typing import Any, NamedTuple

from yzcomp.forms import BadForm, read_date
from yzcomp.household.fields import Form
from yzcomp.problems import Place, Problem
from yzcomp.rulebook import units
from yzcomp.rulebook.messages import place_of, unknown_key
from yzcomp.rulebook.models import Rulebook, StandardRule
from yzcomp.rulebook.nodes import MARKS, WORDS, Marks
from yzcomp.rulebook.rates import Rate
from yzcomp.rulebook.standard_keys import asked_for, key_fact, taken_for

RATE = Form("number", minimum=Decimal(0))
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


class Row(NamedTuple):
    """What a row enters: its key, the same as people read it, and its rate."""

    key: tuple[str, ...]
    label: str
    rate: Rate


class RowReader:
    """Reads the rows of one standard; what is wrong with them is added to ``problems``."""

    def __init__(self, name: str, rule: StandardRule, rulebook: Rulebook, problems: list[Problem]) -> None:
        self.name, self.rule, self.rulebook, self.problems = name, rule, rulebook, problems
        self.facts = [key_fact(key, rulebook) for key in rule.key]
        self.choices = [asked_for(name, i, rulebook) if f.form.choices else None for i, f in enumerate(self.facts)]

    def read(self, row: Any, source: str, place: Place) -> Row | None:
        """The rate of a row, or ``None`` and what is wrong with it."""
        if not isinstance(row, dict):
            self._say("wrong-type", "应当是“键: 值”的一组内容", place, self.name)
            return None
        values = self._values(row)
        if values is None:
            return None
        self._warn_unused(values, row)
        from_, to = (read_date(values[end]) if end in values else None for end in ("from", "to"))
        if from_ and to and to < from_:
            self._say("period", "有效期的止日早于起日", place_of(row, _written_as("to", row)), "有效期至")
            return None
        unit = values["unit"] if self.rule.unit == "*" else self.rule.unit
        rate = Rate(Decimal(values["rate"]), unit, source, from_, to)
        label = "、".join(fact.label(values[fact.key]) for fact in self.facts)
        return Row(tuple(values[fact.key] for fact in self.facts), label, rate)

    def _warn_unused(self, values: dict[str, str], row: dict[str, Any]) -> None:
        """A rate that no look-up asks for is never used: whoever enters it must know."""
        for position, fact in enumerate(self.facts):
            value = values[fact.key]
            choices = self.choices[position]
            if choices is None or value in choices:
                continue
            other = taken_for(self.name, position, value, self.rulebook)
            remedy = f"删去这一条，标准写在“{other}”下" if other else "删去这一条"
            place = place_of(row, tuple(word for word in row if word in (fact.key, fact.title))[:1])
            message = f"“{fact.label(value)}”不按自己的标准计" + (f"，按“{other}”计" if other else "")
            message += "，这一条用不到"
            self.problems.append(Problem("unreachable", message, place, fact.title, remedy=remedy, level="warning"))

    def _values(self, row: dict[str, Any]) -> dict[str, str] | None:
        facts, rule = self.facts, self.rule
        own = {word: key for word, key in _WORDS.items() if rule.dated or key not in ("from", "to")}
        words = own | {f.key: f.key for f in facts} | {f.title: f.key for f in facts}
        forms = {f.key: f.form for f in facts} | _FORMS
        needed = [*(f.key for f in facts), "rate", *(["unit"] if rule.unit == "*" else [])]
        titles = {f.key: f.title for f in facts} | _TITLES
        before = len(self.problems)
        values: dict[str, str] = {}
        for word, written in row.items():
            if word == MARKS:
                continue
            key, place = words.get(word), place_of(row, (word,))
            if key is None:
                self._say("unknown-key", "没有这一项", place, word, unknown_key(word, list(words)))
            elif key in values:
                self._say("duplicate-key", "同一项写了两次", place, word, "只保留一处")
            elif written is not None:
                self._value(key, written, forms[key], place, titles[key], values)
        if "unit" in values:
            self._unit(values["unit"], place_of(row, _written_as("unit", row)))
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

    def _unit(self, unit: str, place: Place) -> None:
        """A unit is the rule's own, or where the rule leaves it to each row, so much for one of something."""
        rule = self.rule
        if rule.unit != "*" and units.parse(unit) != units.parse(rule.unit):
            self._say("wrong-unit", f"“{unit}”不是这个标准的单位", place, "单位 unit", f"写 {rule.unit}，或不写")
        elif rule.unit == "*" and not re.match(PER, unit):
            self._say("wrong-unit", f"“{unit}”不是单价的单位", place, "单位 unit", "写成 元/株、元/口 的样子")

    def _say(self, code: str, message: str, place: Place, field: str | None, remedy: str | None = None) -> None:
        self.problems.append(Problem(code, message, place, field, remedy=remedy))


def _written_as(key: str, row: dict[str, Any]) -> tuple[str, ...]:
    """The path in a row to what ``key`` was written as."""
    return tuple(word for word in row if _WORDS.get(word) == key)[:1]

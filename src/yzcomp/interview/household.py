"""The questions about a household, in the order in which a clerk has the papers before them.

They are gone through from the first after each step back or change: what has been answered isn't asked again, and what
no longer matters is left out.
"""

from collections.abc import Callable, Iterator
from typing import Any

from yzcomp.engine import expression as e
from yzcomp.household.catalogue import FactInfo, RecordInfo
from yzcomp.household.fields import Form
from yzcomp.interview.dialogue import Back, Dialogue, Listing, Question, yes_no
from yzcomp.interview.relevance import Answered, Relevance
from yzcomp.problems import Path
from yzcomp.rulebook.logic import allowed_words
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.rate_table import Key, key_text
from yzcomp.rulebook.rates import Rate
from yzcomp.rulebook.standards import Standards


def words_of(info: FactInfo, answered: Answered, program: e.Program) -> tuple[str, ...]:
    """What the rows of a standard have for a text fact that they are looked up by, as far as they agree with the
    answers so far."""
    found: dict[str, None] = {}
    for lookup in _lookups(program) if info.kind == "text" else ():
        known = [_known(part, answered) for part in lookup.key]
        for position, part in enumerate(lookup.key):
            if any((fact.info.scope, fact.info.key) == (info.scope, info.key) for fact in _facts(part)):
                rows = (item for item in lookup.table.items() if _fits(item[0], known))
                found |= dict.fromkeys(word for key, rate in rows if (word := _word(key, rate, position)))
    return tuple(found)


def _lookups(program: e.Program) -> Iterator[e.Lookup]:
    """Where items look standards up."""
    waiting = [part for item in program.items.values() for part in item.factors]
    for x in waiting:
        if isinstance(x, e.Lookup):
            yield x
        waiting += x.inside()


def _facts(part: e.Expression | None) -> Iterator[e.Fact]:
    """The facts of which a part of a look-up's key may be one, as it is."""
    match part:
        case e.Fact():
            yield part
        case e.Case():
            for value in (*(value for _, value in part.branches), part.otherwise):
                yield from _facts(value)
        case e.Named():
            yield from _facts(part.of)


def _known(part: e.Expression | None, answered: Answered) -> str | None:
    """The answer that a part of a look-up's key is, as it is compared."""
    value = answered.get((part.info.scope, part.info.key)) if isinstance(part, e.Fact) else None
    return key_text(value) if isinstance(value, str) else None


def _fits(key: Key, known: list[str | None]) -> bool:
    """Whether a row agrees with what is known of its key."""
    return all(value is None or part in (None, value) for part, value in zip(key, known, strict=True))


def _word(key: Key, rate: Rate, position: int) -> str | None:
    """What a row has at a position, as it was written; nothing where it has a range."""
    part = key[position]
    if not isinstance(part, str):
        return None
    texts, given = rate.label.split("、"), [i for i, one in enumerate(key) if one is not None]
    return texts[given.index(position)] if len(texts) == len(given) else part


#: Facts that say who and what it is, whether or not a rule looks at them.
_DESCRIBE = ("id_number", "district", "village", "name", "kind", "land_class")
#: A flag, and the deadline and day that say the same: it is asked for only where the days were not given.
_INSTEAD = {"signed_on_time": ("sign_by", "signed_on"), "vacated_on_time": ("vacate_by", "vacated_on")}
#: A fact that says more of another: of no use without it.
_MORE = {"established_for": "established_on", "surveyed_on": "survey"}
_NO_RATE = "给出的标准里没有这一种，有关的补偿会待定"
Values = dict[str, Any]
#: What was answered, by the way to it: a household's fact, whether there is a record, a record's fact.
Given = dict[Path, Any]


class Answers:
    """What was answered: the household's facts and its records, in the order of asking. ``None``: left blank."""

    def __init__(self) -> None:
        self.household: Values = {}
        self.records: dict[str, list[Values]] = {}


class Interview:
    """Asks for everything that matters of one household. ``given`` has been answered before; ``keep`` is called with
    all answers after each. Raises :class:`EndOfAnswers` where they end too early."""

    def __init__(
        self,
        dialogue: Dialogue,
        rulebook: Rulebook,
        standards: Standards = Standards(),  # noqa: B008 - immutable
        given: Given | None = None,
        keep: Callable[[Given], None] = lambda given: None,
    ) -> None:
        self.dialogue, self.rules, self.keep = dialogue, Relevance(rulebook, standards), keep
        self.facts = rulebook.catalogue
        self.given: Given = dict(given or {})
        self.asked: list[tuple[Path, str, Question]] = []  # in this going through, with whose question it is
        self.answers = Answers()
        self._matters: dict[Any, bool] = {}  # whether a fact does, by what is known: asked again in each going through

    def ask(self) -> Answers:
        """The answers to all questions, those that are open asked."""
        while True:
            try:
                return self._through()
            except Back:
                if len(self.asked) < 2:
                    self.dialogue.tell("  这是第一个问题")
                else:
                    del self.given[self.asked[-2][0]]
            except Listing:
                self.show()
                self.change(self.dialogue.hear("要改哪一项，填编号；接着填的直接回车："))

    def show(self) -> None:
        """Shows everything that has been answered, numbered."""
        told = None
        for number, (way, whose, question) in enumerate(self.asked, 1):
            if way not in self.given:
                continue
            if whose != told:
                self.dialogue.tell(whose)
                told = whose
            value = self.given[way]
            self.dialogue.tell(f"  {number} {question.title}：{'' if value is None else question.form.written(value)}")

    def change(self, answer: str) -> bool:
        """Has the question of that number asked again; ``False`` where the answer is no number of the list."""
        digits = answer if answer.isdecimal() else "0"
        if not 0 < int(digits) <= len(self.asked):
            if answer:
                self.dialogue.tell(f"  没有编号{answer}")
            return False
        self.given.pop(self.asked[int(digits) - 1][0], None)
        return True

    def _through(self) -> Answers:
        """All questions from the first, what is answered passed over."""
        self.asked, self.answers = [], Answers()
        household = self.answers.household
        for info in _in_order(self.facts.fields):
            if self._wanted(info, {}):
                household[info.key] = self._answer((info.key,), "被征收户", self._question(info, {}))
        for scope, record in self.facts.records.items():
            if self.rules.list_matters(scope):
                self.answers.records[scope] = []
                self._ask_records(record, self.answers.records[scope])
        return self.answers

    def _answer(self, way: Path, whose: str, question: Question) -> Any:
        before = self.asked[-1][1] if self.asked else whose
        self.asked.append((way, whose, question))
        if way not in self.given:
            if whose != before:
                self.dialogue.tell("" if len(way) == 2 else whose)
            self.given[way] = self.dialogue.ask(question)
            self.keep(self.given)
        return self.given[way]

    def _ask_records(self, record: RecordInfo, found: list[Values]) -> None:
        """The records of a list, one after the other, until there are no more."""
        needed = record.key == "members" and self.answers.household.get("legal_residents") is None
        more, whose = yes_no(f"有没有{record.title}要填", needed), record.title
        while self._answer((record.key, len(found)), whose, more):
            values, whose = Values(), f"{record.title}第{len(found) + 1}条"
            found.append(values)
            for info in sorted(record.fields.values(), key=lambda info: info.key == "in_dispute"):
                if self._wanted(info, values):
                    way = (record.key, len(found) - 1, info.key)
                    values[info.key] = self._answer(way, whose, self._question(info, values))
            more = yes_no(f"还有{record.title}吗")

    def _wanted(self, info: FactInfo, record: Values) -> bool:
        household = self.answers.household
        if info.required or info.key in _DESCRIBE:
            return True
        if info.key in _MORE and household.get(_MORE[info.key]) is None:
            return False
        if_given = True
        for flag, days in _INSTEAD.items():
            if info.key == flag and all(household.get(day) is not None for day in days):
                return False
            if info.key == days[-1] and days[0] in household and household[days[0]] is None:
                if_given = False  # without a deadline it is of no use to have the day only to judge by that
        known = self._known(info, record)
        sight = (info.scope, info.key, if_given, frozenset(known.items()))
        if sight not in self._matters:
            self._matters[sight] = self.rules.matters(info, known, if_given)
        return self._matters[sight]

    def _known(self, info: FactInfo, record: Values) -> dict[tuple[str | None, str], Any]:
        known: dict[tuple[str | None, str], Any] = {(None, key): v for key, v in self.answers.household.items()}
        return known | {(info.scope, key): value for key, value in record.items() if info.scope is not None}

    def _question(self, info: FactInfo, record: Values) -> Question:
        allowed = allowed_words(info, self.rules.rulebook)
        form = Form("choice", choices=tuple((word, word) for word in allowed)) if allowed else info.form
        words = () if allowed else words_of(info, self._known(info, record), self.rules.program)
        return Question(info.title, form, info.required, info.default, info.default_label, info.note, words, _NO_RATE)


def ask_household(dialogue: Dialogue, rulebook: Rulebook) -> Answers:
    """Asks for everything that matters of one household."""
    return Interview(dialogue, rulebook).ask()


def _in_order(fields: dict[str, FactInfo]) -> list[FactInfo]:
    """The fields as they are defined, a flag right after the days it may stand for, who is settled after how."""
    order = [key for key in fields if key not in (*_INSTEAD, "eligible_persons")]
    order.insert(order.index("resettlement") + 1, "eligible_persons")
    for flag, days in _INSTEAD.items():
        order.insert(order.index(days[-1]) + 1, flag)
    return [fields[key] for key in order]

"""Terms that name terms: the work grows with their number, not with the ways through them, and depth has a limit."""

from pathlib import Path

import pytest

from tests.small_rulebooks import HEAD, ROUNDING, household, item, items, rulebook
from yzcomp import Evaluator, Refused, Rulebook, load_rulebook
from yzcomp.engine.to_python import QuickRules
from yzcomp.interview.relevance import Relevance
from yzcomp.limits import RULE_DEPTH, limit
from yzcomp.rulebook.checks.size import limit_problems
from yzcomp.rulebook.logic import may_be_unpaid
from yzcomp.rulebook.models import Item

READING = """
readings:
  q:
    {name: 问, article: 一, question: 问, default: a, reason: 无,
     options: {a: {name: 甲, meaning: 甲}, b: {name: 乙, meaning: 乙}}}
"""
#: Terms that name the next one twice.
CONDITIONS = [
    "{all: [{term: NEXT}, {term: NEXT}]}",
    "{any: [{term: NEXT}, {not: {term: NEXT}}]}",
    "{all: [{some: members, satisfies: {term: NEXT}}, {term: NEXT}]}",
]
QUANTITIES = [
    "{if: {fact: in_dispute, is: no}, then: {term: NEXT}, else: {term: NEXT}}",
    "{if: {value: {term: NEXT}, at_least: 0}, then: {term: NEXT}, else: {term: NEXT}}",
    "{choose: in_dispute, cases: {yes: {term: NEXT}, no: {term: NEXT}}}",
    "{reading: q, cases: {a: {term: NEXT}, b: {term: NEXT}}}",
    "{if: {fact: in_dispute, is: no}, then: {term: NEXT, at_most: 1}, else: {term: NEXT, round: up}}",
]


def terms(count: int, text: str, kind: str, last: str) -> str:
    one = "  t{0}: {{name: 约{0}, article: 第一条, {1}: {2}}}\n"
    chain = "".join(one.format(n, kind, text.replace("NEXT", f"t{n + 1}")) for n in range(count))
    return f"terms:\n{chain}{one.format(count, kind, last)}"


def book(count: int, text: str, conditions: bool) -> str:
    if conditions:
        named = terms(count, text, "condition", "{fact: legal_residents, above: 2}")
        return named + items(item("a", "{constant: 1, unit: 元}", condition="{term: t0}"))
    named = terms(count, text, "quantity", "{fact: legal_residents}")
    return READING + named + items(item("a", "{constant: 1, unit: 元/人}, {term: t0}"))


@pytest.mark.slow
@pytest.mark.parametrize("text", CONDITIONS + QUANTITIES)
def test_work_does_not_double_with_each_term(text: str) -> None:
    rules = rulebook(book(22, text, text in CONDITIONS))
    evaluator = Evaluator(rules)
    of = household(rules, in_dispute=False)
    made = evaluator.evaluate(of)
    assert [line.amount for line in made.items] + [row.id for row in made.not_paid] in ([1], [2], ["a"])
    quick_rules = QuickRules(evaluator)
    assert quick_rules.run is not None
    assert [line[5] for line in quick_rules.run(of)[0]] == [line.amount for line in made.items]
    facts = rules.catalogue.fields
    assert Relevance(rules).matters(facts["legal_residents"], {})
    assert not Relevance(rules).matters(facts["signed_on"], {})
    assert may_be_unpaid(rules.items["a"], rules)


def test_a_payee_through_terms_does_not_double_either() -> None:
    named = terms(22, QUANTITIES[2], "quantity", "{text: household}")
    paid = item("a", "{constant: 1, unit: 元}").replace("payee: household", "payee: {term: t0}")
    rules = rulebook(named + items(paid))
    (line,) = Evaluator(rules).evaluate(household(rules, in_dispute=False)).items
    assert line.payee == "household"


def test_a_chain_that_is_too_long_is_refused_at_its_place(tmp_path: Path) -> None:
    file = tmp_path / "r.yaml"
    file.write_text(HEAD + ROUNDING + book(300, "{all: [{term: NEXT}]}", True), encoding="utf-8")
    with pytest.raises(Refused) as refused:
        load_rulebook(file)
    (problem,) = refused.value.problems
    assert problem.code == "rules-too-deep" and problem.place.line is not None


@pytest.mark.many
@pytest.mark.parametrize("text", ["{all: [{term: NEXT}]}", *QUANTITIES])
def test_what_may_be_written_can_be_computed(text: str) -> None:
    """At the limit nothing gives up: one more and the rulebook is refused."""
    count = next(n for n in range(36, 0, -1) if _loads(book(n, text, text.startswith("{all"))))
    rules = rulebook(book(count, text, text.startswith("{all")))
    assert len(Evaluator(rules).evaluate(household(rules, in_dispute=False)).readings) in (0, 1)
    assert QuickRules(Evaluator(rules)).run is not None


def _loads(text: str) -> bool:
    try:
        rulebook(text)
    except Refused as refused:
        assert {problem.code for problem in refused.problems} == {"rules-too-deep"}
        return False
    return True


def test_shares_of_shares_count_too() -> None:
    first = item("i0", "{constant: 1, unit: 元}")
    chain = [item(f"i{n}", f"{{share: 50%, of: i{n - 1}}}") for n in range(1, RULE_DEPTH)]
    with pytest.raises(Refused) as refused:
        rulebook(items(first, *chain))
    assert [problem.code for problem in refused.value.problems] == ["rules-too-deep"]


def test_the_number_of_parts_has_a_limit_that_can_be_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = rulebook(items(item("a", "{constant: 1, unit: 元}")))
    many: dict[str, Item] = dict.fromkeys(map(str, range(limit("parts"))), rules.items["a"])
    big: Rulebook = rules.model_copy(update={"items": many})
    assert [problem.code for problem in limit_problems(big)] == ["limit"]
    monkeypatch.setenv("YZCOMP_LIMITS", "parts=100000")
    assert not list(limit_problems(big))

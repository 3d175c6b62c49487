"""Rules as a program: what is settled before any household is seen, and what is left."""

from collections.abc import Iterator
from decimal import Decimal

from tests.households import rulebook as built_in
from tests.small_rulebooks import item, items, rulebook
from yzcomp.engine import expression as e
from yzcomp.engine.lower import Lowering, lower
from yzcomp.rulebook.standards import Standards

READINGS = """
readings:
  how:
    {name: 怎么读, article: 第一条, question: 怎么读, options: {a: {name: 甲, meaning: 甲}, b: {name: 乙, meaning: 乙}},
    default: a, reason: 没有规定}
"""


def every(x: e.Expression) -> Iterator[e.Expression]:
    yield x
    for part in x.inside():
        yield from every(part)


def test_a_reading_decides_a_condition_or_leaves_it() -> None:
    condition = "{any: [{fact: in_dispute, is: yes}, {reading: how, is: b}]}"
    rules = rulebook(READINGS + items(item("x", "{constant: 1, unit: 元}", condition=condition)))
    left = lower(rules).items["x"].condition
    assert isinstance(left, e.Comparison) and isinstance(left.left, e.Fact) and left.left.info.key == "in_dispute"
    settled = lower(rules, {"how": "b"}).items["x"].condition
    assert isinstance(settled, e.Constant) and settled.value is True


def test_a_tier_is_sums_and_products_in_its_unit() -> None:
    steps = "steps: [{up_to: 3, value: 1000}, {each: 100}]"
    tier = f"{{tier: {{fact: legal_residents}}, unit: 元/次, {steps}}}"
    (made,) = lower(rulebook(items(item("x", tier + ", {constant: 1, unit: 次}")))).items["x"].factors[:1]
    assert isinstance(made, e.Case) and made.unit == "元/次" and made.is_rate
    assert made.subject is made.branches[0][0].left  # type: ignore[attr-defined]
    last = made.otherwise
    assert isinstance(last, e.Arithmetic) and last.operator == "+"
    assert [x.value for x in every(last) if isinstance(x, e.Constant)] == [Decimal(1000), Decimal(3), Decimal(100)]


def test_a_term_is_one_node_wherever_it_is_named() -> None:
    program = lower(built_in())
    named = [x for item in program.items.values() for f in item.factors for x in every(f) if isinstance(x, e.Named)]
    assert len(named) > len({x.name for x in named}) == len({id(x) for x in named})


def test_a_standard_that_is_not_entered_waits_by_what_it_will_be_sought() -> None:
    land = lower(built_in()).items["land_compensation"].factors[0]
    assert isinstance(land, e.Waiting) and land.is_rate and land.unit == "元/亩"
    facts = {x.info.key for part in land.key for x in every(part) if isinstance(x, e.Fact)}
    assert {"zone", "adjacent_zone", "land_class", "ownership"} <= facts


def test_a_program_for_whoever_explains_keeps_the_rules_and_the_options_that_were_not_taken() -> None:
    condition = "{any: [{fact: in_dispute, is: yes}, {reading: how, is: b}]}"
    amount = "{reading: how, unit: 元, cases: {a: 1, b: 2}}"
    rules = rulebook(READINGS + items(item("x", amount, condition=condition)))
    lowered = Lowering(rules, {"how": "a"}, Standards(), keeps_rules=True).item("x", rules.items["x"], Decimal("0.01"))
    assert isinstance(lowered.condition, e.Rule) and lowered.condition.node is rules.items["x"].condition
    both = lowered.condition.of
    assert isinstance(both, e.Logic) and [type(part.of) for part in both.parts] == [e.Comparison, e.AsRead]  # type: ignore[attr-defined]
    (factor,) = lowered.factors
    assert isinstance(factor, e.Rule) and isinstance(factor.of, e.AsRead)
    taken = [x.value for part in (factor.of.of, *factor.of.others) for x in every(part) if isinstance(x, e.Constant)]
    assert taken == [1, 2] and factor.unit == "元"


def test_what_is_settled_keeps_no_rule() -> None:
    program = lower(built_in())
    nodes = [x for key in program.items.values() for f in (*key.factors, *key.parties) for x in every(f)]
    assert not [x for x in nodes if isinstance(x, e.Rule | e.AsRead)]

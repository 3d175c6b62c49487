"""Every kind of factor and condition through everything that reads rules.

A kind without a sample fails, and so does a reader that says nothing of a kind, unless ``NOTHING`` says why there is
nothing to be said. A new reader of rules is added to ``READERS``; a new kind gets a sample in ``kind_samples``.
"""

from collections.abc import Callable
from decimal import localcontext
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests import small_rulebooks as small
from tests.kind_samples import CONDITION, FACTOR, KINDS, LAND, PAID_ALONE, SAMPLES, Sample
from yzcomp import Evaluator, Refused, Rulebook, load_standards
from yzcomp.audit.trials import Maker
from yzcomp.cases.boundaries import boundaries
from yzcomp.cases.boundary_lines import thresholds
from yzcomp.cases.mutants import mutants
from yzcomp.cases.points import points
from yzcomp.cases.seeds import Seeds
from yzcomp.cases.trace import Tracer
from yzcomp.cases.tryout import TryOut
from yzcomp.compare.rulebooks import compare_rulebooks, uses
from yzcomp.documents.reading_copy import item_copy
from yzcomp.documents.schemas import rules_schema
from yzcomp.engine.screening import Screen
from yzcomp.engine.to_python import Amounts, QuickRules, Unusual
from yzcomp.interview.relevance import Relevance
from yzcomp.money import EXACT
from yzcomp.rulebook.logic import facts_of, lists_of, shares_of
from yzcomp.rulebook.nodes import Node, NodePath
from yzcomp.rulebook.walk import deciding, part_at

Reader = Callable[[Sample, Path], object]
STANDARD = "standard: {id: r, title: 试标准, document: 另文, issued_on: 2020-01-01, official: no}\nrates:\n  "


def standards_of(sample: Sample, rules: Rulebook, folder: Path) -> tuple[Path, ...]:
    if not sample.rates:
        return ()
    (folder / "rates.yaml").write_text(STANDARD + sample.rates, encoding="utf-8")
    return (folder / "rates.yaml",)


def evaluator_of(sample: Sample, folder: Path, rules: Rulebook | None = None) -> Evaluator:
    rules = rules or sample.rulebook()
    return Evaluator(rules, load_standards(standards_of(sample, rules, folder), rules))


def found_in(sample: Sample, rules: Rulebook) -> tuple[NodePath, Node]:
    """Where the sample's kind is at work: its last occurrence in the item, or in a term."""
    wanted = KINDS[sample.role][sample.kind]
    all_of_them = [(path, node) for path, node, _ in deciding(rules) if type(node) is wanted and path[0] != "rounding"]
    inside = [found for found in all_of_them if found[0][:2] == ("items", "x")]
    return (inside or all_of_them)[-1 if sample.kind == "fact" else 0]


def computed(sample: Sample, folder: Path) -> object:
    statement = evaluator_of(sample, folder).evaluate(sample.household(sample.rulebook()))
    (line,) = (line for line in statement.items if line.id == "x")
    assert (str(line.amount), line.formula) == (sample.amount, sample.formula)
    return line.formula


def not_paid(sample: Sample, folder: Path) -> object:
    if sample.unpaid is None:
        return None
    statement = evaluator_of(sample, folder).evaluate(sample.household(sample.rulebook(), sample.unpaid))
    (row,) = (row for row in statement.not_paid if row.id == "x")
    assert row.reason == sample.why
    return row.reason


def missing(sample: Sample, folder: Path) -> object:
    """A fact that was not given is named, with the item that needs it."""
    evaluator = evaluator_of(sample, folder)
    household = sample.household(evaluator.rulebook)
    for key in sample.asks:
        scope, _, name = key.rpartition(".")
        lacking = tuple(record.model_copy(update={name: None}) for record in getattr(household, scope, ()))
        household = household.model_copy(update={scope: lacking} if scope else {name: None})
    problems = evaluator.problems(evaluator.assess(household))
    assert all(p.code == "fact-missing" and "（第一条）要用到它" in p.message for p in problems)
    return problems


def fast_lane(sample: Sample, folder: Path) -> object:
    """Both fast ways give the very lines of the evaluator."""
    evaluator = evaluator_of(sample, folder)
    household = sample.household(evaluator.rulebook)
    assessment = evaluator.assess(household)
    lines = [(x.id, x.formula, x.quantity, x.unit, x.rate or "", x.amount) for x in evaluator.lines(assessment)[0]]
    quick_rules, amounts = QuickRules(evaluator), Amounts(evaluator)
    if quick_rules.run is None or amounts.run is None:
        return sample.exotic
    with localcontext(EXACT):
        quick, bare = quick_rules.run(household)[0], amounts.run(household)[0]
    assert [(quick_rules.heads[number].item, *rest[:-1]) for number, *rest in quick] == lines
    assert [amount for _, amount in bare] == [line[-1] for line in lines]
    return quick


def words(sample: Sample, folder: Path) -> object:
    text = "\n".join(paragraph.plain for paragraph in item_copy("x", sample.rulebook()))
    assert sample.words in text
    return text


def checked(sample: Sample, folder: Path) -> object:
    with pytest.raises(Refused) as caught:
        sample.rulebook(sample.wrong)
    problem = caught.value.problems[0]
    assert problem.code == sample.code
    assert problem.place.line is not None
    return problem


def units(sample: Sample, folder: Path) -> object:
    """A unit too many is noticed: the unit of the kind itself is known."""
    with pytest.raises(Refused) as caught:
        sample.rulebook(extra=", {constant: 2, unit: 公里}")
    assert [problem.code for problem in caught.value.problems] == ["unit"]
    return caught.value.problems


def differences(sample: Sample, folder: Path) -> object:
    rules, other = sample.rulebook(), sample.otherwise()
    assert compare_rulebooks(rules, sample.rulebook()) == ()
    told = compare_rulebooks(rules, other)
    assert all(difference.change.old or difference.change.new for difference in told)
    assert bool(told) == bool(compare_rulebooks(other, rules))
    return told


def used(sample: Sample, folder: Path) -> object:
    """What the kind names is known to be used by the item."""
    rules = sample.rulebook()
    node = found_in(sample, rules)[1]
    named = [(node.NAMES[field], key) for field, key in node.named("facts", "terms", "readings", "standards")]
    assert all(uses(rules)[shared][0] == "名x" for shared in named)
    facts = facts_of(rules.items["x"], rules)
    assert {key for section, key in named if section == "facts"} <= facts
    scope = node.inner(None)
    assert scope is None or scope in lists_of(rules.items["x"], rules)
    shared = [key for _, key in node.named("items")]
    assert set(shared) == shares_of(rules.items["x"], rules)
    return [*named, *shared, *([scope] if scope else [])]


def coverage(sample: Sample, folder: Path) -> object:
    """The kind's own points; and that it is seen at work at all."""
    rules = sample.rulebook()
    path, node = found_in(sample, rules)
    tracer = Tracer(rules)
    tried = Evaluator(rules, load_standards(standards_of(sample, rules, folder), rules), {}, tracer.watch)
    tracer.begin(tried.setting)
    with localcontext(EXACT):
        tried.assess(sample.household(rules))
    assert (id(node), "reached") in tracer.seen
    below = {id(part) for name, part, _ in deciding(rules) if name[:-1][-1:] == ("cases",) and name[:-2] == path}
    parts = {id(node), *below} | ({id(part) for part in node.walk()} if sample.kind in ("if", "standard") else set())
    return [point for point in points(rules) if any(need[0] in parts for need in point.needs)]  # type: ignore[index]


def mutated(sample: Sample, folder: Path) -> object:
    """Slips in the kind itself; one of them at least gives another amount, or no rulebook."""
    rules = sample.rulebook()
    path, _ = found_in(sample, rules)
    own = [mutant for mutant in mutants(rules) if mutant.path == path]
    paid = [sample.facts, *([sample.unpaid] if sample.unpaid is not None else [])]
    assert not own or any(_differs(sample, rules, mutant.rulebook(rules), paid, folder) for mutant in own)
    return own


def _differs(sample: Sample, old: Rulebook, new: Rulebook, households: list[Any], folder: Path) -> bool:
    rates = load_standards(standards_of(sample, old, folder), old)
    return any(
        _paid(Evaluator(old, rates), sample, facts) != _paid(Evaluator(new, rates), sample, facts)
        for facts in households
    )


def _paid(evaluator: Evaluator, sample: Sample, facts: Any) -> object:
    try:
        return evaluator.evaluate(sample.household(evaluator.rulebook, facts)).amount("x")
    except (Refused, KeyError) as error:
        return type(error)


def bounded(sample: Sample, folder: Path) -> object:
    """The lines that the kind draws: with limits of its own, where it is a factor."""
    part = sample.part if sample.role == CONDITION else sample.part[:-1] + f", at_most: {sample.limit}}}"
    rules = sample.rulebook(part)
    path, _ = found_in(sample, rules)
    drawn = [line for line in thresholds(rules) if line.path[: len(path)] == path]
    rates = standards_of(sample, rules, folder)
    made = boundaries(rules, TryOut(rules, rates), Seeds(rules, load_standards(rates, rules)))
    assert {line.path for line in drawn} <= {line.path for line in (*made.left_out, *(b.threshold for b in made.found))}
    return [found for found in made.found if found.threshold in drawn]


def asked(sample: Sample, folder: Path) -> object:
    """The interview asks for what the kind rests on, and for nothing else."""
    rules = sample.rulebook()
    facts, relevance = rules.catalogue, Relevance(rules)
    every = [info for scope in (None, *facts.records) for info in facts.of(scope).values()]
    found = {f"{info.scope}.{info.key}" if info.scope else info.key for info in every if relevance.matters(info, {})}
    assert found == set(sample.asks)
    assert {name for name in facts.records if relevance.list_matters(name)} == lists_of(rules.items["x"], rules)
    return found


def schema(sample: Sample, folder: Path) -> object:
    """An editor knows the kind's keys, and what they are called in Chinese."""
    kind = KINDS[sample.role][sample.kind]
    properties = rules_schema()["$defs"][kind.__name__]["properties"]
    fields = {info.alias or name for name, info in kind.model_fields.items()} - {"@"}
    assert set(properties) == fields
    assert sample.kind in fields
    assert not [key for key, shown in properties.items() if shown["title"].isascii()]
    return properties


def trials(sample: Sample, folder: Path) -> object:
    """The mistakes that an auditor tries with the kind: in it, without it, or under another reading."""
    evaluator = evaluator_of(sample, folder)
    path, node = found_in(sample, evaluator.rulebook)
    made = Maker(evaluator).of("x")
    owner = type(part_at(evaluator.rulebook, path[:2]))
    tried = [*made.mistakes, *(site.trial for site in made.sites)]
    own = [trial for trial in tried if type(trial.mutation.node) is owner]
    return [*made.readings, *(trial for trial in own if node not in [*trial.mutation.node.walk()])]


def screened(sample: Sample, folder: Path) -> object:
    """The kind as a question of the audit: a quantity measured, a condition raised with what it rests on."""
    head = "{name: 问, article: 第一条, why: 问一问, "
    each = f"for_each: {sample.each}, " if sample.each else ""
    if sample.role == CONDITION:
        question = f"questions:\n  q: {head}{each}when: {sample.part}}}\n"
    else:
        spread = "limit: 3, step: 1, steps: 2, chance: 0.01}"
        question = f"screening:\n  thresholds:\n    q: {head}{each}value: {sample.part}, {spread}\n"
    rules = small.rulebook(sample.text() + f"\n{question}")
    with localcontext(EXACT):
        thresholds = rules.screening.thresholds if rules.screening else {}
        answers = Screen(evaluator_of(sample, folder, rules), thresholds).answers(sample.household(rules))
    assert len(answers.raised or answers.measures) == 1
    return answers


READERS: dict[str, Reader] = {
    "evaluate and formula": computed,
    "why not": not_paid,
    "missing": missing,
    "fast lane": fast_lane,
    "words": words,
    "check": checked,
    "units": units,
    "diff": differences,
    "uses": used,
    "coverage": coverage,
    "mutate": mutated,
    "boundaries": bounded,
    "interview": asked,
    "schema": schema,
    "trials": trials,
    "screening": screened,
}

#: Why a reader has nothing to say of some kinds. Where it has, or the list is out of date, the test fails.
NOTHING: dict[str, tuple[str, set[str]]] = {
    "why not": ("the readings of a household are not its facts", {"factor reading", "condition reading"}),
    "missing": ("it rests on no fact", {"factor reading", "condition reading"}),
    "interview": ("it rests on no fact", {"factor reading", "condition reading"}),
    "uses": (
        "only its parts name something",
        {
            "factor constant",
            "factor tier",
            "factor if",
            "factor least",
            "factor greatest",
            "condition all",
            "condition any",
            "condition not",
        }
        | {"condition value"},
    ),
    "coverage": (
        "it has one way to go: what is to be shown of it is that it was seen, or the points of its parts",
        {"factor constant", "factor sum", "factor count", "factor days_from", "factor term", "factor share"}
        | {"factor least", "factor greatest", "condition all", "condition any", "condition not", "condition term"},
    ),
    "mutate": ("its rates and keys are written elsewhere", {"factor standard"}),
    "boundaries": (
        "no single fact decides on which side of its line a household is, or the line is one of its parts'",
        {"factor constant", "factor count", "factor choose", "factor reading", "factor if", "factor standard"}
        | {"factor share", "condition all", "condition any", "condition not", "condition term", "condition reading"}
        | {"condition every", "condition some"},
    ),
    "trials": ("nobody can guess another percentage", {"factor share"}),
}


@pytest.mark.parametrize("role", [FACTOR, CONDITION])
def test_every_kind_has_a_sample(role: str) -> None:
    known = set(KINDS[role]) - {"text"}  # a word is no amount: it names payees, which have tests of their own
    assert {sample.kind for sample in SAMPLES if sample.role == role} == known


@pytest.mark.many
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
@pytest.mark.parametrize("reader", READERS)
def test_every_reader_knows_every_kind(reader: str, sample: Sample, tmp_path: Path) -> None:
    said = READERS[reader](sample, tmp_path)
    silent = reader in sample.nothing or f"{sample.role} {sample.kind}" in NOTHING.get(reader, ("", set()))[1]
    assert bool(said) != silent, said


#: Where a factor may stand, and where a condition may; ``{part}`` is the sample, ``{rate}`` what it is multiplied by.
PLACES = {
    FACTOR: {
        "cap": "items: {x: {HEAD, factors: [{constant: 9, unit: 元}], at_most: {factors: [RATEPART], text: 封顶}}}",
        "floor": "items: {x: {HEAD, factors: [{constant: 9, unit: 元}], at_least: {factors: [RATEPART], text: 保底}}}",
        "limits": "items: {x: {HEAD, factors: [RATEBOUNDED]}}",
        "then": "items: {x: {HEAD, factors: [RATE{if: {fact: in_dispute, is: no}, then: PART, else: PART}]}}",
        "case": "items: {x: {HEAD, factors: [RATE{choose: resettlement, cases: {dispersed: PART, site: PART, "
        "monetary: PART, none: PART}}]}}",
        "reading": "items: {x: {HEAD, factors: [RATE{reading: how, cases: {a: PART, b: PART}}]}}",
        "tier": "items: {x: {HEAD, factors: [{tier: PART, unit: 元, steps: [{up_to: 2, value: 1}, {each: 2}]}]}}",
        "condition": "items: {x: {HEAD, factors: [{constant: 9, unit: 元}], condition: {value: PART, above: 1}}}",
        "operand": "items: {x: {HEAD, factors: [{constant: 9, unit: 元}], condition: {value: {count: ponds}, is: PART}}}",
        "sum": "items: {x: {HEAD, factors: [{constant: 9, unit: 元/亩}, {sum: area, of: ponds, "
        "where: {value: PART, above: 1}}]}}",
        "term": "terms: {t: {TITLE, EACH quantity: PART}}\n"
        "items: {x: {HEAD, factors: [{constant: 9, unit: 元}], condition: {value: {term: t}, above: 1}}}",
        "requirement": "requirements: {r: {EACH article: 第一条, message: 退回, field: head, must: {value: PART, above: 1}}}",
        "notice": "notices: {n: {EACH article: 第一条, text: 提示, when: {value: PART, above: 1}}}",
        "withholding": "withholding: {article: 第一条, text: 暂不拨付, when: {value: PART, above: 1}}",
        "threshold": "screening: {thresholds: {q: {EACH TITLE, why: 问, value: PART, limit: 3, step: 1, steps: 2, "
        "chance: 0.01}}}",
    },
    CONDITION: {
        "if": "items: {x: {HEAD, factors: [{if: PART, then: {constant: 9, unit: 元}, else: {constant: 8, unit: 元}}]}}",
        "where": "items: {x: {HEAD, factors: [{constant: 9, unit: 元/亩}, {sum: area, of: ponds, where: PART}]}}",
        "term": "terms: {t: {TITLE, condition: PART}}\n"
        "items: {x: {HEAD, factors: [{constant: 9, unit: 元}], condition: {term: t}}}",
        "nested": "items: {x: {HEAD, factors: [{constant: 9, unit: 元}], "
        "condition: {all: [{not: PART}, {any: [PART, {fact: in_dispute, is: no}]}]}}}",
        "requirement": "requirements: {r: {article: 第一条, message: 退回, field: head, when: PART, must: PART}}",
        "notice": "notices: {n: {article: 第一条, text: 提示, when: PART}}",
        "withholding": "withholding: {article: 第一条, text: 暂不拨付, when: PART}",
        "flag": "questions: {q: {TITLE, why: 问, when: PART}}",
        "clause": "clauses: [{article: 第一条, summary: 登, status: computed, items: ALL, applies: [{when: PART}]}]",
    },
}
HOW = """
readings:
  how:
    {name: 怎么读, article: 第一条, question: 怎么读, options: {a: {name: 甲, meaning: 甲}, b: {name: 乙, meaning: 乙}},
    default: a, reason: 没有规定}
"""
#: Places where a value must be known, where only the household is spoken of, and that decide no amount.
SETTLED = {"condition", "operand", "sum", "term", "requirement", "notice", "withholding"}
OF_HOUSEHOLDS = {"withholding", "sum"}
NOT_OF_AMOUNTS = {"threshold", "flag", "clause"}


def placed(sample: Sample, place: str, part: str, more: str) -> Rulebook:
    """A rulebook with a part in a place, beside an item that is always paid."""
    each = f"for_each: {sample.each}," if sample.each else ""
    shared = [PAID_ALONE] if "y" in more.split(" ") else []
    words = {
        "HEAD": f"{each} name: 名x, article: 第一条, payee: household, summary: 试",
        "TITLE": "name: 名, article: 第一条",
        "EACH": each,
        "BOUNDED": f"{part[:-1]}, at_least: 0}}",
        "PART": part,
        "RATE": f"{sample.rate}, " if sample.rate else "",
    }
    text = PLACES[sample.role][place]
    words["ALL"] = "[y, z]" if shared else "[z]"
    for word, meant in words.items():
        text = text.replace(word, meant)
    beside = small.items(*shared, small.item("z", "{constant: 1, unit: 元}")) + more.replace("y ", "")
    tree: dict[str, Any] = {}
    for written in (beside, text, HOW if place == "reading" else ""):
        for section, parts in (yaml.load(written, yaml.BaseLoader) or {}).items():
            tree[section] = tree.get(section, {}) | parts if isinstance(parts, dict) else parts
    return small.rulebook(yaml.safe_dump(tree, allow_unicode=True))


def may_stand(sample: Sample, place: str) -> bool:
    """Conditions ask for what is known: no standard, no share, no rate of a time; some of them of the household."""
    pending = sample.kind in ("standard", "share", "dated") or sample.more == LAND
    return not (pending and place in SETTLED) and not (sample.each and place in OF_HOUSEHOLDS)


STANDING = [(s, place) for s in SAMPLES for place in PLACES[s.role] if may_stand(s, place)]


@pytest.mark.many
@pytest.mark.parametrize(("sample", "place"), STANDING, ids=[f"{place} {s.name}" for s, place in STANDING])
def test_kinds_are_known_wherever_they_stand(sample: Sample, place: str, tmp_path: Path) -> None:
    rules = placed(sample, place, sample.part, sample.more)
    other = placed(sample, place, sample.other, sample.more if sample.more_other is None else sample.more_other)
    assert compare_rulebooks(rules, placed(sample, place, sample.part, sample.more)) == ()
    assert compare_rulebooks(rules, other) and compare_rulebooks(other, rules)
    _is_computed(sample, rules, tmp_path)
    _is_looked_at(sample, place, rules)


def _is_computed(sample: Sample, rules: Rulebook, folder: Path) -> None:
    """Both ways of computing give the same lines, whether the part makes a difference or not."""
    evaluators = [evaluator_of(sample, folder, rules), *([Evaluator(rules)] if sample.rates else [])]
    for evaluator, facts in product(evaluators, (sample.facts, sample.unpaid or {})):
        household = sample.household(rules, facts)
        assessment = evaluator.assess(household)
        evaluator.problems(assessment)
        if not assessment.sound:
            continue
        lines = [(x.id, x.formula, x.amount) for x in evaluator.statement(assessment).items]
        assert "z" in [line[0] for line in lines]
        quick_rules = QuickRules(evaluator)
        if quick_rules.run is None:
            assert sample.exotic or sample.rates
            continue
        try:
            with localcontext(EXACT):
                quick, withheld = quick_rules.run(household)
        except Unusual:
            continue
        assert [(quick_rules.heads[number].item, row[0], row[4]) for number, *row in quick] == lines
        assert withheld == assessment.withheld


def _is_looked_at(sample: Sample, place: str, rules: Rulebook) -> None:
    """What asks, proves and draws lines finds the kind where it stands; the audit's own questions decide nothing."""
    wanted = KINDS[sample.role][sample.kind]
    assert any(type(node) is wanted for node in rules.walk())
    list(points(rules)), list(thresholds(rules))
    changed = [mutant for mutant in mutants(rules) if not mutant.name.startswith(("items.z", "items.y", "rounding"))]
    if place in NOT_OF_AMOUNTS:
        return
    assert changed
    facts, named = rules.catalogue, facts_of(rules, rules)
    for scope, _, name in (key.rpartition(".") for key in sample.asks):
        only_if_given = place == "requirement" and "given" in sample.part  # a fact that is judged only if it was given
        assert name not in named or only_if_given or Relevance(rules).matters(facts.of(scope or None)[name], {})

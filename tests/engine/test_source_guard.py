"""No text of a file becomes part of the source that is run, even where a rulebook was never checked."""

import builtins
from decimal import localcontext
from typing import Any

import pytest
from pydantic import ValidationError

from yzcomp import Evaluator, Rulebook
from yzcomp.engine.to_python import Amounts, QuickRules, Unusual
from yzcomp.engine.to_python.guard import Foreign, functions_of
from yzcomp.engine.to_python.questions import compiled_questions
from yzcomp.engine.to_python.variants import Variant, compiled_variants
from yzcomp.money import EXACT
from yzcomp.rulebook.models import Question
from yzcomp.rulebook.rate_table import RateTable
from yzcomp.rulebook.rates import Rate
from yzcomp.rulebook.standards import Standards

HOSTILE = [
    'x or __import__("builtins").exploded("expression")',
    '"); __import__("builtins").exploded("string"); ("',
    "'''); __import__('builtins').exploded('triple'); ('''",
    "x\n    __import__('builtins').exploded('line')\n#",
    "{__import__('builtins').exploded('f-string')}",
    "h.__class__",
    "ｅｘｐｌｏｄｅｄ\N{FULLWIDTH LEFT PARENTHESIS}1)",
    "h.__init__.__globals__",
    "\\\n'\"{}%s\t\r\x0b",
]


@pytest.fixture(autouse=True)
def exploded(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What hostile text did: to be empty."""
    found: list[Any] = []
    monkeypatch.setattr(builtins, "exploded", found.append, raising=False)
    return found


def rulebook(text: str, key: str) -> Rulebook:
    """A rulebook with a hostile text wherever a text may stand, and a hostile name wherever a name may."""
    rates: list[Any] = [{"standard": key, "key": [{"fact": "kind"}]}, {"fact": "quantity"}]
    either = {"name": text, "meaning": text}
    reading = {"name": text, "article": text, "question": text, "default": key, "reason": text}
    common = {"article": text, "payee": "household", "summary": text}
    facts: list[Any] = [
        {"constant": 2, "unit": text},
        {"fact": key},
        {"reading": key, "unit": text, "cases": {key: 3}},
    ]
    bounds = {"at_most": {"factors": [{"constant": 9}], "text": text}}
    choose = {"choose": key + "c", "cases": {key: {"constant": 2, "unit": text}}}
    test = {"all": [{"fact": key, "above": {"constant": 0}}, {"term": key}, {"reading": key, "is": key}]}
    data = {
        "rulebook": {"id": text, "title": text, "document": text, "issued_on": "2020-01-01"},
        "facts": {
            key: {"name": text, "kind": "number", "unit": text},
            key + "c": {"name": text + "c", "kind": "choice", "choices": {key: text}},
        },
        "readings": {key: {**reading, "options": {key: either, "b": either}}},
        "standards": {key: {"name": text, "document": text, "article": text, "key": ["attachments.kind"], "unit": "*"}},
        "terms": {
            key: {"name": text, "article": text, "condition": {"fact": key, "above": {"fact": key, "at_most": 0}}},
            key + "q": {"name": text, "article": text, "quantity": {"fact": key}, "unit": text},
        },
        "items": {
            key: {**common, "name": text, "factors": [*facts, {"term": key + "q"}], "condition": test, **bounds},
            key + "2": {**common, "name": text, "for_each": "attachments", "factors": rates},
            key + "3": {**common, "name": text, "factors": [{"share": "5%", "of": key}, choose]},
        },
        "requirements": {key: {"article": text, "message": text, "must": test, "field": key}},
        "rounding": {"step": {"constant": "0.01", "unit": text}},
    }
    return Rulebook.model_validate(data)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_no_key(text: str, exploded: list[Any]) -> None:
    with pytest.raises(ValidationError, match="不能用作键"):
        rulebook("plain", text.strip())
    assert exploded == []


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(text: str, exploded: list[Any]) -> None:
    text, key = text.strip(), "plain"
    rules = rulebook(text, key)
    rate = Rate(EXACT.create_decimal(3), f"元/{text}", text)
    evaluator = Evaluator(rules, Standards({key: RateTable({(text,): rate})}))
    facts = {"in_dispute": False, "plain": 3, key + "c": key}
    with localcontext(EXACT):
        household = facts_of(facts, text)
        for run in (QuickRules(evaluator).run, Amounts(evaluator).run):
            assert run is not None
            lines, _ = run(household)
            assert {line[0] for line in lines} == {0, 1, 2}
        item = rules.items[key]
        assert item.condition is not None
        question = Question(name=text, article=text, why=text, when=item.condition)
        asked = compiled_questions(evaluator, [(text, question)])
        found, notices = asked(household)
        assert ([number for number, *_ in found], notices) == ([0], [])
        (variant,) = compiled_variants(evaluator, [Variant(item, evaluator.setting, evaluator.steps[0])])
        assert variant is not None and len(variant(household)) == 1
    assert exploded == []


def facts_of(facts: dict[str, Any], text: str) -> Any:
    """A household whose facts are set under whatever name: no model would take some of these."""
    from yzcomp import Attachment, Household

    made = Household(household_id="1", head="甲", resettlement="none", legal_residents=1).model_copy(update=facts)
    return made.model_copy(
        update={"attachments": (Attachment.model_construct(kind=text, quantity=EXACT.create_decimal(2)),)}
    )


@pytest.mark.parametrize(
    "source",
    [
        "import os",
        "def run(h):\n    return h.__class__",
        "def run(h):\n    return h.legal_residents_",
        "def run(h):\n    return 'text'",
        "def run(h):\n    return f'{h}'",
        "def run(h):\n    return 1.5",
        "def run(h):\n    return __builtins__",
        "def run(h):\n    return eval",
        "def run(h):\n    return [x for x in h]",
        "def run(h):\n    return lambda: 1",
        "def run(evil):\n    return 1",
        "def evil(h):\n    return 1",
        "def run(h):\n    evil = 1",
        "def run(h):\n    try:\n        return 1\n    except Unusual as evil:\n        return 2",
        "def run(h):\n    return run(h, key=1)",
        "def run(h):\n    return run(*h)",
        "def run(h):\n    global out\n    return 1",
        "class run:\n    h = 1",
        "def run(h):\n    return {h: 1}",
        "def run(h):\n    return 'h' 'i'",
        "async def run(h):\n    return 1",
        "def run(h):\n    with h:\n        return 1",
        "def run(h):\n    return b''",
    ],
)
def test_the_gate_lets_nothing_else_pass(source: str) -> None:
    with pytest.raises(Foreign):
        functions_of(source, {"Unusual": Unusual})


def test_what_the_program_writes_passes() -> None:
    source = "def run(h):\n    for i, r in enumerate(h.houses):\n        v1 = K1\n    return v1"
    functions_of(source, {"K1": 1})

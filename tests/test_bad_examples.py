"""The bad examples: the page beside them says what each gives, and each gives just that."""

import importlib.util
from types import ModuleType

from tests.conftest import ROOT
from yzcomp import Evaluator, load_rulebook
from yzcomp.cli.calc import compute
from yzcomp.problems import Refused
from yzcomp.rulebook.standards import load_standards


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bad_messages", ROOT / "scripts/bad_messages.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_says_what_the_files_give() -> None:
    script, evaluator = _script(), Evaluator(load_rulebook())
    page = (ROOT / "examples/bad/messages.md").read_text(encoding="utf-8")
    for path in script.files():
        section = page.split(f"## {path.name}\n\n```\n")[1].split("```")[0]
        try:
            compute(f"examples/bad/{path.name}", evaluator)
        except Refused as refused:
            lines = [f"错误：{problem}" for problem in refused.problems]
        else:
            raise AssertionError(f"{path.name} is not bad")
        lines += [f"共 {len(lines)} 处问题。"] if len(lines) > 1 else []
        assert section.splitlines() == lines, path.name
    assert page.count("\n## ") == len(script.files()) >= 20


def test_each_question_and_each_reason_to_wait_has_an_example() -> None:
    """A question that is added to the rules gets a household in examples/review, and the page is written anew."""
    script, built_in = _script(), load_rulebook()
    evaluator = Evaluator(built_in, load_standards([ROOT / "examples/standards.yaml"], built_in))
    page = (ROOT / "examples/review/questions.md").read_text(encoding="utf-8")
    asked: set[str] = set()
    for path in script.files(script.REVIEW):
        statement = compute(str(path), evaluator)
        section = page.split(f"## {path.name}\n\n```\n")[1].split("```")[0]
        wanted = [f"须核对（{q.article}，{q.id}）：{q.text}" for q in statement.questions]
        wanted += [f"待定：{line.name}：{line.note}" for line in statement.items if line.status == "pending"]
        assert section.splitlines() == wanted != [], path.name
        asked |= {question.id for question in statement.questions}
    assert asked == built_in.questions.keys()
    assert page.count("\n## ") == len(script.files(script.REVIEW))


def test_each_requirement_has_a_bad_example() -> None:
    """But for those that only another reading has."""
    evaluator, found = Evaluator(load_rulebook()), set[str]()
    for path in _script().files():
        try:
            compute(f"examples/bad/{path.name}", evaluator)
        except Refused as refused:
            found |= {problem.message for problem in refused.problems if problem.code == "requirement"}
    by_reading = {"signed_within_validity", "transition_within_limit"}
    wanted = load_rulebook().requirements
    assert {key for key in wanted if not any(wanted[key].message in text for text in found)} == by_reading

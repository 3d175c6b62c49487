"""The bad examples: the page beside them says what each gives, and each gives just that."""

import importlib.util
from types import ModuleType

from tests.conftest import ROOT
from yzcomp import Evaluator, load_rulebook
from yzcomp.cli.calc import compute
from yzcomp.problems import Refused


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

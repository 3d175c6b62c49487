"""What stands on a screen: nothing wider than it, columns under their titles, at any width."""

from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.conftest import ROOT, Call

EXAMPLES = sorted(p for p in (ROOT / "examples").iterdir() if p.suffix in (".yaml", ".json") and p.stem != "standards")
COMMANDS = [("rules", "list"), ("rules", "clauses"), ("rules", "show", "搬家费"), ("rules", "show", "征地补偿费")]
PAYEES = tuple(f" {name}" for name in ("被征收户", "村组", "国有农林渔场", "被征收单位"))
STANDARDS = ("--standards", "examples/standards.yaml")


@pytest.mark.slow
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("options", [(), STANDARDS], ids=["pending", "with standards"])
def test_a_statement_keeps_to_the_screen(call_cli: Call, path: Path, options: tuple[str, ...]) -> None:
    for width in (80, 93, 120):
        lines = call_cli("calc", path, *options, width=width).stdout.splitlines()
        assert [line for line in lines if cell_len(line) > width] == []
        assert_amounts_end_where_their_title_does(lines)


def assert_amounts_end_where_their_title_does(lines: list[str]) -> None:
    head = next(line for line in lines if line.startswith("项目 "))
    table = lines[lines.index(head) + 2 : lines.index(next(line for line in lines if line.startswith("应付合计")))]
    end = cell_len(head.removesuffix("领款人").rstrip())
    amounts = [line for line in table if line.endswith(PAYEES)]
    assert amounts
    for line in amounts:
        assert cell_len(line.rsplit(maxsplit=1)[0]) == end, line


@pytest.mark.many
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_rules_keep_to_the_screen_and_break_no_key(call_cli: Call, command: tuple[str, ...]) -> None:
    for width in (80, 120):
        shown = call_cli(*command, width=width).stdout
        assert [line for line in shown.splitlines() if cell_len(line) > width] == []
    if command[-1] == "list":
        assert "attachment_compensation\n" in call_cli(*command, width=80).stdout.replace(" ", "\n")

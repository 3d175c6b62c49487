"""``yzcomp template``: empty tables to fill in."""

from pathlib import Path

from yzcomp.cli.common import DONE, FAILED, print_problems
from yzcomp.cli.console import say_error
from yzcomp.documents.template import write_template
from yzcomp.problems import Refused
from yzcomp.rulebook.load import load_rulebook


def run(output: Path, rules: str | None, force: bool) -> int:
    """Writes the empty tables of a rulebook and says what to do with them; returns the exit code."""
    try:
        write_template(output, load_rulebook(rules), force)
    except Refused as refused:
        print_problems(refused.problems)
        return FAILED
    say_error(f"已写出空表：{output}。删去示例行，填好后用 yzcomp batch {output} -o 结果文件夹 计算。")
    return DONE

"""``yzcomp standards …``: the rates that the measure leaves to other documents."""

from collections.abc import Sequence
from pathlib import Path

from yzcomp.cli.common import ATTENTION, DONE, FAILED, print_problems
from yzcomp.cli.console import say_error
from yzcomp.documents.standards_form import empty_book, empty_standards
from yzcomp.output.files import refuse_name, write_new
from yzcomp.problems import Refused
from yzcomp.rulebook.load import load_rulebook
from yzcomp.rulebook.standards import load_standards


def new(output: Path, rules: str | None, force: bool) -> int:
    """Writes an empty, commented standards file to fill in."""
    try:
        refuse_name(output, "标准文件", ".yaml", ".yml", ".xlsx")
        write = empty_book if output.suffix.lower() == ".xlsx" else empty_standards
        write_new(output, write(load_rulebook(rules)), force)
    except Refused as refused:
        print_problems(refused.problems)
        return FAILED
    say_error(f"已写出空的标准文件：{output}。填好后用 yzcomp standards check {output} 核对。")
    return DONE


def check(paths: Sequence[Path], rules: str | None) -> int:
    """Loads standards files strictly and says what is in them."""
    try:
        rulebook = load_rulebook(rules)
        standards = load_standards(paths, rulebook)
    except Refused as refused:
        print_problems(refused.problems)
        return FAILED
    print_problems(standards.warnings)
    for name, rule in rulebook.standards.items():
        print(f"{rule.name}：{len(standards.rates.get(name, {}))} 条")
    return ATTENTION if standards.warnings else DONE

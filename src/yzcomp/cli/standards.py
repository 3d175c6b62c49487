"""``yzcomp standards …``: the rates that the measure leaves to other documents."""

from pathlib import Path
from typing import Annotated

import typer

from yzcomp.cli.common import ATTENTION, DONE, print_problems
from yzcomp.cli.console import say_error
from yzcomp.cli.options import Force, Limits, NoProject, OutputFile, Rules
from yzcomp.documents.standards_form import empty_book, empty_standards
from yzcomp.output.files import refuse_name, write_new
from yzcomp.rulebook.load import load_rulebook
from yzcomp.rulebook.standards import load_standards


def new(output: OutputFile, rules: Rules = None, force: Force = False, no_project: NoProject = False) -> int:
    """Writes an empty, commented standards file to fill in."""
    refuse_name(output, "标准文件", ".yaml", ".yml", ".xlsx")
    write = empty_book if output.suffix.lower() == ".xlsx" else empty_standards
    write_new(output, write(load_rulebook(rules)), force)
    say_error(f"已写出空的标准文件：{output}。填好后用 yzcomp standards check {output} 核对。")
    return DONE


def check(
    files: Annotated[list[Path], typer.Argument(metavar="文件", help="标准文件。")],
    rules: Rules = None,
    no_project: NoProject = False,
    limit: Limits = None,
) -> int:
    """Loads standards files strictly and says what is in them."""
    rulebook = load_rulebook(rules)
    standards = load_standards(files, rulebook)
    print_problems(standards.warnings)
    for name, rule in rulebook.standards.items():
        print(f"{rule.name}：{len(standards.rates.get(name, {}))} 条")
    return ATTENTION if standards.warnings else DONE

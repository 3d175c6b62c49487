"""``yzcomp template``: empty tables to fill in."""

from pathlib import Path
from typing import Annotated

import typer

from yzcomp.cli.common import DONE
from yzcomp.cli.console import say_error
from yzcomp.cli.options import Force, NoProject, Rules
from yzcomp.documents.template import write_template
from yzcomp.rulebook.load import load_rulebook


def template(
    output: Annotated[
        Path,
        typer.Option(
            "-o",
            "--output",
            metavar="文件",
            help="以 .xlsx 结尾写 Excel 空表，.csv 写一户一行的空表，不带后缀写装各表的文件夹，.docx 写协议书的模板。",
        ),
    ],
    rules: Rules = None,
    force: Force = False,
    no_project: NoProject = False,
) -> int:
    """Writes the empty tables of a rulebook and says what to do with them; returns the exit code."""
    if output.suffix.lower() == ".docx":
        return _agreement(output, force)
    write_template(output, load_rulebook(rules), force)
    say_error(f"已写出空表：{output}。删去示例行，填好后用 yzcomp batch {output} -o 结果文件夹 计算。")
    return DONE


def _agreement(output: Path, force: bool) -> int:
    """The template of agreements is the same whatever the rules: what they name is filled in."""
    from yzcomp.documents.agreement import usual
    from yzcomp.output.files import write_new

    write_new(output, usual(), force)
    say_error(
        f"已写出协议书的示范文本：{output}。在 Word 里改好，用 yzcomp docs 结果 --kind 协议书 --template {output}。"
    )
    return DONE

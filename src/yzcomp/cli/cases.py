"""``yzcomp cases …``: cases that the program drafts for a person to confirm."""

import os
from pathlib import Path
from typing import Annotated

import typer

from yzcomp.cases.boundaries import boundaries
from yzcomp.cases.boundary_file import boundary_file
from yzcomp.cases.seeds import Seeds
from yzcomp.cases.tryout import TryOut
from yzcomp.cli.common import DONE, say_other_rules
from yzcomp.cli.console import say_error
from yzcomp.cli.options import Force, Limits, NoProject, Rules, StandardsFiles
from yzcomp.output.files import refuse_existing, refuse_name, write_new
from yzcomp.problems import Problem, Refused
from yzcomp.rulebook.load import load_rulebook
from yzcomp.rulebook.standards import load_standards
from yzcomp.textfiles import is_there, real_path


def new(
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="文件", help="写到哪个文件；不写则印在屏幕上。"),
    ] = None,
    rules: Rules = None,
    standards: StandardsFiles = None,
    force: Force = False,
    no_project: NoProject = False,
    limit: Limits = None,
) -> int:
    """Writes cases for every line that a rulebook draws, to a file or to standard output."""
    if output is not None:
        refuse_name(output, "案例", ".yaml", ".yml")
        refuse_existing(output, force)
    rulebook, files = load_rulebook(rules), standards or []
    tryout, seeds = TryOut(rulebook, tuple(files)), Seeds(rulebook, load_standards(files, rulebook))
    made = boundaries(rulebook, tryout, seeds)
    if not made.found:
        raise Refused([Problem("no-cases", "规则里没有可以写成案例的界限", remedy="请自己写案例，格式见 README")])
    folder = output.parent if output is not None else Path()
    text = boundary_file(
        rulebook,
        made.found,
        rules=None if rules is None else _seen_from(folder, rules),
        standards=[_seen_from(folder, str(path)) for path in files],
    )
    if output is not None:
        write_new(output, text, force)
    say_other_rules(rulebook)
    if output is None:
        print(text, end="")
    for line in made.left_out:
        say_error(f"这个界限没有写成案例，请自己写：{line.words}")
    count = text.count("    confirmed: no\n")
    where = f"，写在 {output}。核对后用 yzcomp test {output} 运行" if output is not None else ""
    say_error(f"共 {count} 个案例{where}。金额由程序算出，逐个核对以后才算确认。")
    return DONE


def _seen_from(folder: Path, path: str) -> str:
    """A path as a file in a folder names it; a built-in rulebook's name, or a path on another drive, stays."""
    if not is_there(path):
        return path
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:
        return str(real_path(path))

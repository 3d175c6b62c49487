"""``yzcomp columns``: what the headings of an input mean, written down for a person to confirm."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from yzcomp.cli.common import ATTENTION, DONE, FAILED, print_problems
from yzcomp.cli.console import say_error
from yzcomp.cli.options import Encoding, Force, Limits, NoProject, OutputFile, Rules
from yzcomp.documents.columns_form import Found, columns_text, samples, unsure
from yzcomp.household.catalogue import Catalogue
from yzcomp.output.files import refuse_name, refuse_outputs, write_new
from yzcomp.problems import Place, Problem
from yzcomp.rulebook.load import load_rulebook
from yzcomp.tables.files import named_files
from yzcomp.tables.header import find_heading
from yzcomp.tables.inputs import is_explanation, table_named
from yzcomp.tables.meanings import SURE, Vocabulary
from yzcomp.tables.sources import Sheet, Source


def columns_of(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="输入", help="batch 能读的文件或文件夹；- 为标准输入。"),
    ],
    output: OutputFile,
    rules: Rules = None,
    encoding: Encoding = None,
    force: Force = False,
    no_project: NoProject = False,
    limit: Limits = None,
) -> int:
    """Writes the map and says what is left to confirm; returns the exit code."""
    refuse_name(output, "列的对照", ".yaml", ".yml")
    refuse_outputs([output], map(Path, inputs), force)
    facts = load_rulebook(rules).catalogue
    tables, problems = propose(inputs, encoding, facts)
    print_problems(p._replace(level="warning") if tables else p for p in problems)
    if not tables:
        return FAILED
    text = columns_text(tables, facts)
    write_new(output, text, force)
    for table in tables:
        _tell(table, facts)
    left = unsure(text.splitlines())
    what = f"{left} 处要由人确认" if left else "没有要确认的"
    print(f"列的对照写在 {output}：{what}。")
    return ATTENTION if left or problems else DONE


def propose(inputs: Sequence[str], encoding: str | None, facts: Catalogue) -> tuple[list[Found], list[Problem]]:
    """The sheets of all inputs by their headings, and what has none."""
    files, problems = named_files(inputs)
    found: dict[tuple[str | None, tuple[str, ...]], Found] = {}
    problems += [file.left for file in files if file.left is not None]
    for file in (file for file in files if file.left is None):
        with closing(Source(file.path, encoding, file.name)) as source:
            for sheet in source.sheets():
                if not is_explanation(sheet):
                    problems += _add(sheet, found, facts)
    if not found and not problems:
        problems.append(Problem("empty-file", "没有任何内容", Place(str(inputs[0]))))
    return list(found.values()), problems


def _add(sheet: Sheet, found: dict[tuple[str | None, tuple[str, ...]], Found], facts: Catalogue) -> list[Problem]:
    heading, problems = find_heading(sheet, Vocabulary(facts))
    if heading is None:
        return problems
    named = table_named(sheet, facts)
    table = named if named in facts.records else None
    seen = samples(sheet, heading)
    key = (table, tuple(heading.labels().values()))
    if key not in found:
        found[key] = Found([], heading, Vocabulary(facts, table).meanings(heading, seen), seen, table)
    else:
        for index, cells in seen.items():
            found[key].samples.setdefault(index, []).extend(cells)
        again = Vocabulary(facts, table).meanings(heading, found[key].samples)
        found[key] = found[key]._replace(meanings=again)
    found[key].sheets.append(sheet)
    return problems


def _tell(table: Found, facts: Catalogue) -> None:
    """One line on a heading, and what a table is that isn't a list of households."""
    names = "、".join(sheet.name or sheet.file for sheet in table.sheets)
    sure = sum(meaning.how == SURE for meaning in table.meanings.values())
    print(f"{names}：{len(table.meanings)} 列，认出 {sure} 列")
    if table.records_money(facts):
        say_error(f"{names}：有金额列，像是补偿或付款的记录。要核对金额，用 yzcomp audit 名册 --against 这个文件。")
    meant = {m[:2] for meaning in table.meanings.values() for m in meaning.meant}
    if not meant & {(None, "household_id"), (None, "head")}:
        say_error(f"{names}：没有户编号，也没有户主，不像一行一户的名册。")

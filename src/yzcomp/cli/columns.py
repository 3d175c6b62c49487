"""``yzcomp columns``: what the headings of an input mean, written down for a person to confirm."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from yzcomp.audit.names import Names
from yzcomp.audit.record_map import known_heading, proposed, record_heading
from yzcomp.audit.recorded_headings import RecordWords, recorded_words
from yzcomp.cli.common import ATTENTION, DONE, FAILED, print_problems
from yzcomp.cli.console import say_error
from yzcomp.cli.options import Encoding, Force, Limits, NoProject, OutputFile, Rules
from yzcomp.documents.columns_form import Found, Recorded, columns_text, samples, unsure
from yzcomp.household.catalogue import Catalogue
from yzcomp.output.files import refuse_name, refuse_outputs, write_new
from yzcomp.problems import Place, Problem
from yzcomp.rulebook.load import load_rulebook
from yzcomp.rulebook.models import Rulebook
from yzcomp.tables.files import named_files
from yzcomp.tables.header import DESCRIBE, find_heading
from yzcomp.tables.inputs import is_explanation, table_named
from yzcomp.tables.meanings import SURE, Vocabulary
from yzcomp.tables.sources import Sheet, Source


def columns_of(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="输入", help="batch 能读的文件或文件夹，或核对时用的记录；- 为标准输入。"),
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
    rulebook = load_rulebook(rules)
    facts = rulebook.catalogue
    tables, records, problems = propose(inputs, encoding, rulebook)
    print_problems(p._replace(level="warning") if tables or records else p for p in problems)
    if not tables and not records:
        return FAILED
    text = columns_text(tables, facts, records)
    write_new(output, text, force)
    for table in tables:
        _tell(table, facts)
    for record in records:
        names = "、".join(sheet.name or sheet.file for sheet in record.sheets)
        print(f"{names}：记录的金额，{len(record.columns)} 列，认出 {sum(c.confirmed for c in record.columns)} 列")
    left = unsure(text.splitlines())
    what = f"{left} 处要由人确认" if left else "没有要确认的"
    print(f"列的对照写在 {output}：{what}。")
    return ATTENTION if left or problems else DONE


def propose(
    inputs: Sequence[str], encoding: str | None, rulebook: Rulebook
) -> tuple[list[Found], list[Recorded], list[Problem]]:
    """The sheets of all inputs by their headings: tables of households, and records of amounts; what has none."""
    files, problems = named_files(inputs)
    facts, words, names = rulebook.catalogue, recorded_words(rulebook, rulebook.catalogue), Names(rulebook)
    found: dict[tuple[str | None, tuple[str, ...]], Found] = {}
    records: dict[tuple[str, ...], Recorded] = {}
    problems += [file.left for file in files if file.left is not None]
    for file in (file for file in files if file.left is None):
        with closing(Source(file.path, encoding, file.name)) as source:
            sheets = [sheet for sheet in source.sheets() if not is_explanation(sheet)]
            left = [sheet for sheet in sheets if not _add_record(sheet, records, words, names)]
            told = [(sheet, problem) for sheet in left for problem in _add(sheet, found, facts)]
            if not found and not records:  # of no sheet a word is known: a person has to say everything
                left = [sheet for sheet in left if not _add_record(sheet, records, words, names, known=False)]
            problems += [problem for sheet, problem in told if sheet in left]
    if not found and not records and not problems:
        problems.append(Problem("empty-file", "没有任何内容", Place(str(inputs[0]))))
    return list(found.values()), list(records.values()), problems


def _add_record(
    sheet: Sheet, records: dict[tuple[str, ...], Recorded], words: RecordWords, names: Names, known: bool = True
) -> bool:
    """Whether a sheet is a record of amounts and nothing else; one that also describes households may be read as
    either, so that both are proposed."""
    facts = names.rulebook.catalogue
    heading = (known_heading if known else record_heading)(sheet, words, facts)
    if heading is None or any(p.code == "form-layout" for p in find_heading(sheet, Vocabulary(facts))[1]):
        return False
    columns = proposed(heading, samples(sheet, heading), words, names, known)
    if columns is None:
        return False
    label = tuple(heading.labels().values())
    records.setdefault(label, Recorded([], heading, columns)).sheets.append(sheet)
    meanings = Vocabulary(facts).meanings(heading).values()
    return all(key in DESCRIBE or scope == "members" for meaning in meanings for scope, key, _ in meaning.meant)


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

"""What a batch is given: files and their sheets, sorted into inputs of households, flat or of several tables."""

from collections.abc import Sequence
from pathlib import Path

from yzcomp.forms import clean
from yzcomp.household.catalogue import Catalogue
from yzcomp.problems import Place, Problem, Refused, did_you_mean
from yzcomp.tables.assemble import Plans
from yzcomp.tables.columnmap import LEFT_OUT, ColumnMap, TableEntry, table_of
from yzcomp.tables.columns import KEY, SheetPlan
from yzcomp.tables.corrections import ORIGIN, REASONS, take_in
from yzcomp.tables.files import NamedFile, named_files
from yzcomp.tables.header import find_heading, read_header
from yzcomp.tables.headings import Heading, guessed_heading
from yzcomp.tables.households import Input
from yzcomp.tables.mapped import Mapped, mapped
from yzcomp.tables.meanings import Vocabulary
from yzcomp.tables.replacing import Replaced, Replacing
from yzcomp.tables.sources import Sheet, Source
from yzcomp.tables.survey import PassedOver, Survey
from yzcomp.tables.unseen import FileNotes, hidden_sheet, veiled

_HOUSEHOLDS = ("households", "户", "被征收户", "住户", "农户")
_EXPLANATIONS = ("说明", "填表说明", "readme", "说明书")


class Inputs(FileNotes):
    """All inputs of a run, opened and their headers read. Raises :class:`Refused` with every problem of all of them.

    ``columns`` is what a column map says of the headings. Files to ``replace`` have corrected households, which stand
    in the place of the same ones: they are inputs, too, but only ``own`` are gone through. Call :meth:`close` when
    done.
    """

    def __init__(
        self,
        paths: Sequence[str | Path | NamedFile],
        facts: Catalogue,
        *,
        encoding: str | None = None,
        ignore_extra: bool = False,
        columns: ColumnMap | None = None,
        replace: Sequence[str | Path | NamedFile] = (),
    ) -> None:
        self.passed, self.columns = frozenset[str](), columns
        self.facts, self.ignore_extra, self.encoding = facts, ignore_extra, encoding
        super().__init__()
        self.sources: list[Source] = []
        self.inputs: list[Input] = []
        files, self.problems = named_files([*paths, *replace])
        given = len(named_files(paths)[0]) if replace else len(files)
        self.entries: dict[tuple[str, str | None], tuple[TableEntry, Heading]] = {}
        self._read(files[:given])
        if columns is not None and columns.of_records(False) and not self.entries and not self.problems:
            message, remedy = "输入里没有这份对照说的表", "核对给的是哪份对照；项目文件里的加 --no-project 不用"
            self.problems.append(Problem("column-map", message, Place(columns.name), remedy=remedy))
        if not self.inputs and not self.problems:
            hidden = [q for q in self.questions if q.code == "hidden-sheet"]
            nothing = Problem("empty-file", "没有找到任何一户", Place(files[0].name), remedy="检查文件")
            self.problems += [q._replace(level="error") for q in hidden] or [nothing]
        self.replacing = Replacing(self.inputs, self.sources, facts)
        if replace and not self.problems:
            self._correct(files[given:])
        if self.problems:
            self.close()
            raise Refused(dict.fromkeys(self.problems))

    def _read(self, files: Sequence[NamedFile]) -> None:
        self._leave([file.left for file in files if file.left is not None])
        for sheets, together in self._bundles([file for file in files if file.left is None]):
            self._tables(sheets) if together else self._flat(sheets[0])

    def _correct(self, files: Sequence[NamedFile]) -> None:
        """Reads corrected households, whatever the encoding of the others, and puts them in their places."""
        self.encoding, self.passed = None, self.passed | {ORIGIN, REASONS}
        self._read(files)
        for number in range(self.replacing.own, 0 if self.problems else len(self.inputs)):
            take_in(self.replacing, number)
        self.replacing.settle()
        self.problems += self.replacing.problems
        self.questions += self.replacing.questions

    @property
    def own(self) -> range:
        """The numbers of the inputs whose households are gone through."""
        return range(self.replacing.own)

    @property
    def replaced(self) -> list[Replaced]:
        """The corrected households, and those whose place they have taken."""
        return self.replacing.replaced

    @property
    def corrections(self) -> list[Source]:
        """The files of corrected households."""
        return self.sources[self.replacing.given :]

    def close(self) -> None:
        """Removes what was kept of standard input."""
        for source in self.sources:
            source.close()

    def _bundles(self, files: Sequence[NamedFile]) -> list[tuple[list[Sheet], bool]]:
        """Sheets that are tables of one batch together, every other sheet by itself, in the order of their first."""
        bundles: dict[str, tuple[list[Sheet], bool]] = {}
        opened: list[tuple[str, Sheet, str | None]] = []
        for number, file in enumerate(files):
            source = self._opened(file)
            for sheet in source.sheets() if source is not None else []:
                place = f"folder {file.folder}" if sheet.name is None else f"{number}"
                opened.append((place, sheet, self._entry(sheet) or table_named(sheet, self.facts)))
        of_tables = {place for place, sheet, table in opened if self._makes_tables(sheet, table)}
        for place, sheet, table in opened:
            if place in of_tables and (table or sheet.name is not None):
                bundles.setdefault(place, ([], True))[0].append(sheet)
            elif not is_explanation(sheet):
                bundles[f"{len(bundles)} {place} {sheet.name}"] = ([sheet], False)
            else:
                self._explanation(sheet)
        return list(bundles.values())

    def _explanation(self, sheet: Sheet) -> None:
        filled = sheet.filled()
        if filled:
            self.passed_over.append(PassedOver(sheet.file, sheet.name, "说明，不是户也不是记录", filled))

    def _makes_tables(self, sheet: Sheet, table: str | None) -> bool:
        """Whether a sheet is one of several tables: by its name, or as records by the column map."""
        mapped_here = (sheet.file, sheet.name) in self.entries
        return table in self.facts.records or (table == "households" and not mapped_here)

    def _entry(self, sheet: Sheet) -> str | None:
        """What the rows of a sheet are by the column map; ``None`` for a sheet of which it says nothing."""
        if self.columns is None:
            return None
        try:
            heading = find_heading(sheet, Vocabulary(self.facts))[0] or guessed_heading(sheet)
            entry = self.columns.find(heading) if heading is not None else None
            if entry is None or heading is None:
                return None
            self.entries[sheet.file, sheet.name] = entry, heading
            return table_of(entry, self.facts)
        except Refused as refused:
            self.problems += refused.problems
            return None

    def _opened(self, file: NamedFile) -> Source | None:
        try:
            source = Source(file.path, self.encoding, file.name)
        except Refused as refused:
            self.problems += refused.problems
            return None
        self.sources.append(source)
        return source

    def _leave(self, files: Sequence[Problem]) -> None:
        """Files of a folder that aren't read."""
        needed = [left for left in files if left.level == "error" and not self.ignore_extra]
        self.problems += [left._replace(message=f"没有读：{left.message}") for left in needed]
        self.passed_over += [PassedOver(left.place.file, None, left.message, 0) for left in files if left not in needed]

    def _flat(self, sheet: Sheet) -> None:
        if sheet.hidden:
            self.unused(sheet, "隐藏的工作表")
            return
        self.inputs += [Input(Plans(found.plan), found.sheet) for found in self._header(sheet, None)]

    def _header(self, sheet: Sheet, table: str | None) -> list[Mapped]:
        """The tables on a sheet and how they are read: by the column map where it says something of its heading. What
        of the sheet is no household or record is noted."""
        words = Vocabulary(self.facts, table)
        if (sheet.file, sheet.name) in self.entries:
            entry, heading = self.entries[sheet.file, sheet.name]
            if table_of(entry, self.facts) == LEFT_OUT:
                self.unused(sheet, "照列的对照不读的表")
                return []
            found, problems = mapped(entry, sheet, heading, words)
            return self._surveyed(found.sheet, found.plan, problems, words)
        plan, problems = self._by_words(sheet, words)
        return self._surveyed(sheet, plan, problems, words) if plan is not None else []

    def _surveyed(self, sheet: Sheet, plan: SheetPlan, problems: list[Problem], words: Vocabulary) -> list[Mapped]:
        """The tables of a sheet under its first header, once all of it has been gone through."""
        self.warnings += [problem for problem in problems if problem.level == "warning"]
        errors = [problem for problem in problems if problem.level == "error"]
        self.problems += errors
        if errors:
            return [Mapped(sheet, plan)]
        survey = Survey(sheet, plan, words, self.passed)
        self.passed_over += survey.passed
        self.problems += survey.problems
        self.warnings += survey.warnings
        self.questions += [*survey.questions, *veiled(sheet, survey.plans)]
        return [Mapped(sheet, one) for one in survey.plans]

    def _by_words(self, sheet: Sheet, words: Vocabulary) -> tuple[SheetPlan | None, list[Problem]]:
        try:
            plan, problems = read_header(sheet, words, self.ignore_extra, self.passed)
        except Refused as refused:
            plan, problems = None, list(refused.problems)
        if self.ignore_extra and sheet.name is not None and [p.code for p in problems] == ["no-header"]:
            self.unused(sheet, "没有表头的工作表")
            return None, []
        if problems and self.columns is not None and self.columns.of_records(False) and plan is not None:
            heading, _ = find_heading(sheet, Vocabulary(self.facts))
            problems = [self.columns.otherwise(sheet, heading)] if heading is not None else problems
        if plan is None:
            self.problems += problems
        return plan, problems

    def _tables(self, sheets: list[Sheet]) -> None:
        households: list[Mapped] = []
        records: list[tuple[str, Mapped]] = []
        for sheet in sheets:
            name = sheet.called
            known = self.entries.get((sheet.file, sheet.name))
            table = table_of(known[0], self.facts) if known else table_named(sheet, self.facts)
            if table is None:
                self._unknown_sheet(sheet, name)
                continue
            found = self._header(sheet, table if table in self.facts.records else None)
            if table == "households":
                households += found
            else:
                records += [(table, one) for one in found]
            self.questions += hidden_sheet(sheet)
        if len(households) == 1:
            ((sheet, plan),) = households
            plans = Plans(plan, tuple((table, found.plan) for table, found in records))
            self.inputs.append(Input(plans, sheet, tuple((table, found.sheet) for table, found in records)))
        elif not self.problems:
            message = "没有户表（households 或 户）" if not households else "有不止一张户表"
            self.problems.append(Problem("no-households", message, Place(sheets[0].file), remedy="只留一张户表"))

    def _describes(self, sheet: Sheet) -> bool:
        """Whether a sheet's heading speaks of households or their records, whatever the sheet is called."""
        words = Vocabulary(self.facts)
        heading, _ = find_heading(sheet, words)
        meant = (m for meaning in words.meanings(heading).values() for m in meaning.meant) if heading else ()
        return any(scope is not None or key in (KEY, "head") for scope, key, _ in meant)

    def _unknown_sheet(self, sheet: Sheet, name: str) -> None:
        if is_explanation(sheet) or not any(row.cells for row in sheet.rows()):
            self._explanation(sheet)
            return
        if sheet.hidden or (self.ignore_extra and not self._describes(sheet)):
            self.unused(sheet, "隐藏的工作表" if sheet.hidden else "不认识的工作表")
            return
        titles = ["户", *(record.title for record in self.facts.records.values())]
        rest = (
            "像是户或记录的表，不能略过：用 yzcomp columns 写明每行是什么"
            if self.ignore_extra
            else "不需要的加 --ignore-extra 略过"
        )
        remedy = f"{did_you_mean(name, titles) or ''}可用的表：{'、'.join(titles)}；{rest}"
        self.problems.append(Problem("unknown-sheet", f"没有“{name}”这张表", sheet.place(), remedy=remedy))


def is_explanation(sheet: Sheet) -> bool:
    """Whether a sheet only says how to fill in the others."""
    return clean(sheet.called).lower() in _EXPLANATIONS


def table_named(sheet: Sheet, facts: Catalogue) -> str | None:
    """The table that a sheet's or file's name means: ``households`` or the key of a record list."""
    word = clean(sheet.called).lower()
    word = word.removesuffix("表") or word
    if word in _HOUSEHOLDS:
        return "households"
    return facts.records_called(word)

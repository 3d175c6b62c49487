"""What a batch is given: files and their sheets, sorted into inputs of households, flat or of several tables."""

from collections.abc import Sequence
from pathlib import Path

from yzcomp.forms import clean
from yzcomp.household.catalogue import Catalogue
from yzcomp.problems import Place, Problem, Refused, did_you_mean
from yzcomp.tables.assemble import Plans
from yzcomp.tables.cells import is_blank
from yzcomp.tables.columns import SheetPlan, household_words, record_words
from yzcomp.tables.files import NamedFile, named_files
from yzcomp.tables.header import Words, read_header
from yzcomp.tables.households import Input
from yzcomp.tables.sources import Sheet, Source
from yzcomp.tables.survey import PassedOver, Survey
from yzcomp.tables.unseen import veiled

_HOUSEHOLDS = ("households", "户", "被征收户", "住户", "农户")
_EXPLANATIONS = ("说明", "填表说明", "readme", "说明书")


class Inputs:
    """All inputs of a run, opened and their headers read. Raises :class:`Refused` with every problem of all of them.

    ``passed`` are headers of columns that somebody else looks at, ``warnings`` what is to be told. ``passed_over`` is
    what was not used; ``questions`` are about the files themselves, and need a person. Call :meth:`close` when done.
    """

    def __init__(
        self,
        paths: Sequence[str | Path | NamedFile],
        facts: Catalogue,
        *,
        encoding: str | None = None,
        ignore_extra: bool = False,
        passed: frozenset[str] = frozenset(),
    ) -> None:
        self.passed = passed
        self.facts, self.ignore_extra, self.encoding = facts, ignore_extra, encoding
        self.warnings: list[Problem] = []
        self.passed_over: list[PassedOver] = []
        self.questions: list[Problem] = []
        self.sources: list[Source] = []
        self.inputs: list[Input] = []
        files, self.problems = named_files(paths)
        for sheets, together in self._bundles(files):
            self._tables(sheets) if together else self._flat(sheets[0])
        if not self.inputs and not self.problems:
            hidden = [q for q in self.questions if q.code == "hidden-sheet"]
            nothing = Problem("empty-file", "没有找到任何一户", Place(str(paths[0])), remedy="检查文件")
            self.problems += [q._replace(level="error") for q in hidden] or [nothing]
        if self.problems:
            self.close()
            raise Refused(self.problems)

    @property
    def told(self) -> list[Problem]:
        """What a person is told of the files: what was passed over, converted, or asks to be looked at."""
        listed = [
            Problem(
                "passed-over",
                f"略过{one.what}（{one.filled} 格有内容）",
                Place(one.file, sheet=one.sheet),
                level="warning",
            )
            for one in self.passed_over
        ]
        return [*(w for w in self.warnings if w.code != "passed-over"), *listed, *self.questions]

    def close(self) -> None:
        """Removes what was kept of standard input."""
        for source in self.sources:
            source.close()

    def _bundles(self, files: Sequence[NamedFile]) -> list[tuple[list[Sheet], bool]]:
        """Sheets that are tables of one batch together, every other sheet by itself, in the order of their first."""
        bundles: dict[str, tuple[list[Sheet], bool]] = {}
        for number, file in enumerate(files):
            source = self._opened(file)
            sheets = source.sheets() if source is not None else []
            of_tables = any(self._table_of(s.name or "") for s in sheets)
            for sheet in sheets:
                if sheet.name is not None and of_tables:
                    bundles.setdefault(f"{number}", ([], True))[0].append(sheet)
                elif sheet.name is None and self._table_of(sheet.source.stem):
                    bundles.setdefault(f"folder {file.folder}", ([], True))[0].append(sheet)
                elif not _is_explanation(sheet.name or sheet.source.stem):
                    bundles[f"{number} {sheet.name}"] = ([sheet], False)
                else:
                    self._explanation(sheet)
        return list(bundles.values())

    def _explanation(self, sheet: Sheet) -> None:
        filled = sum(not is_blank(cell) for row in sheet.rows() for cell in row.cells)
        if filled:
            self.passed_over.append(PassedOver(sheet.file, sheet.name, "说明，不是户也不是记录", filled))

    def _opened(self, file: NamedFile) -> Source | None:
        try:
            source = Source(file.path, self.encoding, file.name)
        except Refused as refused:
            self.problems += refused.problems
            return None
        self.sources.append(source)
        return source

    def _table_of(self, name: str) -> str | None:
        """The table that a sheet or file name means: ``households`` or the key of a record list."""
        word = clean(name).lower()
        word = word.removesuffix("表") or word
        if word in _HOUSEHOLDS:
            return "households"
        return next((k for k, r in self.facts.records.items() if word in (k, r.title)), None)

    def _flat(self, sheet: Sheet) -> None:
        if sheet.hidden:
            self._passed_over(sheet, "略过隐藏的工作表")
            return
        for plan in self._header(sheet, household_words(self.facts)):
            self.inputs.append(Input(Plans(plan), sheet))

    def _header(self, sheet: Sheet, words: Words) -> list[SheetPlan]:
        """The plans of the tables on a sheet; what of it is no household or record is noted."""
        try:
            plan, problems = read_header(sheet, words, self.ignore_extra, self.passed)
        except Refused as refused:
            plan, problems = None, list(refused.problems)
        if self.ignore_extra and sheet.name is not None and [p.code for p in problems] == ["no-header"]:
            self._passed_over(sheet, "略过没有表头的工作表")
            return []
        self.warnings += [problem for problem in problems if problem.level == "warning"]
        problems = [problem for problem in problems if problem.level == "error"]
        self.problems += problems
        if plan is None or problems:
            return [plan] if plan is not None else []
        survey = Survey(sheet, plan, words, self.passed)
        self.passed_over += survey.passed
        self.problems += survey.problems
        self.questions += [*survey.questions, *veiled(sheet, survey.plans)]
        return survey.plans

    def _passed_over(self, sheet: Sheet, message: str) -> None:
        """A sheet that isn't used; a hidden one may have been meant."""
        filled = sum(not is_blank(cell) for row in sheet.rows() for cell in row.cells)
        if not filled:
            return
        self.passed_over.append(PassedOver(sheet.file, sheet.name, message.removeprefix("略过"), filled))
        if sheet.hidden:
            text, remedy = "工作表是隐藏的，没有用它", "要用的话先取消隐藏；不要的话删去"
            self.questions.append(Problem("hidden-sheet", text, sheet.place(), remedy=remedy, level="warning"))
        else:
            self.warnings.append(Problem("passed-over", message, sheet.place(), level="warning"))

    def _tables(self, sheets: list[Sheet]) -> None:
        households: list[tuple[Sheet, SheetPlan]] = []
        records: list[tuple[str, Sheet, SheetPlan]] = []
        for sheet in sheets:
            name = sheet.name if sheet.name is not None else sheet.source.stem
            table = self._table_of(name)
            if table is None:
                self._unknown_sheet(sheet, name)
            elif table == "households":
                households += [(sheet, plan) for plan in self._header(sheet, household_words(self.facts))]
            else:
                records += [(table, sheet, plan) for plan in self._header(sheet, record_words(self.facts, table))]
            if table is not None and sheet.hidden:
                message, remedy = "工作表是隐藏的，也算在内", "核对要不要算；不要的话删去"
                self.questions.append(Problem("hidden-sheet", message, sheet.place(), remedy=remedy, level="warning"))
        if len(households) == 1:
            sheet, plan = households[0]
            plans = Plans(plan, tuple((table, p) for table, _, p in records))
            self.inputs.append(Input(plans, sheet, tuple((table, s) for table, s, _ in records)))
        elif not self.problems:
            message = "没有户表（households 或 户）" if not households else "有不止一张户表"
            self.problems.append(Problem("no-households", message, Place(sheets[0].file), remedy="只留一张户表"))

    def _unknown_sheet(self, sheet: Sheet, name: str) -> None:
        if _is_explanation(name) or not any(row.cells for row in sheet.rows()):
            self._explanation(sheet)
            return
        if self.ignore_extra or sheet.hidden:
            self._passed_over(sheet, "略过隐藏的工作表" if sheet.hidden else "略过不认识的工作表")
            return
        titles = ["户", *(record.title for record in self.facts.records.values())]
        remedy = f"{did_you_mean(name, titles) or ''}可用的表：{'、'.join(titles)}；不需要的加 --ignore-extra 略过"
        self.problems.append(Problem("unknown-sheet", f"没有“{name}”这张表", sheet.place(), remedy=remedy))


def _is_explanation(name: str) -> bool:
    return clean(name).lower() in _EXPLANATIONS

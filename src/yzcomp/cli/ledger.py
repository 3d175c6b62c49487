"""A 台账 for papers: what was paid so far, and what it says besides."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from yzcomp.audit.recorded import PAID, Entry
from yzcomp.audit.recorded_headings import recorded_words
from yzcomp.audit.recorded_reader import read_recorded
from yzcomp.audit.recorded_rows import text_of
from yzcomp.audit.recorded_words import MONEY
from yzcomp.batch.finished import sha256_of
from yzcomp.batch.outcomes import Computed, Outcome
from yzcomp.cli.common import Cause, tell_of
from yzcomp.cli.console import say_error
from yzcomp.documents.kinds import kind
from yzcomp.documents.making import Request
from yzcomp.documents.setting import Paid
from yzcomp.forms import BadForm
from yzcomp.money import ZERO, yuan
from yzcomp.problems import Place, Problem, Refused
from yzcomp.rulebook.models import Rulebook
from yzcomp.tables.cells import is_blank, raw_value
from yzcomp.tables.columnmap import ColumnMap
from yzcomp.tables.columns import KEY, SheetPlan, data_cells
from yzcomp.tables.header import read_header
from yzcomp.tables.sources import Source
from yzcomp.tables.unseen import FileNotes


class Texts(NamedTuple):
    """What a 台账 says of each household by the titles of its ``columns``, other than money; facts that no rule reads
    stand under their own titles too. ``notes`` are about its sheets."""

    columns: tuple[str, ...]
    households: dict[str, dict[str, str]]
    notes: FileNotes


def read_texts(path: Path, rulebook: Rulebook) -> Texts:
    """The texts of every sheet that has a household number; what rows of one household say differently stands side by
    side. Raises :class:`Refused` where no sheet has one, or an account is damaged."""
    columns, households, problems = dict[str, None](), dict[str, dict[str, str]](), list[Problem]()
    words, notes = recorded_words(rulebook, rulebook.catalogue), FileNotes()
    with closing(Source(path, None, wanted="record")) as source:
        for sheet in source.sheets():
            plan, found = read_header(sheet, words, ignore_extra=True)
            key = plan.column_of(KEY) if plan is not None else None
            if plan is None or key is None:
                problems += [problem for problem in found if problem.level != "warning" and not columns]
                notes.unused(sheet, "没有户编号的工作表")
                continue
            notes.used(sheet, [plan])
            reader = _TextReader(plan, rulebook)
            columns |= dict.fromkeys(plan.titles[index] for index in reader.facts)
            for row, cells in data_cells(sheet, plan):
                own = households.setdefault(text_of(cells[key]), {})
                for title, text in reader.texts(row, cells):
                    own[title] = _beside(own.get(title, ""), text)
            problems += reader.problems
    if problems or not columns:
        raise Refused(problems or [Problem("empty-file", "没有找到任何一户", Place(str(path)))])
    households.pop("", None)
    return Texts(tuple(columns), households, notes)


class _TextReader:
    """Reads the columns of a sheet that are no money, those of facts that no rule reads as such facts."""

    def __init__(self, plan: SheetPlan, rulebook: Rulebook) -> None:
        carried = {info.title: info for info in rulebook.catalogue.fields.values() if info.carried}
        carried |= {info.key: info for info in carried.values()}
        targets = dict(plan.targets)
        names = {index: (target.title, target.key.removeprefix("info:")) for index, target in targets.items()}
        self.facts = {
            index: next((carried[name] for name in names.get(index, ()) if name in carried), None)
            for index, title in plan.titles.items()
            if title and not (index in targets and targets[index].form is MONEY)
        }
        self.plan, self.problems = plan, list[Problem]()

    def texts(self, row: int, cells: Sequence[Any]) -> Iterator[tuple[str, str]]:
        """What a row says, by titles."""
        for index, fact in self.facts.items():
            if index >= len(cells) or is_blank(cells[index]):
                continue
            text = text_of(cells[index])
            if fact is not None and fact.key == "account":
                try:
                    text = str(fact.form.read(raw_value(cells[index], fact.form)))
                except BadForm as bad:
                    place = self.plan.place(row, index)
                    self.problems.append(Problem(bad.code, bad.message, place, fact.title, remedy=bad.remedy))
            if fact is not None:
                yield fact.title, text
            if fact is None or fact.title != self.plan.titles[index]:
                yield self.plan.titles[index], text


def _beside(known: str, text: str) -> str:
    return known if text in known.split("；") else "；".join(filter(None, [known, text]))


class Ledger:
    """A 台账 at work: its payments, where papers need them, and for agreements what it says of each household besides,
    with the titles of those ``columns``. Who of it isn't in the batch, who got more than is due, and what of it needs a
    person is told."""

    def __init__(self, path: Path | None, rulebook: Rulebook, wanted: Request, columns: ColumnMap | None) -> None:
        self.path, self.amounts, self.digest = path, dict[str, Decimal](), dict[str, str]()
        self.payments: dict[str, list[Paid]] = {}
        self.columns: Sequence[str] | None = None
        self.households: dict[str, dict[str, str]] = {}
        self.others: set[str] = set()
        self.over: list[tuple[str, Decimal]] = []
        self.asked: list[Cause] = []
        if path is None:
            return
        self.digest = {path.name: sha256_of(path)}
        self.told = "agreement" in wanted.kinds
        paying = any("--ledger" in kind(name).uses for name in wanted.kinds if name != "agreement")
        if self.told or {"roster", "bank"} & set(wanted.kinds):
            self.columns, self.households, notes = read_texts(path, rulebook)
            self.others = set(self.households)
            self.asked += [] if paying else [tell_of(notes)]
        if paying:
            self._read(path, rulebook, columns)
            self.others = {household for household, amount in self.amounts.items() if amount}

    def _read(self, path: Path, rulebook: Rulebook, columns: ColumnMap | None) -> None:
        recorded = read_recorded(path, rulebook, columns=columns).alone()
        used = [w for w in recorded.warnings if not (self.told and w.code == "no-amounts")]  # its texts are used
        self.asked.append(tell_of(recorded._replace(warnings=used)))
        blank = [entry for entry in recorded.blank if entry.amount]
        unread = [entry for entries in recorded.households.values() for entry in entries if entry.trouble]
        problems = [Problem("required", "有金额而没有户编号", Place(str(path), entry.row)) for entry in blank]
        problems += [Problem("bad-amount", entry.trouble, Place(str(path), entry.row)) for entry in unread]
        if problems:
            raise Refused(problems)
        if not any(_is_paid(entry) for entries in recorded.households.values() for entry in entries):
            remedy = "要有“已付”一列，或状态为已付的各条"
            raise Refused([Problem("missing-column", "没有已付的金额", Place(str(path)), remedy=remedy)])
        known = {key: key for key in rulebook.items}
        for household, entries in recorded.households.items():
            totals = [entry for entry in entries if entry.item == PAID] or [e for e in entries if _is_paid(e)]
            self.amounts[household] = sum((entry.amount or ZERO for entry in totals), ZERO)
            self.payments[household] = [
                Paid(entry.amount or ZERO, known.get(entry.item or "", ""), entry.payment.paid_on) for entry in totals
            ]

    def seen(self, found: Iterable[Outcome]) -> Iterator[Outcome]:
        """The outcomes as they go by."""
        for outcome in found:
            if isinstance(outcome, Computed):
                household = outcome.household.household_id
                self.others.discard(household)
                over = self.amounts.get(household, ZERO) - outcome.totals.payable
                if over > 0:
                    self.over.append((household, over))
            yield outcome

    def tell(self) -> Iterator[Cause]:
        """Says which households aren't in the batch, and which got more than is due to all of its payees."""
        yield from self.asked
        what = "已付而" if self.amounts else ""
        yield self._told(f"{self.path} 里有{what}这批没有算出的户", "台账里另有", sorted(self.others))
        yield self._told(
            "已付超过应付", "已付超过应付", [f"{household} 多 {yuan(sum_)}元" for household, sum_ in self.over]
        )

    def _told(self, words: str, name: str, households: Sequence[str]) -> Cause:
        if households:
            more = f"等 {len(households)} 户" if len(households) > 10 else ""
            say_error(f"警告：{words}：{'、'.join(households[:10])}{more}。")
        return Cause(name, len(households), "户", "上面的警告")


def _is_paid(entry: Entry) -> bool:
    return entry.item == PAID or entry.status == "paid"

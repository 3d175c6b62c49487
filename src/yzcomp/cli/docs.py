"""``yzcomp docs``: the papers of a finished batch."""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from yzcomp.audit.recorded import PAID, Entry
from yzcomp.audit.recorded_reader import read_recorded
from yzcomp.batch.outcomes import Computed, Outcome, outcomes
from yzcomp.batch.recorded import MANIFEST, read_manifest, sha256_of
from yzcomp.batch.subject import Subject, opened
from yzcomp.cli.batch import progress_bar
from yzcomp.cli.common import Cause, attention, build_evaluator, print_problems
from yzcomp.cli.console import say_error
from yzcomp.cli.options import ColumnMapFile, Force, Formulas, Limits, Replace, Rules, StandardsFiles
from yzcomp.documents import KINDS
from yzcomp.documents.bank_layout import read_layout
from yzcomp.documents.making import Made, make, request
from yzcomp.documents.setting import LeftOut, Options, Paid, Setting
from yzcomp.money import ZERO, yuan
from yzcomp.output.files import refuse_inputs
from yzcomp.problems import Place, Problem, Refused
from yzcomp.rulebook.models import Rulebook

_KINDS = "、".join(f"{name} {title}" for name, title in KINDS.items())


class Mask(str, Enum):  # noqa: UP042
    NAME = "name"
    NONE = "none"


def docs(
    folder: Annotated[Path, typer.Argument(metavar="结果文件夹", help="yzcomp batch -o 写出的文件夹。")],
    kind: Annotated[
        list[str],
        typer.Option("--kind", metavar="种类", help=f"文件的种类，几种用逗号隔开：{_KINDS}。"),
    ],
    output: Annotated[
        Path,
        typer.Option("-o", "--output", metavar="去处", help="带后缀的是一个文件，不带的是文件夹。"),
    ],
    inputs: Annotated[
        list[str] | None,
        typer.Argument(metavar="输入", help="当时的输入；不写则在结果旁边和当前文件夹里找。"),
    ] = None,
    suffix: Annotated[
        str | None,
        typer.Option("--format", metavar="格式", help="写进文件夹时用的格式，如 xlsx、html、docx、pdf。"),
    ] = None,
    each: Annotated[bool, typer.Option("--each", help="一户（一村）一个文件。")] = False,
    village: Annotated[str | None, typer.Option("--village", metavar="村组", help="只出一个村组。")] = None,
    formulas: Formulas = False,
    mask: Annotated[Mask, typer.Option("--mask", metavar="name|none", help="公示表里户主姓名遮不遮。")] = Mask.NAME,
    ledger: Annotated[
        Path | None,
        typer.Option("--ledger", metavar="文件", help="记着已付金额的台账，写法同 audit 的记录。"),
    ] = None,
    layout: Annotated[
        str, typer.Option("--layout", metavar="格式", help="银行表的格式：本行、他行，或自己写的文件。")
    ] = "本行",
    month: Annotated[str | None, typer.Option("--month", metavar="月份", help="进度月报的月份，如 2020-05。")] = None,
    rules: Rules = None,
    standards: StandardsFiles = None,
    columns: ColumnMapFile = None,
    replace: Replace = None,
    force: Force = False,
    limit: Limits = None,
) -> int:
    """Makes the documents and says where they are; returns the exit code."""
    wanted = request(kind, output, suffix, each, force)
    of_month = _month(month, "progress" in wanted.kinds)
    manifest = read_manifest(folder)
    given = Subject(inputs or (), rules, standards or (), (), None, False, columns=columns, replace=replace or ())
    subject = opened(given, folder, manifest)
    refuse_inputs(output, [*subject.files(), folder, layout, *filter(None, [ledger])])
    evaluator = build_evaluator(subject.rules, subject.standards, subject.readings)
    paid = _Paid(ledger, evaluator.rulebook)
    files = (*manifest.inputs, *manifest.replacements)
    digests = {one.name: one.sha256 for one in files} | {"run.json": sha256_of(folder / MANIFEST)} | paid.digest
    options = Options(village, formulas, mask is Mask.NAME, paid.amounts, paid.payments, read_layout(layout), of_month)
    setting = Setting(evaluator, options, digests, manifest, [], [])
    with progress_bar("出文件") as progress:
        made = make(paid.seen(outcomes(subject, evaluator, wanted.whole, progress)), wanted, setting)
    say_made(made, wanted.output)
    return attention(
        Cause("退回", made.refused, "户", "rejected.csv，它们不在文件里"),
        Cause("须核对", sum(manifest.questions.values()), "处", "questions.csv"),
        Cause("待定", made.pending, "项", "文件里的待定"),
        Cause("台账里另有", paid.tell_unknown(), "户", "上面的警告"),
        *_tell_left_out(setting.left_out),
    )


def _month(text: str | None, wanted: bool) -> tuple[int, int] | None:
    """The year and month of ``2020-05``; raises :class:`Refused` for anything else."""
    if text is None and not wanted:
        return None
    found = re.fullmatch(r"(\d{4})-(\d{1,2})", text or "", re.ASCII)
    if found is None or not 1 <= int(found[2]) <= 12:
        message = "进度月报没有写哪个月" if text is None else f"“{text}”不是月份"
        raise Refused([Problem("bad-month", message, field="--month", remedy="写成 2020-05")])
    return int(found[1]), int(found[2])


class _Paid:
    """What a 台账 says that each household has got so far; who of it isn't in the batch is told."""

    def __init__(self, path: Path | None, rulebook: Rulebook) -> None:
        self.path, self.amounts, self.digest = path, dict[str, Decimal](), dict[str, str]()
        self.payments: dict[str, list[Paid]] = {}
        self.others: set[str] = set()
        if path is None:
            return
        recorded = read_recorded(path, rulebook)
        print_problems(recorded.warnings)
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
        self.digest = {path.name: sha256_of(path)}
        self.others = {household for household, amount in self.amounts.items() if amount}

    def seen(self, found: Iterable[Outcome]) -> Iterator[Outcome]:
        """The outcomes as they go by."""
        for outcome in found:
            if isinstance(outcome, Computed):
                self.others.discard(outcome.household.household_id)
            yield outcome

    def tell_unknown(self) -> int:
        """How many households have been paid that weren't computed."""
        if self.others:
            names = sorted(self.others)
            more = f"等 {len(names)} 户" if len(names) > 10 else ""
            say_error(f"警告：{self.path} 里有已付而这批没有算出的户：{'、'.join(names[:10])}{more}。")
        return len(self.others)


def _tell_left_out(left_out: Sequence[LeftOut]) -> Iterator[Cause]:
    """Says who isn't on a paper that should be."""
    for paper, why in dict.fromkeys((one.paper, one.why) for one in left_out):
        some = [one for one in left_out if (one.paper, one.why) == (paper, why)]
        names = "、".join(f"{one.household_id} {one.payee} {yuan(one.amount)}元" for one in some[:10])
        more = f"等 {len(some)} 户，共 {yuan(sum((one.amount for one in some), ZERO))}元" if len(some) > 10 else ""
        say_error(f"警告：{why}，没有写进{paper}：{names}{more}。")
        yield Cause(f"没有写进{paper}", len(some), "户", "上面的警告")


def _is_paid(entry: Entry) -> bool:
    return entry.item == PAID or entry.status == "paid"


def say_made(made: Made, output: Path) -> None:
    """Where the documents are."""
    print(f"{made.computed} 户，写出 {len(made.files)} 个文件：{made.files[0] if len(made.files) == 1 else output}")

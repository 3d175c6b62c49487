"""``yzcomp docs``: the papers of a finished batch."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer

from yzcomp.batch.finished import MANIFEST, read_manifest, sha256_of
from yzcomp.batch.outcomes import outcomes
from yzcomp.batch.subject import Subject, opened
from yzcomp.cli.batch import progress_bar
from yzcomp.cli.common import Cause, attention, build_evaluator
from yzcomp.cli.console import say_error
from yzcomp.cli.ledger import Ledger
from yzcomp.cli.options import ColumnMapFile, Force, Formulas, Limits, Replace, Rules, StandardsFiles
from yzcomp.documents import KINDS, agreement
from yzcomp.documents.bank_layout import read_layout
from yzcomp.documents.making import Made, Request, make, request
from yzcomp.documents.setting import Options, Setting, ToSee
from yzcomp.engine.evaluator import Evaluator
from yzcomp.money import ZERO, yuan
from yzcomp.output.files import refuse_inputs
from yzcomp.output.word_template import Template
from yzcomp.problems import Problem, Refused
from yzcomp.tables.columnmap import column_map

_KINDS = "、".join(f"{name} {title}" for name, title in KINDS.items())


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
    mask: Annotated[
        Literal["name", "none"] | None,
        typer.Option("--mask", metavar="name|none", help="公示表里户主姓名遮不遮，不写则遮。"),
    ] = None,
    ledger: Annotated[
        Path | None,
        typer.Option("--ledger", metavar="文件", help="台账：已付的金额，协议书要用的住址等，写法同 audit 的记录。"),
    ] = None,
    layout: Annotated[
        str | None,
        typer.Option("--layout", metavar="格式", help="银行表的格式：本行（不写时）、他行，或自己写的文件。"),
    ] = None,
    template: Annotated[
        Path | None,
        typer.Option(
            "--template",
            metavar="文件",
            help="协议书的模板，在 Word 里修改；不写则用示范文本，yzcomp template -o 协议书.docx 写出它。",
        ),
    ] = None,
    month: Annotated[str | None, typer.Option("--month", metavar="月份", help="进度月报的月份，如 2020-05。")] = None,
    rules: Rules = None,
    standards: StandardsFiles = None,
    columns: ColumnMapFile = None,
    replace: Replace = None,
    force: Force = False,
    limit: Limits = None,
) -> int:
    """Makes the documents and says where they are; returns the exit code."""
    options = {"--formulas": formulas, "--mask": mask, "--ledger": ledger, "--layout": layout}
    options |= {"--template": template, "--month": month}
    wanted = request(kind, output, suffix, each, force, [name for name, value in options.items() if value])
    of_month = _month(month, "progress" in wanted.kinds)
    manifest = read_manifest(folder)
    given = Subject(inputs or (), rules, standards or (), (), None, False, columns=columns, replace=replace or ())
    subject = opened(given, folder, manifest)
    refuse_inputs(output, [*subject.files(), *(one for one in (folder, layout, ledger, template) if one)])
    evaluator = build_evaluator(subject.rules, subject.standards, subject.readings)
    paid = Ledger(ledger, evaluator.rulebook, wanted, column_map(columns))
    choices = Options(
        *(village, formulas, mask != "none", paid.amounts, paid.payments, paid.households),
        *(read_layout(layout or "本行"), _template(template, wanted, evaluator, paid.columns), of_month),
    )
    files = (*manifest.inputs, *manifest.replacements)
    digests = {one.name: one.sha256 for one in files} | {"run.json": sha256_of(folder / MANIFEST)} | paid.digest
    digests |= {template.name: sha256_of(template)} if template is not None else {}
    setting = Setting(evaluator, choices, digests, manifest, [], [])
    with progress_bar("出文件") as progress:
        made = make(paid.seen(outcomes(subject, evaluator, wanted.whole, progress)), wanted, setting)
    say_made(made, wanted.output)
    return attention(
        Cause("退回", made.refused, "户", f"rejected.{manifest.format}，它们不在文件里"),
        Cause("须核对", sum(manifest.questions.values()), "处", f"questions.{manifest.format}"),
        Cause("待定", made.pending, "项", "文件里的待定"),
        *paid.tell(),
        *_tell(setting.to_see),
    )


def _template(
    path: Path | None, wanted: Request, evaluator: Evaluator, columns: Sequence[str] | None
) -> Template | None:
    """The template of agreements, where there are to be any."""
    return agreement.opened(path, evaluator.rulebook, columns) if "agreement" in wanted.kinds else None


def _month(text: str | None, wanted: bool) -> tuple[int, int] | None:
    """The year and month of ``2020-05``; raises :class:`Refused` for anything else."""
    if text is None and not wanted:
        return None
    found = re.fullmatch(r"(\d{4})-(\d{1,2})", text or "", re.ASCII)
    if found is None or not 1 <= int(found[2]) <= 12:
        message = "进度月报没有写哪个月" if text is None else f"“{text}”不是月份"
        raise Refused([Problem("bad-month", message, field="--month", remedy="写成 2020-05")])
    return int(found[1]), int(found[2])


def _tell(to_see: Sequence[ToSee]) -> Iterator[Cause]:
    """Says what has to be looked at on the papers."""
    for paper, what in dict.fromkeys((one.paper, one.what) for one in to_see):
        some = [one for one in to_see if (one.paper, one.what) == (paper, what)]
        sums = [one.amount for one in some if one.amount is not None]
        names = "、".join(map(_named, some[:10]))
        more = f"等 {len(some)} 户" if len(some) > 10 else ""
        more += f"，共 {yuan(sum(sums, ZERO))}元" if more and sums else ""
        say_error(f"警告：{what}：{names}{more}。")
    for paper in dict.fromkeys(one.paper for one in to_see):
        households = {one.household_id for one in to_see if one.paper == paper}
        yield Cause(f"{paper}要补的", len(households), "户", "上面的警告")


def _named(one: ToSee) -> str:
    return f"{one.household_id} {one.payee}" + (f" {yuan(one.amount)}元" if one.amount is not None else "")


def say_made(made: Made, output: Path) -> None:
    """Where the documents are."""
    print(f"{made.computed} 户，写出 {len(made.files)} 个文件：{made.files[0] if len(made.files) == 1 else output}")

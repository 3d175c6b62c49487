"""报告: one page for the screen: totals, how they are distributed, by village and item, and what needs a person."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from yzcomp.batch.outcomes import Computed
from yzcomp.documents.kinds import Kind, Ready
from yzcomp.documents.setting import Setting
from yzcomp.documents.sums import Listed, by_village, left_out, listed, occurring
from yzcomp.money import ZERO
from yzcomp.output.layout import Block, Column, Document, Line, Row, Table
from yzcomp.output.templates import Bar, filled

#: Upper ends of the classes of households by what is due, in yuan.
_BANDS = (0, 50_000, 100_000, 200_000, 300_000, 500_000, 1_000_000)
_MONEY = "应付（元）"


class Told(NamedTuple):
    """What is told of a household: lines that wait and questions, each as a row."""

    household: Listed
    pending: list[Row]
    questions: list[Row]

    @property
    def village(self) -> str:
        return self.household.village


def take(found: Computed, setting: Setting) -> Told:
    """A household for the lists."""
    assert found.statement is not None
    one = listed(found, setting)
    who = [one.household_id, one.head, one.village]
    pending = [Row([*who, i.name, i.note or ""]) for i in found.lines if i.status == "pending"]
    asked = [Row([*who, q.article, q.text]) for q in found.statement.questions]
    return Told(one, pending, asked)


def documents(entries: Sequence[Told], setting: Setting) -> Iterator[Ready]:
    """One page that needs nothing else."""
    if entries:
        households = [entry.household for entry in entries]
        charts = {"合计": ("各户应付的分布", _bars(households))}
        content = filled("report.html.j2", list(_parts(entries, households, setting)), charts=charts)
        yield Ready("报告", "html", content.encode())


KIND = Kind(take, documents, whole=True, formats=("html",))


def _parts(entries: Sequence[Told], households: Sequence[Listed], setting: Setting) -> Iterator[Document]:
    total = sum((one.payable for one in households), ZERO)
    notes: list[Block] = [*(Line(text, "strong") for text in setting.warnings()), *map(Line, left_out(households))]
    sums = Row([len(households), len(setting.refused), total])
    columns = [Column("算出（户）", 1, "count"), Column("退回（户）", 1, "count"), Column(_MONEY, 1, "money")]
    yield _part("合计", columns, [sums], notes)
    villages = {name: [one.household for one in some] for name, some in by_village(entries).items()}
    yield _part("按村组", [Column("村组"), *columns[::2]], [_of(name, some) for name, some in villages.items()])
    names = {key: setting.rulebook.items[key].name for key in occurring((one.items for one in households), setting)}
    having = {name: [one.items[key][2] for one in households if key in one.items] for key, name in names.items()}
    items = [Row([name, len(some), sum(some, ZERO)]) for name, some in having.items()]
    yield _part("按项目", [Column("项目"), Column("户", 1, "count"), columns[2]], items)
    who = [Column("户编号"), Column("户主"), Column("村组")]
    each = [Row([one.household_id, one.head, one.village, one.payable]) for one in households]
    yield _part("各户", [*who, columns[2]], each)
    pending = [row for entry in entries for row in entry.pending]
    yield _part("待定", [*who, Column("项目"), Column("原因")], pending)
    refused = [Row([one.household_id, one.source, "\n".join(map(str, one.problems))]) for one in setting.refused]
    yield _part("退回", [who[0], Column("来源"), Column("问题")], refused)
    questions = [row for entry in entries for row in entry.questions]
    last = _part("须核对（各户）", [*who, Column("依据"), Column("内容")], questions)
    asked = f"questions.{setting.recorded.format if setting.recorded is not None else 'csv'}"
    yield last._replace(foot=[f"对整批名册和文件本身的须核对见 {asked}", *setting.foot()])


def _part(name: str, columns: Sequence[Column], rows: Sequence[Row], notes: Sequence[Block] = ()) -> Document:
    table: Block = Table(columns, rows) if rows else Line("没有")
    return Document(name, "征地拆迁补偿报告", (1,) * len(columns), [*notes, table])


def _of(name: str, some: Sequence[Listed]) -> Row:
    return Row([name, len(some), sum((one.payable for one in some), ZERO)])


def _bars(households: Sequence[Listed]) -> list[Bar]:
    """The classes of what is due, each with how many households."""
    ends = [*map(Decimal, _BANDS), Decimal("Infinity")]
    starts = [Decimal(-1), *ends[:-1]]
    numbers = [sum(a < one.payable <= b for one in households) for a, b in zip(starts, ends, strict=True)]
    titles = ["0元", *(f"至{end // 10_000}万元" for end in _BANDS[1:]), f"{_BANDS[-1] // 10_000}万元以上"]
    most = max(numbers)
    return [Bar(title, f"{number}户", 400 * number // most) for title, number in zip(titles, numbers, strict=True)]

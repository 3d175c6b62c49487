"""取证单: what was recorded of a household, what it comes to, and why they differ; to be answered and signed."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from yzcomp.audit.findings import KINDS, OF_MONEY, TOLD, UNEXPLAINED, Difference, exactly
from yzcomp.audit.recorded import Recorded
from yzcomp.audit.result import Audit
from yzcomp.batch.flags import Flag
from yzcomp.documents.setting import Setting
from yzcomp.money import FEN, ZERO
from yzcomp.output.layout import Block, Cell, Column, Document, Line, Row, Table, Wide
from yzcomp.problems import Place

_WIDTHS = (20, 13, 17, 17, 17, 10)
_COLUMNS = (
    *(Column("项目"), Column("类型", 1, "word"), Column("记录（元）", 1, "money")),
    *(Column("核算（元）", 1, "money"), Column("差额（元）", 1, "money"), Column("条文")),
)
_SIGNING = (("被取证单位\n（签字、盖章）", "日期"), ("取证人", "复核"))


def evidence(audit: Audit, recorded: Recorded, setting: Setting) -> Iterator[Document]:
    """A 取证单 for each household of which something differs, in the order of the input."""
    found: dict[tuple[str, str], list[Difference]] = {}
    for difference in audit.differences:
        found.setdefault((difference.household_id, difference.village), []).append(difference)
    asked: dict[str, list[Flag]] = {}
    for flag in audit.flags:
        for someone in flag.households:
            asked.setdefault(someone.household_id, []).append(flag)
    for (household, village), differences in found.items():
        who = f"户编号：{household or '（没有）'}　　户主：{recorded.head(household) or '（记录没有写）'}"
        where = f"村组：{village or '未填写'}　　记录：{recorded.file.name}"
        yield _sheet(household, [who, where], differences, asked.get(household, []), setting)


def amount(value: Decimal | None) -> Cell:
    """An amount, with every decimal that was written."""
    return value if value is None or value == value.quantize(FEN) else exactly(value)


def cause(one: Difference) -> str:
    """The likeliest causes of a difference, or that there is none that comes to it."""
    parts = [one.note] if one.note else []
    parts += ["；也可能：".join(one.causes[:TOLD])] if one.causes else []
    return "。".join(parts) or (UNEXPLAINED if one.kind in OF_MONEY else KINDS[one.kind])


def where(places: Iterable[Place]) -> str:
    """Where the record has it, the file left out."""
    return "、".join(dict.fromkeys(str(place._replace(file="")) for place in places if place.line is not None))


def _sheet(
    household: str, heading: Sequence[str], differences: list[Difference], flags: list[Flag], setting: Setting
) -> Document:
    rows = [row for one in differences for row in _rows(one)]
    total = sum((one.difference or ZERO for one in differences if one.kind in OF_MONEY), ZERO)
    rows.append(Row([Wide("差额合计（多付为正，少付为负）", 4), total, ""], strong=True))
    blocks: list[Block] = [Line(text, "strong") for text in setting.warnings()]
    blocks += [*map(Line, heading), Line("差异", "head")]
    blocks.append(Table(_COLUMNS, rows))
    if flags:
        blocks.append(Line("另须核对", "head"))
        blocks += [Line(f"{n}. {flag.name}：{flag.detail}（{flag.article}）") for n, flag in enumerate(flags, 1)]
    blocks.append(Line(f"意见和签字：户编号 {household}", "head"))
    fields = [Column("", 1, "label"), Column("", 2), Column("", 1, "label"), Column("", 2)]
    reply = Row(["被取证单位\n的意见", Wide("", 3)], least=4)
    signing = [Row([one, "", other, ""], least=2) for one, other in _SIGNING]
    blocks.append(Table(fields, [reply, *signing], heading=False, whole=True))
    return Document(household or "没有户编号", "审计取证单", _WIDTHS, blocks, foot=setting.foot())


def _rows(one: Difference) -> Iterator[Row]:
    amounts = [amount(value) for value in (one.recorded, one.recomputed, one.difference)]
    yield Row([one.item or "（整户）", KINDS[one.kind], *amounts, one.article])
    said = {"记录在": where(one.places), "核算": one.basis, "原因": cause(one)}
    yield Row([Wide("\n".join(f"{title}：{text}" for title, text in said.items() if text), len(_COLUMNS))])

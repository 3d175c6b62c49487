"""计算单: everything that a statement says stands on the paper, in every format, and adds up as it is signed."""

import io
from decimal import Decimal

import openpyxl
import pytest

from tests.households import dispersed, house, household, monetary, parcel, pond, statement, temporary
from tests.papers import documents, docx_rows, html_rows, pdf_text, rows, setting, squeezed, xlsx_rows
from yzcomp import Household
from yzcomp.money import ZERO, yuan
from yzcomp.output.docx import docx
from yzcomp.output.pdf import pdf
from yzcomp.output.templates import html
from yzcomp.output.xlsx import workbook

MANY = dispersed(
    "96.5",
    houses=[house(f"{number}.25", name=f"第{number}栋") for number in range(100, 138)],
    household_id="LST-001",
    head="欧阳建国",
    village="杨家桥村三组",
)
#: Each with something else that a statement must say.
HOUSEHOLDS = [
    dispersed("96.5", signed_on_time=True, vacated_on_time=False, ponds=[pond("1.25")], village="一组"),
    household(houses=[house(title="pending")], temporary_uses=[temporary("paddy", "1.5", "2")]),
    household(houses=[house()], in_dispute=True, parcels=[parcel()]),
    household(houses=[house("99999.99", structure="砖混")]),
    monetary(),
    MANY,
]


@pytest.mark.parametrize("one", HOUSEHOLDS)
def test_the_paper_says_all_that_the_statement_says(one: Household) -> None:
    (paper,) = documents("statement", [one])
    cells = {cell for row in rows(paper) for cell in row}
    words = "\n".join(cells)
    found = statement(one)
    for item in found.items:
        amount = "待定" if item.amount is None else yuan(item.amount)
        formula = f"{item.formula}\n{item.note}" if item.note else item.formula
        assert {amount, formula, item.article} <= cells
        assert item.name in words
    for refused in found.not_paid:
        assert [refused.name, refused.article, refused.reason] in rows(paper)
    for text in (*found.notices, *(question.text for question in found.questions)):
        assert text in words
    for fact in found.facts:
        assert fact.shown in words
        assert fact.name in cells or "." in fact.key
    assert ["应付合计", yuan(found.totals.payable)] in rows(paper)
    assert ["大写", found.totals.payable_capital] in rows(paper)
    for key, amount in found.totals.payees.items():
        sums = [row[1] for row in rows(paper) if row[0] == f"付{found.payees[key]}小计"]
        assert sums == ([yuan(amount)] if amount or sums else [])
    for label in ("被征收户\n（签字、按印）", "经办", "复核", "审批"):
        assert label in cells
    assert rows(paper)[-1][0].startswith("摘要：规则 ")
    assert rows(paper)[-1][0].endswith("；名册.csv 0123456789ab")


@pytest.mark.many
@pytest.mark.parametrize("one", HOUSEHOLDS)
def test_other_programs_read_the_same(one: Household) -> None:
    (paper,) = documents("statement", [one])
    assert xlsx_rows(workbook([paper])) == rows(paper)
    assert html_rows(html([paper])) == rows(paper)
    assert docx_rows(docx([paper])) == rows(paper)
    read = pdf_text(pdf([paper]))
    assert [cell for row in rows(paper) for cell in row if squeezed(cell) not in read] == []


def test_what_is_said_of_each_record_stands_together() -> None:
    houses = [
        house(built_on="1999"),
        house(built_on="2001"),
        house(built_on="1999", title="none"),
        house(built_on="1999"),
    ]
    (paper,) = documents("statement", [household(houses=houses)])
    cells = [cell for row in rows(paper) for cell in row]
    assert cells[cells.index("房屋权属") + 1] == "有证（未填写）（第1至2、4条）；无（第3条）"
    assert cells[cells.index("房屋建成日期") + 1] == "1999年（第1、3至4条）；2001年（第2条）"


def test_the_same_household_gives_the_same_bytes() -> None:
    papers = documents("statement", HOUSEHOLDS)
    assert workbook(papers) == workbook(documents("statement", HOUSEHOLDS))
    for write in (html, docx, pdf):
        assert write(papers) == write(documents("statement", HOUSEHOLDS))


def test_formulas_come_to_our_amounts() -> None:
    """Quantity times rate, and the sums; what a product doesn't come to stays a number."""
    common = setting(formulas=True)
    capped = dispersed("150", signed_on_time=True, vacated_on_time=False)  # 350 × 150 is capped at 42,000
    (paper,) = documents("statement", [capped], common)
    content = workbook([paper])
    values = openpyxl.load_workbook(io.BytesIO(content), data_only=True).worksheets[0]
    formulas = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    amounts, found = {}, {}
    for row in range(1, values.max_row + 1):
        if values.cell(row, 7).value is not None or values.cell(row, 1).value in ("应付合计", "付被征收户小计"):
            amounts[values.cell(row, 1).value] = values.cell(row, 7).value
            found[values.cell(row, 1).value] = formulas.cell(row, 7).value
    lines = {item.name: item for item in statement(capped).items}
    for name, item in lines.items():
        assert amounts[name] == float(item.amount or ZERO)
    assert found["分散迁建安置补助"] == 42000
    assert str(found["房屋补偿费"]).startswith("=ROUND(D")
    assert str(found["应付合计"]).startswith("=SUM(G")
    assert Decimal(str(amounts["应付合计"])) == statement(capped).totals.payable

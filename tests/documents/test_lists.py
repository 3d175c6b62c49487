"""公示表, 台账, 汇总表: they add up to the statements, say what they leave out, and show in public what may be shown."""

import io
from collections.abc import Sequence
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from tests.households import crop, dispersed, house, household, parcel, pond, statement
from tests.papers import documents, docx_rows, html_rows, rows, setting, xlsx_rows
from yzcomp import Household
from yzcomp.money import ZERO, capital, yuan
from yzcomp.output.docx import docx
from yzcomp.output.layout import Document
from yzcomp.output.templates import html
from yzcomp.output.xlsx import workbook

ID, ACCOUNT, PHONE = "110101199003070011", "6217000010001234567", "13812345678"
VILLAGE = [
    household(
        household_id="Y1",
        head="欧阳建国",
        village="杨家桥村一组",
        district="冷水滩区",
        id_number=None,
        account=ACCOUNT,
        phone=PHONE,
        remark="备注里的话",
        houses=[house("150.25", name=f"{PHONE}的房")],
        ponds=[pond("1.25")],
        signed_on_time=True,
        vacated_on_time=True,
    ),
    dispersed("96.5", household_id="Y2", head="张三", village="杨家桥村一组", district="冷水滩区"),
    household(
        household_id="Y3", head="李四", village="杨家桥村二组", district="冷水滩区", in_dispute=True, houses=[house()]
    ),
    household(household_id="Y4", head="王五", crops=[crop()], parcels=[parcel(area="12345.67")], houses=[house()]),
]


def payable(households: Sequence[Household]) -> Decimal:
    return sum((statement(one).totals.payable for one in households), ZERO)


def every_text(papers: Sequence[Document]) -> str:
    return "\n".join(cell for paper in papers for row in rows(paper) for cell in row)


@pytest.mark.many
@pytest.mark.parametrize("name", ["notice", "ledger", "summary", "roster", "request"])
def test_other_programs_read_the_same(name: str) -> None:
    papers = documents(name, VILLAGE)
    for number, paper in enumerate(papers):
        flat = rows(paper)
        for read in (xlsx_rows(workbook(papers), number), html_rows(html([paper])), docx_rows(docx([paper]))):
            assert [row for row in read if row in flat] == flat  # but for headings of two rows
    assert workbook(papers) == workbook(documents(name, VILLAGE))


def test_a_notice_is_of_one_village_and_adds_up() -> None:
    papers = documents("notice", VILLAGE)
    assert [paper.name for paper in papers] == ["公示表 杨家桥村一组", "公示表 杨家桥村二组", "公示表 （未填村组）"]
    first = rows(papers[0])
    assert next(row for row in first if row[0] == "合计")[-1] == yuan(payable(VILLAGE[:2]))
    (one,) = [row for row in first if row[0] == "1"]
    assert one[:5] == ["1", "杨家桥村一组", "欧***", "150.25", "3"]
    assert one[-1] == yuan(statement(VILLAGE[0]).totals.payable)


def test_a_notice_shows_no_number_of_a_person_and_no_remark() -> None:
    text = every_text(documents("notice", VILLAGE))
    for secret in (ACCOUNT, PHONE, "备注里的话", "建国", "的房"):
        assert secret not in text
    assert "欧阳建国" in every_text(documents("notice", VILLAGE, setting(masked=False)))


def test_a_notice_says_what_waits_and_what_is_withheld() -> None:
    text = every_text(documents("notice", VILLAGE))
    assert "按期签约奖励待定：没有填写签约日期，也没有填写是否按期签约，按期签约后才付；届时应付" in text
    assert "房屋补偿费暂不拨付83,555.00元" in text


def test_a_ledger_has_what_is_due_paid_and_left() -> None:
    paid = {"Y1": Decimal("1000.00"), "Y2": Decimal("2.50")}
    papers = documents("ledger", VILLAGE, setting(paid=paid))
    first = rows(papers[0])
    due = statement(VILLAGE[0]).totals.payable
    assert [row[-3:] for row in first if row[0] == "1"] == [[yuan(due), "1,000.00", yuan(due - 1000)]]
    total = payable(VILLAGE[:2])
    assert [row[-3:] for row in first if row[0] == "合计"] == [
        [yuan(total), "1,002.50", yuan(total - Decimal("1002.50"))]
    ]
    assert ["未计入应付：待定 2 项"] in first
    assert ["未计入应付：暂不拨付 85,555.00 元，待定 2 项"] in rows(papers[1])


@pytest.mark.slow
def test_the_sums_of_a_ledger_are_formulas_with_our_values() -> None:
    many = [household(household_id=f"Y{n}", village="一组", houses=[house(f"{n}.01")]) for n in range(1, 120)]
    (paper,) = documents("ledger", many)
    content = workbook([paper])
    values, formulas = (
        openpyxl.load_workbook(io.BytesIO(content), data_only=known).worksheets[0] for known in (True, False)
    )
    sums = [row for row in range(1, values.max_row + 1) if values.cell(row, 1).value in ("本页小计", "合计")]
    last = values.max_column - 2  # 应付
    assert len(sums) > 2
    assert f"{values.cell(sums[-1], last).value:.2f}" == f"{payable(many):.2f}"
    assert sum(Decimal(str(values.cell(row, last).value)) for row in sums[:-1]) == payable(many)
    letter = get_column_letter(last)
    first = next(row for row in range(1, 40) if values.cell(row, 1).value == "1")
    assert formulas.cell(sums[0], last).value == f"=SUM({letter}{first}:{letter}{sums[0] - 1})"
    *pages, end = sums
    assert formulas.cell(end, last).value == f"=SUM({','.join(f'{letter}{row}' for row in pages)})"
    assert [brk.id for brk in formulas.row_breaks.brk] == sums[:-2]


def test_a_summary_goes_from_groups_to_villages_to_districts() -> None:
    by_item, by_party = documents("summary", VILLAGE)
    found = [row for row in rows(by_item) if yuan(payable(VILLAGE)) in row]
    assert [row[:2] for row in found] == [["合计", "4"]]
    names = [row[:3] for row in rows(by_item)]
    assert ["冷水滩区", "杨家桥村", "一组"] in names
    assert ["冷水滩区", "杨家桥村", "小计"] in names
    assert ["冷水滩区", "小计", "3"] in names
    heads = next(row for row in rows(by_party) if row[0] == "县区")
    total = next(row for row in rows(by_party) if row[0] == "合计")
    sums = dict(zip(heads[4:], total[2:], strict=True))
    assert sums["付村组"] == yuan(sum((statement(one).totals.collective for one in VILLAGE), ZERO))
    assert sums["征地拆迁资金支付"] == sums["应付合计（元）"] == yuan(payable(VILLAGE))


def test_a_roster_pays_what_is_left_to_the_household_itself() -> None:
    """With the account to the digit, as text; what others get, what was paid too much and who has no account is said."""
    paid = {"Y1": Decimal("1000.00"), "Y2": Decimal("999999.00")}
    papers = documents("roster", VILLAGE, setting(paid=paid))
    found = rows(papers[0])
    own = statement(VILLAGE[0]).totals.household
    (one,) = [row for row in found if row[0] == "1"]
    assert one == ["1", "杨家桥村一组", "Y1", "欧阳建国", ACCOUNT, yuan(own), "1,000.00", yuan(own - 1000)]
    (two,) = [row for row in found if row[0] == "2"]
    assert two[-3:] == ["999,999.00", "0.00", "待定2项；已付超过应付；没有账号"]
    assert [f"本次实付合计：{yuan(own - 1000)}元（{capital(own - 1000)}）"] in found
    assert [f"付给村组等其他领款人的 {yuan(statement(VILLAGE[0]).totals.collective)} 元不在本表"] in found
    assert ["已付超过应付的户：Y2"] in found
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(papers))).worksheets[0]
    assert ACCOUNT in [cell.value for row in sheet.iter_rows() for cell in row]

"""进度月报: a step counts in its month and until its end; what has no day is said; nothing of a later month counts."""

from datetime import date
from decimal import Decimal

import pytest

from tests.households import house, household, parcel, statement
from tests.papers import documents, html_rows, rows, setting
from yzcomp.cli.docs import _month
from yzcomp.documents.setting import Paid
from yzcomp.money import yuan
from yzcomp.output.templates import html
from yzcomp.problems import Refused

VILLAGE = [
    household(
        household_id="Y1",
        village="一组",
        houses=[house("80.25")],
        parcels=[parcel(area="1.5")],
        sign_by="2019-08-01",
        signed_on="2019-05-31",
    ),
    household(household_id="Y2", village="一组", houses=[house("96")], sign_by="2019-08-01", signed_on="2019-04-30"),
    household(household_id="Y3", village="二组", houses=[house("50")], signed_on_time=True),
    household(household_id="Y4", village="二组", houses=[house("60")], sign_by="2019-08-01", signed_on="2019-06-01"),
]
PAID = {
    "Y1": [Paid(Decimal("100.05"), on=date(2019, 5, 2)), Paid(Decimal("7.00"), on=date(2019, 5, 30))],
    "Y2": [Paid(Decimal("3.00"), on=date(2019, 6, 1)), Paid(Decimal("2.00"))],
}


def test_a_month_and_until_its_end() -> None:
    (paper,) = documents("progress", VILLAGE, setting(payments=PAID, month=(2019, 5)))
    found = rows(paper)
    due = [statement(one).totals.payable for one in VILLAGE]
    both, whole = yuan(due[0] + due[1]), [yuan(sum(due[:2])), yuan(sum(due))]
    assert found[0] == ["征地拆迁进度月报（2019年5月）"]
    signed = ["1", "1.5", "80.25", yuan(due[0]), "2", "1.5", "176.25", both, "100.0%", "100.0%"]
    assert ["一组", "签约", "2", "1.5", "176.25", whole[0], *signed] in found
    rate = (due[0] + due[1] + due[2]) * 1000 // sum(due) / 10
    signed = ["1", "1.5", "80.25", yuan(due[0]), "3", "1.5", "226.25", yuan(sum(due[:3])), "75.0%", f"{rate:.1f}%"]
    assert ["合计", "签约", "4", "1.5", "286.25", whole[1], *signed] in found
    paid = ["1", "1.5", "80.25", "107.05", "2", "1.5", "176.25", "109.05", "50.0%", "0.0%"]
    assert ["合计", "付款", "4", "1.5", "286.25", whole[1], *paid] in found
    assert ["签约没有写日期的 1 户，只计入累计"] in found
    assert ["付款没有写日期的 1 户，只计入累计"] in found
    read = html_rows(html([paper]))
    assert [row for row in read if row in found] == found


@pytest.mark.parametrize("text", ["2020-13", "2020", "５月", ""])
def test_what_is_no_month(text: str) -> None:
    with pytest.raises(Refused) as refused:
        _month(text, wanted=True)
    assert str(refused.value.problems[0]) == f"「--month」“{text}”不是月份。写成 2020-05"
    assert _month("2020-05", wanted=False) == (2020, 5)

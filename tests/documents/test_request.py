"""资金申请单: by payer, district and item; adds up to the fen with whatever a ledger tells of what was paid."""

from decimal import Decimal

from tests.households import house, household, pond, statement
from tests.papers import documents, rows, setting
from yzcomp.documents.setting import Paid
from yzcomp.money import ZERO, capital, yuan

VILLAGE = [
    household(household_id="Y1", district="冷水滩区", houses=[house("150.25")], ponds=[pond("1.25")]),
    household(household_id="Y2", district="东安县", houses=[house("96.5")]),
    household(household_id="Y3", houses=[house()]),
]
DUE = {one.household_id: statement(one).totals.payable for one in VILLAGE}


def test_districts_and_items_add_up() -> None:
    """The household that got too much isn't asked back, and lessens nobody else's amount."""
    first = statement(VILLAGE[0])
    house_item = next(line for line in first.items if "房屋补偿" in line.name)
    payments = {
        "Y1": [Paid(Decimal("1000.05"), house_item.id), Paid(Decimal("2.50"))],
        "Y2": [Paid(DUE["Y2"]), Paid(Decimal(7))],
    }
    (paper,) = documents("request", VILLAGE, setting(payments=payments))
    found = rows(paper)
    assert ["付款人：征地拆迁资金"] in found
    own = first.amount(house_item.id) or ZERO
    left = yuan(own - Decimal("1000.05"))
    assert ["冷水滩区", house_item.name, yuan(own), "1,000.05", left, "0.00"] in found
    assert ["冷水滩区", "已付而未分项目的、多付的", "0.00", "2.50", "-2.50", "0.00"] in found
    now = DUE["Y1"] + DUE["Y3"] - Decimal("1002.55")
    assert ["东安县小计", yuan(DUE["Y2"]), yuan(DUE["Y2"] + 7), "0.00", "-7.00"] in found
    paid = DUE["Y2"] + 7 + Decimal("1002.55")
    assert ["合计", yuan(sum(DUE.values(), ZERO)), yuan(paid), yuan(now), "-7.00"] in found
    assert [f"本次申请合计：{yuan(now)}元（{capital(now)}）"] in found


def test_nothing_paid_asks_for_everything() -> None:
    (paper,) = documents("request", VILLAGE)
    total = yuan(sum(DUE.values(), ZERO))
    found = rows(paper)
    assert ["合计", total, "0.00", total, "0.00"] in found
    assert ["（未填县区）小计", yuan(DUE["Y3"]), "0.00", yuan(DUE["Y3"]), "0.00"] in found
    assert not any("未分项目" in row[0] for row in found)

"""Records in all their usual forms: a row a line, a row a household, a column an item; CSV and Excel."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.audits import DUE, audit, told
from tests.batches import csv_file, workbook
from tests.households import evaluator
from yzcomp.audit.recorded import UNSAID, Payment, Recorded
from yzcomp.audit.recorded_reader import read_recorded
from yzcomp.audit.recorded_rows import read_amount
from yzcomp.problems import Refused

NAMES = {key: item.name for key, item in evaluator().rulebook.items.items()}
PAYABLE = {key: amount for key, amount in DUE.items() if key[0] != "X1"}
PEOPLE = ["D1", "S1", "M1", "N1"]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("recorded")


def wide() -> list[list[str]]:
    """The village as the usual table of one row a household and one column an item."""
    keys = list(dict.fromkeys(item for _, item in PAYABLE))
    rows = [["序号", "户编号", "户主", *(NAMES[key] for key in keys), "合计", "领款人签字"]]
    for number, name in enumerate(PEOPLE, 1):
        amounts = [PAYABLE.get((name, key), "") for key in keys]
        total = sum(map(Decimal, filter(None, amounts)))
        rows.append([str(number), name, "", *amounts, f"{total:,}", ""])
    return rows


def totals() -> list[list[str]]:
    sums = {name: sum(Decimal(a) for (who, _), a in PAYABLE.items() if who == name) for name in PEOPLE}
    return [["household_id", "total"], *([name, str(total)] for name, total in sums.items())]


def by_line() -> list[list[str]]:
    return [["户号", "补偿项目", "金额（元）"], *([name, NAMES[key], a] for (name, key), a in PAYABLE.items())]


@pytest.mark.many
@pytest.mark.parametrize("layout", [wide, totals, by_line])
@pytest.mark.parametrize("form", ["utf-8", "utf-8-sig", "gbk", "xlsx"])
def test_a_right_record_in_any_form_raises_nothing(place: Path, layout: object, form: str) -> None:
    rows = layout()  # type: ignore[operator]
    if form == "xlsx":
        path = workbook(place / "r.xlsx", {"说明": [["本表由财务填写"]], "明细": rows})
    else:
        path = csv_file(place / "r.csv", rows, encoding=form)
    found = audit(place, path)
    assert found.differences == []
    assert found.compared >= len(PEOPLE)


@pytest.mark.slow
@pytest.mark.parametrize("layout", [wide, totals, by_line])
def test_a_wrong_amount_in_any_form_is_found(place: Path, layout: object) -> None:
    rows = layout()  # type: ignore[operator]
    line = next(i for i, row in enumerate(rows) if "S1" in row)
    column = {"wide": rows[0].index("搬家补助费") if "搬家补助费" in rows[0] else 0}.get(layout.__name__, -1)  # type: ignore[attr-defined]
    rows[line][column] = str(Decimal(rows[line][column].replace(",", "")) + 7)
    if layout is wide:
        rows[line][-2] = str(Decimal(rows[line][-2].replace(",", "")) + 7)
    (found,) = audit(place, csv_file(place / "r.csv", rows)).differences
    assert (found.household_id, found.kind, found.difference) == ("S1", "overpaid", Decimal(7))


def test_a_total_beside_the_items_has_to_be_their_sum(place: Path) -> None:
    rows = wide()
    rows[1][-2] = "1"
    (found,) = audit(place, csv_file(place / "r.csv", rows)).differences
    assert (found.kind, found.recorded, found.recomputed) == ("sum", Decimal(1), Decimal("274539.70"))


@pytest.mark.many
@pytest.mark.parametrize("name", ["奖励金", "奖励费", "签约腾空奖励", "rewards"])
def test_one_name_for_two_items_is_compared_with_their_sum(place: Path, name: str) -> None:
    if name == "rewards":
        name = "signing_reward+vacating_reward"
    rows = [row for row in by_line() if not (row[0] == "D1" and "奖励" in row[1])]
    assert audit(place, csv_file(place / "r.csv", [*rows, ["D1", name, "36000"]])).differences == []
    (found,) = audit(place, csv_file(place / "r.csv", [*rows, ["D1", name, "12000"]])).differences
    assert (found.item_id, found.item) == ("signing_reward+vacating_reward", "奖励金")
    assert (found.recorded, found.recomputed) == (Decimal(12000), Decimal(36000))
    assert found.causes[0] == "漏了按期腾空奖励"
    assert "50元/㎡" in found.reason
    assert "第十八条（重号）" in found.reason


def test_one_name_for_two_items_in_a_wide_table(place: Path) -> None:
    rows = [["户编号", "奖励金", "搬家过渡费", "分散迁建补助", "房屋补偿费"]]
    rows += [["D1", "36000", "15400", "42000", "181139.7"]]
    assert told(audit(place, csv_file(place / "r.csv", rows)).differences)[:1] == [
        ("S1", "house_compensation", "not_recorded")
    ]
    rows[1][2] = "13200"
    found = audit(place, csv_file(place / "r.csv", rows)).differences[0]
    assert (found.item, found.difference) == ("搬家过渡费", Decimal(-2200))
    assert found.causes == ("按另一种读法：分散迁建的搬家次数取“不计”（dispersed_moves=none）",)


def test_the_sum_of_a_name_under_another_reading(place: Path) -> None:
    rows = [row for row in by_line() if not (row[0] == "D1" and "奖励" in row[1])]
    (found,) = audit(place, csv_file(place / "r.csv", [*rows, ["D1", "奖励金", "27000"]])).differences
    assert "reward_scope=residential" in found.causes[0]


def test_an_item_beside_its_name_for_two(place: Path) -> None:
    rows = [row for row in by_line() if not (row[0] == "D1" and row[1] == "按期腾空奖励")]
    assert audit(place, csv_file(place / "r.csv", [*rows, ["D1", "奖励金", "24000"]])).differences == []


def test_subtotals_are_held_against_what_they_sum_up(place: Path) -> None:
    rows = [*by_line(), ["S1", "小计", "63234.50"], ["S1", "合计", "63234.50"], ["", "小计", "999"]]
    found = audit(place, csv_file(place / "r.csv", rows))
    assert found.differences == []
    (question,) = found.questions
    whole = sum(map(Decimal, PAYABLE.values()))
    assert str(question).startswith(f"r.csv 第{len(rows)}行“金额（元）”列：合计行写的是 999，上面各行加起来是 {whole}")
    assert found.recorded is not None
    assert found.recorded.footed == 2
    rows[-3][-1] = "63234.60"
    (wrong,) = audit(place, csv_file(place / "r.csv", rows)).differences
    assert (wrong.household_id, wrong.kind, wrong.difference, wrong.rows) == (
        "S1",
        "sum",
        Decimal("0.10"),
        (len(rows) - 2,),
    )


def test_several_decimals_stay_as_they_were_written(place: Path) -> None:
    from yzcomp.audit.tables import difference_row

    rows = [row if row[:2] != ["S1", "搬家补助费"] else ["S1", "搬家补助费", "2000.004"] for row in by_line()]
    (found,) = audit(place, csv_file(place / "r.csv", rows)).differences
    assert difference_row(found)[3:6] == ["2000.004", "2000.00", "0.004"]


def test_rows_of_one_item_are_summed(place: Path) -> None:
    rows = [row for row in by_line() if row[:2] != ["S1", "搬家补助费"]]
    rows += [["S1", "搬家补助费", "1500"], ["S1", "搬家费", "500"]]
    assert audit(place, csv_file(place / "r.csv", rows)).differences == []


def test_a_column_that_nobody_knows(place: Path) -> None:
    rows = wide()
    rows[0] += ["误工费", "天气"]
    rows[1] += ["300", "晴"]
    rows[2] += ["", ""]
    found = audit(place, csv_file(place / "r.csv", rows[:3] + [[*row, "", ""] for row in rows[3:]]))
    assert ("D1", "", "unknown_item") in told(found.differences)
    assert any("略过这一列：“天气”" in warning.message for warning in found.warnings)


def test_what_was_paid_counts_where_there_is_a_column_of_it(place: Path) -> None:
    rows = [["户编号", "项目", "补偿金额", "实付金额"]]
    rows += [[name, NAMES[key], amount, amount] for (name, key), amount in PAYABLE.items()]
    rows[1][3] = "1"
    rows[2][2] = "13300"
    found = audit(place, csv_file(place / "r.csv", rows)).differences
    assert [(d.kind, d.recorded, d.recomputed) for d in found] == [
        ("underpaid", Decimal(1), Decimal(2200)),
        ("due", Decimal(13300), Decimal(13200)),
    ]


def test_a_status_that_nobody_knows_is_said(place: Path) -> None:
    rows = [[*row, "状态" if number == 0 else "已审核"] for number, row in enumerate(by_line())]
    found = audit(place, csv_file(place / "r.csv", rows))
    assert found.differences == []
    assert [w.message for w in found.warnings] == ["不认识状态“已审核”，没有用它"]


def recorded(path: Path) -> Recorded:
    return read_recorded(path, evaluator().rulebook)


def test_who_was_paid_comes_along_with_every_amount(place: Path) -> None:
    header = [
        "户编号",
        "户主",
        "身份证号",
        "村组",
        "项目",
        "金额",
        "领款人",
        "收款人",
        "一卡通账号",
        "发放日期",
        "批次",
    ]
    said = ["A", "张一", "431102198001010015", "一组", "过渡费", "1", "被征收户", "李二"]
    rows = [header, [*said, "'6222 0200 1111 2222", "2019.5.1", "第一批"], ["B", *[""] * 3, "过渡费", "2", *[""] * 5]]
    found = recorded(csv_file(place / "r.csv", rows))
    (entry,), (other,) = found.households["A"], found.households["B"]
    assert entry.payment == Payment(
        "被征收户", "李二", "6222020011112222", date(2019, 5, 1), "第一批", "张一", "431102198001010015", "一组"
    )
    assert str(entry.place) == "r.csv 第2行“金额”列"
    assert other.payment == UNSAID
    assert (found.village("A"), found.village("B")) == ("一组", "")


def test_a_wide_row_says_it_of_each_of_its_amounts(place: Path) -> None:
    rows = [["户编号", "过渡费", "搬家费", "收款人", "开户行", "付款日期"], ["A", "1", "2", "李二", "农商行", 43586]]
    found = recorded(workbook(place / "r.xlsx", {"发放表": rows})).households["A"]
    assert {(e.payment.payee_name, e.payment.paid_on) for e in found} == {("李二", date(2019, 5, 1))}
    assert [str(e.place) for e in found] == [
        "r.xlsx 工作表“发放表” 第2行“过渡费”列",
        "r.xlsx 工作表“发放表” 第2行“搬家费”列",
    ]


def test_a_day_of_payment_that_cannot_be_read_is_said(place: Path) -> None:
    rows = [["户编号", "合计", "发放日期"], ["A", "1", "2019年3月41日"]]
    (warning,) = recorded(csv_file(place / "r.csv", rows)).warnings
    assert str(warning).startswith("r.csv 第2行“发放日期”列：「发放日期」“2019年3月41日”不是日历上有的日期")


@pytest.mark.parametrize(
    ("cell", "amount"),
    [("2000", "2000"), ("2,000.50", "2000.5"), ("１００００", "10000"), ("-", "0"), (" 5 元", "5"), (2000.5, "2000.5")],
)
def test_amounts(cell: object, amount: str) -> None:
    assert read_amount(cell) == (Decimal(amount), "")


@pytest.mark.parametrize("cell", ["二千", "2000元左右", "#N/A"])
def test_amounts_that_cannot_be_read(cell: str) -> None:
    assert read_amount(cell)[0] is None
    assert read_amount(cell)[1]


def test_a_table_without_amounts_is_refused(place: Path) -> None:
    with pytest.raises(Refused, match="没有金额列"):
        recorded(csv_file(place / "r.csv", [["户编号", "户主"], ["A", "张"]]))


_CALLED = {
    "house_compensation": "房屋补偿款 房屋补偿金额 房屋拆迁补偿费 房屋征收补偿",
    "land_compensation": "土地补偿款 土地补偿 征地补偿款 土地补偿费和安置补助费",
    "crop_compensation": "青苗补偿款 青苗补偿",
    "attachment_compensation": "附着物 附着物补偿 附着物补偿款 附属设施 地上附着物",
    "moving_allowance": "搬迁补助 搬家费 搬迁费",
    "transition_allowance": "过渡安置补助费 临时过渡费 临时安置补助费",
    "signing_reward+vacating_reward": "奖励 奖励金 奖励款",
    "signing_reward": "签约奖",
    "vacating_reward": "腾房奖",
    "dispersed_relocation_subsidy": "宅基地补助费",
    "monetary_resettlement": "货币安置款 货币安置补偿",
    "pond_replacement": "水塘补偿 造塘还塘费",
    "temporary_land_use": "临时用地 临时用地租金 临时占地补偿",
    "crop_compensation+attachment_compensation": "青苗及地上附着物补偿款",
}


@pytest.mark.parametrize(("key", "word"), [(key, word) for key, words in _CALLED.items() for word in words.split()])
def test_the_usual_names_of_items(place: Path, key: str, word: str) -> None:
    (entry,) = recorded(csv_file(place / "r.csv", [["户编号", "项目", "金额"], ["A", word, "1"]])).households["A"]
    (wide_one,) = recorded(csv_file(place / "r.csv", [["户编号", f"{word}（元）"], ["A", "1"]])).households["A"]
    assert (entry.item, wide_one.item) == (key, key)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("安置补助费", "征地补偿费”或“分散迁建安置补助"),
        ("劳动力安置费", "征地补偿费"),
        ("搬迁奖励", "按期签约奖励”或“按期腾空奖励"),
        ("按期搬迁奖", "按期腾空奖励"),
        ("三通一平补助", "分散迁建安置补助"),
        ("水电路补助", "分散迁建安置补助"),
    ],
)
def test_a_name_that_may_mean_an_item_is_asked_about(place: Path, word: str, meant: str) -> None:
    found = audit(place, csv_file(place / "r.csv", [*by_line(), ["D1", word, "5"]])).differences
    assert [(d.kind, d.recorded, d.note) for d in found] == [
        ("unknown_item", Decimal(5), f"是不是“{meant}”？是的话在记录里写这个名称")
    ]


def test_a_name_that_means_no_item(place: Path) -> None:
    (found,) = audit(place, csv_file(place / "r.csv", [*by_line(), ["D1", "误工费", "5"]])).differences
    assert (found.kind, found.note) == ("unknown_item", "")

"""Records whose headings a column map explains, and the map that is proposed for them."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.audits import village
from tests.batches import csv_file, workbook
from tests.conftest import Call
from tests.households import evaluator
from yzcomp.audit.recorded_reader import read_recorded
from yzcomp.audit.run import run_audit
from yzcomp.problems import Refused
from yzcomp.tables.columnmap import ColumnMap

ROWS = [
    ["户号", "户主", "房款", "搬钱", "工本", "已领额"],
    ["S1", "李二", "5.12345", "2000", "7", "63234.5"],
]
MAP = """\
列的对照:
- 工作表: [r]
  每行是: 记录
  各列:
  - {列: 户号, 是: 户编号}
  - {列: 户主, 是: 户主}
  - {列: 房款, 是: 房屋补偿费, 单位: 万元}
  - {列: 搬钱, 是: 搬家补助费}
  - {列: 工本, 是: 不读}
  - {列: 已领额, 是: 实付}
"""


def the_map(folder: Path, text: str = MAP) -> ColumnMap:
    path = folder / "map.yaml"
    path.write_text(text, encoding="utf-8")
    return ColumnMap(path)


def test_a_record_is_read_by_its_map(tmp_path: Path) -> None:
    recorded = read_recorded(csv_file(tmp_path / "r.csv", ROWS), evaluator().rulebook, columns=the_map(tmp_path))
    found = [(entry.item, str(entry.amount), str(entry.place)) for entry in recorded.households["S1"]]
    assert found == [
        ("house_compensation", "51234.50000", "r.csv 第2行“房款”列"),
        ("moving_allowance", "2000", "r.csv 第2行“搬钱”列"),
        ("paid_total", "63234.5", "r.csv 第2行“已领额”列"),
    ]
    assert [str(passed) for passed in recorded.passed_over] == ["r.csv：“工本”列，各格相加是 7.00（1 格有内容）"]
    told = [str(warning) for warning in recorded.warnings]
    assert told == ["r.csv 第1行“C”列：「房款」写的是万元，已换算成元：1万元 = 10000元"]
    audited = run_audit([village(tmp_path)], recorded, evaluator())
    assert not [
        d
        for d in audited.differences
        if d.item_id in ("house_compensation", "moving_allowance") and d.household_id == "S1"
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("是: 搬家补助费", "是: 搬运", "没有“搬运”这一项"),
        ("是: 搬家补助费", "是: 搬家补助费, 确认: 否", "还没有人确认"),
        ("是: 不读", "是: 户主", "与“户主”列重复"),
        ("列: 已领额", "列: 实领额", "记录里没有这份对照说的表"),
    ],
)
def test_a_map_that_cannot_be_used(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(Refused) as refused:
        read_recorded(
            csv_file(tmp_path / "r.csv", ROWS), evaluator().rulebook, columns=the_map(tmp_path, MAP.replace(old, new))
        )
    assert message in " ".join(map(str, refused.value.problems))


def test_a_household_numbered_by_several_columns(tmp_path: Path) -> None:
    rows = [["村组", "序号", "合计"], ["一组", "1", "5"], ["二组", "1", "6"]]
    text = """\
列的对照:
- 工作表: [r]
  每行是: 记录
  户编号: {由: [村组, 序号]}
  各列: [{列: 村组, 是: 村组}, {列: 序号, 是: 不读}, {列: 合计, 是: 合计}]
"""
    path = csv_file(tmp_path / "r.csv", rows)
    recorded = read_recorded(path, evaluator().rulebook, columns=the_map(tmp_path, text))
    assert {name: str(entries[0].amount) for name, entries in recorded.households.items()} == {
        "一组-1": "5",
        "二组-1": "6",
    }


def test_a_map_is_proposed(call_cli: Call, tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["户号", "奖励费", "", "", "", "搬迁费", "", "性别", "设备费"],
        ["", "腾空奖", "", "其他奖", "", "面积", "金额", "", ""],
        ["", "应发", "已发", "应发", "已发", "", "", "", ""],
        ["A", 1, 1, 2, 2, 3, 4, "男", 5],
    ]
    record, target = workbook(tmp_path / "r.xlsx", {"发放表": rows}), tmp_path / "map.yaml"
    done = call_cli("columns", record, "-o", target)
    assert (done.returncode, done.stdout.splitlines()[1]) == (1, "发放表：记录的金额，9 列，认出 6 列")
    households, table = yaml.load(target.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)["列的对照"]
    assert (households["每行是"], table["每行是"]) == ("户", "记录")  # 面积: it may be either
    assert [(column["是"], column.get("确认", "是")) for column in table["各列"]] == [
        ("户编号", "是"),
        ("按期腾空奖励", "是"),
        ("按期腾空奖励·已发", "是"),
        ("不读", "否"),
        ("不读", "否"),
        ("搬家补助费·面积", "是"),
        ("搬家补助费", "是"),
        ("不读", "是"),
        ("不读", "否"),
    ]
    with pytest.raises(Refused, match="还没有人确认"):
        audit_with(tmp_path, record, target)
    target.write_text(target.read_text(encoding="utf-8").replace(", 确认: 否", ""), encoding="utf-8")
    entries = audit_with(tmp_path, record, target).households["A"]
    assert [(e.item, e.status, str(e.amount)) for e in entries] == [
        ("vacating_reward", "due", "1"),
        ("vacating_reward", "paid", "1"),
        ("moving_allowance", "", "4"),
    ]


def test_a_map_is_proposed_where_no_word_is_known(call_cli: Call, tmp_path: Path) -> None:
    """Everything in it has to be said by a person, and it is read by what he said, a sheet of notes beside it or not."""
    rows: list[list[Any]] = [["杨家桥项目"], ["农户码", "名儿", "搬钱", "领的日子"], ["S1", "李二", 2000, "2019-05-01"]]
    record = workbook(tmp_path / "r.xlsx", {"发放": rows, "附": [["第一次领的"], ["第二次领的"]]})
    target = tmp_path / "map.yaml"
    done = call_cli("columns", record, "-o", target)
    assert (done.returncode, done.stdout.splitlines()[0]) == (1, "发放：记录的金额，4 列，认出 0 列")
    assert "工作表“附”" in done.stderr
    text = target.read_text(encoding="utf-8")
    assert "每行是: 记录   # 表头的词都不认得；是名册的写 户，不要的写 不读" in text
    assert "{列: 搬钱, 是: 不读, 确认: 否}   # 不认得，各格相加是 2,000.00。" in text
    with pytest.raises(Refused, match="还没有人确认"):
        audit_with(tmp_path, record, target)
    for title, means in (("农户码", "户编号"), ("名儿", "户主"), ("搬钱", "搬家补助费"), ("领的日子", "发放日期")):
        text = text.replace(f"{{列: {title}, 是: 不读, 确认: 否}}", f"{{列: {title}, 是: {means}}}")
    target.write_text(text, encoding="utf-8")
    (entry,) = audit_with(tmp_path, record, target).households["S1"]
    assert (entry.item, str(entry.amount), str(entry.payment.paid_on)) == ("moving_allowance", "2000", "2019-05-01")


@pytest.mark.slow
def test_a_register_of_which_no_word_is_known_is_read_by_its_map(call_cli: Call, tmp_path: Path) -> None:
    roster = csv_file(tmp_path / "hh.csv", [["农户码", "名儿", "几口", "去处"], ["S1", "李二", "3", "不予安置"]])
    target = tmp_path / "map.yaml"
    call_cli("columns", roster, "-o", target)
    text = target.read_text(encoding="utf-8").replace("每行是: 记录", "每行是: 户")
    for title, means in (("农户码", "户编号"), ("名儿", "户主"), ("几口", "合法常住人口"), ("去处", "安置方式")):
        text = text.replace(f"{{列: {title}, 是: 不读, 确认: 否}}", f"{{列: {title}, 是: {means}}}")
    target.write_text(text + "  固定: {征地告知日: 2019-03-01}\n", encoding="utf-8")
    done = call_cli("batch", roster, "-o", tmp_path / "out", "--columns", target)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "totals.csv").read_text(encoding="utf-8-sig").splitlines()[1].startswith("S1,李二,")


def audit_with(folder: Path, record: Path, columns: Path) -> Any:
    return read_recorded(record, evaluator().rulebook, columns=ColumnMap(columns))


@pytest.mark.slow
def test_one_map_for_the_register_and_the_record(call_cli: Call, tmp_path: Path) -> None:
    roster = csv_file(tmp_path / "hh.csv", [["户号", "户主", "人口", "安置"], ["S1", "李二", "3", "不予安置"]])
    text = """\
列的对照:
- 工作表: [hh]
  各列: [{列: 户号, 是: 户编号}, {列: 户主, 是: 户主}, {列: 人口, 是: 合法常住人口}, {列: 安置, 是: 安置方式}]
"""
    the_map(tmp_path, text + MAP.partition("\n")[2])
    record = csv_file(tmp_path / "r.csv", ROWS)
    done = call_cli("audit", roster, "--against", record, "--columns", tmp_path / "map.yaml")
    assert (done.returncode, done.stderr.count("错误")) == (1, 0)
    assert "共 1 户" in done.stdout
    assert "63,234.50" in done.stdout


def test_two_columns_of_one_item_by_their_map(tmp_path: Path) -> None:
    columns = the_map(tmp_path, MAP.replace("是: 不读", "是: 搬家补助费"))
    recorded = read_recorded(csv_file(tmp_path / "r.csv", ROWS), evaluator().rulebook, columns=columns)
    found = [str(entry.amount) for entry in recorded.households["S1"] if entry.item == "moving_allowance"]
    assert found == ["2000", "7"]

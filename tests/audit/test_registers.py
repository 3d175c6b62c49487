"""Lists of people from elsewhere: found by the number, else by name and village, each a question."""

from pathlib import Path

import openpyxl
import pytest

from tests.audits import audit
from tests.batches import Rows, csv_file, workbook
from tests.households import rulebook
from yzcomp.audit.registers import read_registers
from yzcomp.audit.result import Audit
from yzcomp.problems import Refused

ONE, OTHER, THIRD = "11010519491231002X", "440308199901101512", "999901201901011027"
FACTS = ["户编号", "户主", "村组", "合法常住人口", "安置方式", "征地告知日", "身份证号"]
ROSTER = [
    ["A1", "张三", "杨家桥村一组", "", "不予安置", "2019-03-01", ONE],
    ["A2", "李四", "杨家桥村二组", "2", "不予安置", "2019-03-01", ""],
]
MEMBERS = [["户编号", "姓名", "身份证号"], ["A1", "张三", ONE], ["A1", "王五", OTHER], ["A1", "赵六", ""]]


def asked(folder: Path, *lists: Path) -> Audit:
    place = folder / "名册"
    place.mkdir(exist_ok=True)
    csv_file(place / "户.csv", [FACTS, *ROSTER])
    csv_file(place / "家庭成员.csv", MEMBERS)
    registers = read_registers(lists, rulebook().catalogue, None)
    return audit(folder, None, [place], registers=registers)


def told(found: Audit) -> list[tuple[str, str]]:
    return [(f.households[0].household_id, f.detail) for f in found.flags if f.key == "registered"]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [["姓名", "身份证号码"], ["王五", OTHER]],
            [("A1", "王五在“死亡人员”里（死亡人员.csv 第2行），身份证号相同")],
        ),
        ([["公民身份号码"], [ONE.lower()]], [("A1", "张三在“死亡人员”里（死亡人员.csv 第2行），身份证号相同")]),
        (
            [["杨家桥村财政供养人员"], ["序号", "姓名", "村组"], ["1", "李 四", "杨家桥村二组"]],
            [("A2", "李四在“杨家桥村财政供养人员”里（死亡人员.csv 第3行），姓名和村组相同")],
        ),
        (
            [["死者姓名", "村"], ["赵六", "杨家桥村"]],
            [("A1", "赵六在“死亡人员”里（死亡人员.csv 第2行），姓名和村组相同")],
        ),
        ([["姓名", "村组", "身份证号"], ["王五", "杨家桥村一组", THIRD]], []),  # another of the name
        ([["姓名", "村组"], ["李四", "杨家桥村一组"]], []),
        ([["姓名", "村组"], ["钱七", "杨家桥村一组"]], []),
    ],
)
def test_a_listed_person(tmp_path: Path, rows: Rows, said: list[tuple[str, str]]) -> None:
    found = asked(tmp_path, csv_file(tmp_path / "死亡人员.csv", rows))
    assert told(found) == said
    assert found.clean is (not said)


def test_lists_on_sheets_are_called_by_them(tmp_path: Path) -> None:
    book = workbook(
        tmp_path / "各项名单.xlsx",
        {
            "已补偿": [["户主", "姓名", "身份证号"], ["甲", "王五", OTHER]],
            "Sheet2": [["姓名", "身份证号"], ["王五", OTHER]],
            "说明": [["这里没有人"]],
        },
    )
    details = [detail for _, detail in told(asked(tmp_path, book))]
    assert [detail[: detail.index("（")] for detail in details] == ["王五在“已补偿”里", "王五在“各项名单”里"]


def test_what_of_a_list_people_do_not_see_is_told(tmp_path: Path) -> None:
    rows = [["姓名", "身份证号"], ["王五", OTHER], ["钱七", THIRD]]
    path = workbook(tmp_path / "死亡.xlsx", {"死亡": rows, "底稿": [["王五"]]}, hidden=["底稿"])
    book = openpyxl.load_workbook(path)
    book["死亡"].row_dimensions[2].hidden = True
    book.save(path)
    found = asked(tmp_path, path)
    assert [str(one) for one in found.passed_over] == ["死亡.xlsx 工作表“底稿”：没有名单的工作表（1 格有内容）"]
    assert [f"{one.place}：{one.message}" for one in found.questions] == [
        "死亡.xlsx 工作表“死亡”：有 1 行是隐藏的，也算在内：第2行",
        "死亡.xlsx 工作表“底稿”：工作表是隐藏的，没有用它",
    ]


def test_rows_by_which_nobody_can_be_found_are_told(tmp_path: Path) -> None:
    rows = [["姓名", "身份证号"], ["张三", ""], ["王五", "4.4E+17"], ["王五", OTHER]]
    found = asked(tmp_path, csv_file(tmp_path / "死亡.csv", rows))
    assert len(told(found)) == 1
    assert found.notes == {"名单 死亡.csv 有的行没有身份证号，也没有姓名和村组，没有核对": 2}


def test_a_list_without_people_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        asked(tmp_path, csv_file(tmp_path / "名单.csv", [["项目", "金额"], ["搬家补助费", "1"]]))
    assert refused.value.problems[0].message == "没有找到名单的表头和人"

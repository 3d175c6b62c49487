"""What a batch writes: the columns, the order, nothing a spreadsheet would run, and the same bytes every time."""

import hashlib
import json
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tests.batches import HEADER, PAID, ROW, Done, batch, csv_file, csv_text, row, workbook
from yzcomp import __version__

NAMES = ["items.csv", "questions.csv", "rejected.csv", "run.json", "summary.xlsx", "totals.csv"]
HOUSE = [*HEADER, "水塘面积", "权属争议"]
MANY = [
    HOUSE,
    [*row(合法建筑面积="100.5"), "1.25", ""],
    [*row(户编号="A2", 村组="二组", 户主="李四", 合法建筑面积="80", 结构="砖木", 等级="二等"), "", "是"],
    [*row(户编号="A3", 村组="", 合法建筑面积="60.33", 结构="土砖", 等级="三等"), "0.5", "否"],
    [*row(户编号="A4", 合法常住人口="四"), "", ""],
    [*row(户编号="A5", 村组="二组", 合法常住人口="7"), "", ""],
]


def first_line(path: Path) -> str:
    return path.read_text(encoding="utf-8-sig").split("\n")[0].strip()


def test_the_folder_and_its_headers(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "v.csv", MANY)
    english, chinese = batch(tmp_path, path), batch(tmp_path, path, english=False)
    assert sorted(p.name for p in english.folder.iterdir()) == NAMES
    tables = ("items.csv", "totals.csv", "rejected.csv", "questions.csv")
    assert [first_line(english.folder / name) for name in tables] == [
        "household_id,head,village,item_id,item,article,payee,formula,quantity,unit,rate,amount,status,note,payer",
        "household_id,head,village,payable,household,collective,withheld,pending_items,state_farm,enterprise,project,land_user",
        "household_id,source,column,value,problem",
        "household_id,head,village,question,article,records,text",
    ]
    assert [first_line(chinese.folder / name) for name in tables] == [
        "户编号,户主,村组,项目编号,项目,依据,领款人,算式,数量,单位,标准,金额,状态,备注,付款人",
        "户编号,户主,村组,应付合计,付被征收户,付村组,暂不拨付,待定项数,付国有农林渔场,付被征收单位,征地拆迁资金支付,用地单位支付",
        "户编号,来源,列,填写的值,问题",
        "户编号,户主,村组,问题编号,依据,相关记录,须核对",
    ]
    assert {(i["payee"], i["status"]) for i in english.items} == {
        *(("household", "payable"), ("collective", "payable"), ("household", "withheld"), ("household", "pending")),
    }
    text = (chinese.folder / "items.csv").read_text(encoding="utf-8-sig")
    assert all(word in text for word in ("被征收户", "村组", "应付", "暂不拨付", "待定"))


def test_tables_are_utf8_with_a_mark_and_crlf(tmp_path: Path) -> None:
    done = batch(tmp_path, csv_file(tmp_path / "v.csv", MANY))
    for name in ("items.csv", "totals.csv", "questions.csv", "rejected.csv"):
        content = (done.folder / name).read_bytes()
        assert content.startswith(b"\xef\xbb\xbf")
        assert content.count(b"\n") == content.count(b"\r\n")


def test_order_follows_the_input(tmp_path: Path) -> None:
    done = batch(tmp_path, csv_file(tmp_path / "v.csv", [MANY[0], *reversed(MANY[1:])]))
    assert [t["household_id"] for t in done.totals] == ["A5", "A3", "A2", "A1"]
    assert list(dict.fromkeys(i["household_id"] for i in done.items)) == ["A5", "A3", "A2", "A1"]


def test_totals_are_the_sums_of_their_lines(tmp_path: Path) -> None:
    done = batch(tmp_path, csv_file(tmp_path / "v.csv", MANY))
    for total in done.totals:
        lines = [i for i in done.items if i["household_id"] == total["household_id"]]

        def added(status: str, payee: str = "", lines: list[dict[str, str]] = lines) -> Decimal:
            of = (i for i in lines if i["status"] == status and payee in i["payee"])
            return sum((Decimal(i["amount"]) for i in of), Decimal(0))

        assert Decimal(total["payable"]) == added("payable")
        assert Decimal(total["household"]) == added("payable", "household")
        assert Decimal(total["collective"]) == added("payable", "collective")
        assert Decimal(total["withheld"]) == added("withheld")
        assert int(total["pending_items"]) == sum(i["status"] == "pending" for i in lines)


@pytest.mark.many
@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t=", "\r=", "＝", "＋", "－", "＠", '=HYPERLINK("http://x","y")']
)
def test_nothing_is_written_that_a_spreadsheet_would_run(tmp_path: Path, start: str) -> None:
    evil = f"{start}1+1"
    rows = [HEADER, [evil, evil, evil, *ROW[3:]], row(户编号=f"{evil}2", 合法常住人口=evil)]
    path = workbook(tmp_path / "v.xlsx", {"表": [HEADER]})
    book = openpyxl.load_workbook(path)
    for number, cells in enumerate(rows[1:], 2):
        for column, text in enumerate(cells, 1):
            book.active.cell(number, column).value = text
            book.active.cell(number, column).data_type = "s"
    book.save(path)
    for done in (batch(tmp_path, path), batch(tmp_path, csv_file(tmp_path / "v.csv", rows, line_end="\r\n"))):
        assert done.counts == (2, 1, 1)
        cells = [cell for rows_ in (done.items, done.totals, done.rejected) for r in rows_ for cell in r.values()]
        assert not [
            cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
        ]
        assert done.totals[0]["household_id"].lstrip("'").strip() == evil.strip()
        sheet = openpyxl.load_workbook(done.folder / "summary.xlsx")["按村组"]
        assert (sheet["A4"].data_type, sheet["A4"].value) == ("s", evil.strip())


def digests(done: Done) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in done.folder.iterdir()}


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "v.csv", MANY)
    first = digests(batch(tmp_path, path))
    assert digests(batch(tmp_path, path)) == first
    (tmp_path / "elsewhere").mkdir()
    moved = csv_file(tmp_path / "elsewhere" / "v.csv", MANY)
    assert digests(batch(tmp_path / "elsewhere", moved)) == first


def test_the_same_households_from_csv_and_excel_give_the_same_tables(tmp_path: Path) -> None:
    one = batch(tmp_path, csv_file(tmp_path / "v.csv", MANY))
    other = batch(tmp_path, workbook(tmp_path / "v.xlsx", {"表": MANY}))
    gbk = batch(tmp_path, csv_file(tmp_path / "v.csv", MANY, "gbk", delimiter="\t"))
    for name in ("items.csv", "totals.csv", "summary.xlsx"):
        assert digests(one)[name] == digests(other)[name] == digests(gbk)[name]


@pytest.mark.slow
def test_processes_make_no_difference(tmp_path: Path) -> None:
    """Enough rows for sharing them out, with every kind among them; also where a line isn't a row."""
    village = [[f"{n}-{r[0]}", *r[1:]] for n in range(700) for r in MANY[1:]]
    for text in (csv_text([HOUSE, *village]), csv_text([HOUSE, *village, [*row(户主='"三"'), *[""] * 2]])):
        path = tmp_path / "v.csv"
        path.write_text(text, encoding="utf-8", newline="")
        one, two = batch(tmp_path, path, processes=1), batch(tmp_path, path, processes=2)
        assert digests(one) == digests(two)
        assert one.counts[0] >= 3500 == one.counts[2] * 5


def test_the_manifest_says_what_was_run_and_what_came_of_it(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "v.csv", MANY, "gbk")
    done = batch(tmp_path, path, ignore_extra=True)
    told = json.loads((done.folder / "run.json").read_text(encoding="utf-8"))
    assert (told["program"], told["version"]) == ("yzcomp", __version__)
    assert told["rulebook"]["id"] == "xianggui-2018"
    assert told["rulebook"]["digest"].startswith("sha256:")
    assert set(told["rulebook"]["files"]) == {"clauses.yaml", "items.yaml", "rulebook.yaml", "screening.yaml"}
    assert [s["source"] for s in told["standards"]] == ["standards.yaml"]
    assert told["readings"]["rounding"] == "fen"
    assert told["options"] == {"headers": "en", "ignore_extra": True, "encoding": None}
    assert told["inputs"] == [
        {"name": "v.csv", "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "encoding": "gb18030", "rows": 5}
    ]
    counts = told["counts"]
    assert (counts["read"], counts["computed"], counts["rejected"], counts["lines"]) == (5, 4, 1, len(done.items))
    assert counts["pending"] == sum(i["status"] == "pending" for i in done.items)
    assert told["totals"]["payable"] == str(sum(Decimal(t["payable"]) for t in done.totals))
    outputs = digests(done)
    assert told["outputs"] == {name: outputs[name] for name in NAMES if name != "run.json"}


def test_rejected_rows_have_every_problem_with_its_column_and_value(tmp_path: Path) -> None:
    done = batch(tmp_path, csv_file(tmp_path / "v.csv", [HEADER, row(户编号="B1", 合法常住人口="四", 安置方式="安置")]))
    (found,) = done.rejected
    assert (found["household_id"], found["source"]) == ("B1", "v.csv 第2行")
    assert (found["column"], found["value"]) == ("合法常住人口；安置方式", "四；安置")
    assert found["problem"].startswith("1. 「合法常住人口」“四”不是数字。只填数字")
    assert " 2. 「安置方式」“安置”不是可选的值。" in found["problem"]


def test_id_numbers_stand_in_no_result(tmp_path: Path) -> None:
    rows = [[*HEADER, "身份证号"], [*ROW, "110105194912310021"], [*row(户编号="A2"), "11010519491231002X"]]
    done = batch(tmp_path, csv_file(tmp_path / "v.csv", rows))
    assert done.counts == (2, 1, 1)
    for path in done.folder.glob("*.csv"):
        assert "1949" not in path.read_text(encoding="utf-8-sig")


def test_a_household_is_paid_once_whatever_surrounds_it(tmp_path: Path) -> None:
    assert batch(tmp_path, csv_file(tmp_path / "v.csv", [HEADER, ROW])).payable == {"A1": PAID}


@pytest.mark.slow
@pytest.mark.parametrize("processes", [1, 2])
def test_many_rejected_are_all_written_and_few_are_kept(tmp_path: Path, processes: int) -> None:
    rows = [HEADER, *(row(户编号=f"H{n}", 合法常住人口="四") for n in range(3500))]
    done = batch(tmp_path, csv_file(tmp_path / "v.csv", rows), keep_rejected=False, processes=processes)
    assert [r["household_id"] for r in done.rejected] == [f"H{n}" for n in range(3500)]
    assert [r.household_id for r in done.rejections] == [f"H{n}" for n in range(20)]
    assert done.result.tally.kinds == {"not-a-number": 3500}

"""questions.csv: what one household raises, what only all of them together show, in the order of the input."""

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.batches import Done, batch, csv_file, csv_text, table, workbook
from tests.conftest import Call
from yzcomp import load_rulebook

ONE, OTHER = "11010519491231002X", "440308199901101512"
HEAD = ["户编号", "户主", "村组", "合法常住人口", "安置方式", "征地告知日", "身份证号", "银行账号", "合法建筑面积"]
ACCOUNT = "6222020011112222"


def household(name: str, head: str, village: str = "一组", people: object = 4, **cells: str) -> list[Any]:
    """A household that is resettled and has a house, which raises nothing by itself."""
    found = [cells.get(key, "") for key in ("number", "account")]
    return [name, head, village, people, "安置地安置", "2019-03-01", *found, cells.get("area", "100")]


def asked(folder: Path, *rows: list[Any], **options: Any) -> Done:
    return batch(folder, csv_file(folder / "v.csv", [HEAD, *rows]), with_standards=False, **options)


def told(done: Done) -> list[tuple[str, str, str]]:
    return [(q["household_id"], q["question"], q["records"]) for q in done.questions]


def test_a_household_raises_what_its_statement_asks(tmp_path: Path, call_cli: Call) -> None:
    """Both lanes: the second household has no house, the third a bad date that the fast lane can't read."""
    rows = [household("A1", "甲"), household("A2", "乙", area=""), household("A3", "丙", area="700")]
    rows[2][5] = "2019年3月1日"
    done = asked(tmp_path, *rows)
    assert told(done) == [("A2", "resettled_without_dwelling", ""), ("A3", "large_house", "房屋第1条")]
    assert [q["head"] + q["village"] + q["article"] for q in done.questions] == ["乙一组第十六条", "丙一组第十三条"]
    statement = tmp_path / "a3.yaml"
    statement.write_text(
        "household_id: A3\nhead: 丙\nlegal_residents: 4\nresettlement: site\nnotice_date: 2019-03-01\n"
        "houses: [{legal_floor_area: 700}]\n",
        encoding="utf-8",
    )
    (question,) = json.loads(call_cli("calc", statement, "--format", "json").stdout)["questions"]
    assert question["text"] == done.questions[1]["text"]


@pytest.mark.parametrize(
    ("cells", "question", "text"),
    [
        ({"number": ONE}, "shared_id_number", "同一身份证号出现在几户（身份证号1101**********002X）：一个人只能"),
        ({"account": ACCOUNT}, "shared_account", "几户用同一个银行账号（账号6222********2222）：补偿应当付给"),
        ({"area": "156.785"}, "alike", "几户的记录完全相同（房屋、土地等各条记录的面积和数量逐项相同）："),
    ],
)
def test_what_two_households_share(tmp_path: Path, cells: dict[str, str], question: str, text: str) -> None:
    done = asked(
        tmp_path, household("A1", "甲", **cells), household("A2", "乙"), household("A3", "丙", "二组", **cells)
    )
    assert told(done) == [("A1", question, "A3"), ("A3", question, "A1")]
    assert all(q["text"].startswith(text) for q in done.questions)
    assert [q["head"] for q in done.questions] == ["甲", "丙"]


def test_a_household_that_is_refused_is_named_too(tmp_path: Path) -> None:
    bad = household("A2", "乙", people="四", number=ONE)
    done = asked(tmp_path, household("A1", "甲", number=ONE), bad)
    assert done.counts == (2, 1, 1)
    assert told(done) == [("A1", "shared_id_number", "A2"), ("A2", "shared_id_number", "A1")]


def test_of_many_households_ten_are_named(tmp_path: Path) -> None:
    done = asked(tmp_path, *(household(f"A{n}", f"户主{n}", account=ACCOUNT) for n in range(13)))
    assert told(done)[0] == ("A0", "shared_account", "、".join(f"A{n}" for n in range(1, 11)) + "等 12 户")


def test_order_follows_the_input_whatever_raises_a_question(tmp_path: Path) -> None:
    rows = [household("C", "甲", area=""), household("B", "乙", number=ONE, area="700")]
    rows += [household("A", "丙", "二组", number=ONE), household("D", "丁", area="601")]
    assert told(asked(tmp_path, *rows)) == [
        ("C", "resettled_without_dwelling", ""),
        ("B", "large_house", "房屋第1条"),
        ("B", "shared_id_number", "A"),
        ("A", "shared_id_number", "B"),
        ("D", "large_house", "房屋第1条"),
    ]


@pytest.mark.slow
def test_processes_make_no_difference(tmp_path: Path) -> None:
    """Those who share something lie in different chunks of different processes."""
    rows = [household(f"A{n}", f"户主{n % 1700}", area=str(50 + n)) for n in range(3400)]
    path = tmp_path / "v.csv"
    path.write_text(csv_text([HEAD, *rows]), encoding="utf-8", newline="")
    one, two = (batch(tmp_path, path, with_standards=False, processes=number) for number in (1, 2))
    assert (one.folder / "questions.csv").read_bytes() == (two.folder / "questions.csv").read_bytes()
    assert told(one)[:2] == [("A0", "same_head", "A1700"), ("A1", "same_head", "A1701")]
    assert one.result.manifest.questions == {"large_house": 2849, "same_head": 3400}


def test_a_text_that_a_spreadsheet_would_run_is_none(tmp_path: Path) -> None:
    done = asked(tmp_path, household("=1+1", "@甲", area=""))
    assert (done.questions[0]["household_id"], done.questions[0]["head"]) == ("'=1+1", "'@甲")


def test_questions_and_notices_are_counted_by_id(tmp_path: Path) -> None:
    """What is counted is what the statements of the same households say, whichever lane computed them."""
    rows = [household("A1", "甲", area=""), household("A2", "乙"), household("A3", "丙", area="700")]
    rows[1][5] = ""
    done = asked(tmp_path, *rows)
    manifest = json.loads((done.folder / "run.json").read_text(encoding="utf-8"))
    assert manifest["questions"] == {"resettled_without_dwelling": 1, "large_house": 1}
    assert manifest["notices"]["no_notice_date"] == 1
    assert manifest["notices"]["house_title_assumed"] == 2
    rulebook = load_rulebook()
    sheet = openpyxl.load_workbook(done.folder / "summary.xlsx")["须核对与说明"]
    found = {(cells[0], cells[1]): cells[4] for cells in sheet.iter_rows(min_row=4, values_only=True)}
    assert found == {("须核对", key): n for key, n in manifest["questions"].items()} | {
        ("说明", key): n for key, n in manifest["notices"].items()
    }
    assert {key for _, key in found} <= {*rulebook.questions, *rulebook.notices}


def test_a_batch_says_on_its_last_line_what_needs_a_person(tmp_path: Path, call_cli: Call) -> None:
    source = csv_file(tmp_path / "v.csv", [HEAD, household("A1", "甲", area=""), household("A2", "乙", people="四")])
    done = call_cli("batch", source, "-o", tmp_path / "out")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == "需要处理：退回 1 户，须核对 1 处（见rejected.csv、questions.csv）"
    assert "须核对：有安置却没有合法住宅正房（第十六条）1 处\n" in done.stdout


def test_a_question_alone_is_enough(tmp_path: Path, call_cli: Call) -> None:
    source = csv_file(tmp_path / "v.csv", [HEAD, household("A1", "甲", area="")])
    assert call_cli("batch", source, "-o", tmp_path / "out").returncode == 1
    calm = csv_file(tmp_path / "w.csv", [HEAD[:-1], [*household("A1", "甲")[:4], "不予安置", "2019-03-01", "", ""]])
    done = call_cli("batch", calm, "-o", tmp_path / "calm")
    assert (done.returncode, done.stderr) == (0, "")
    assert table(tmp_path / "calm" / "questions.csv") == []
    assert call_cli("verify", tmp_path / "calm").returncode == 0


def test_a_question_that_was_changed_is_found_by_verify(tmp_path: Path, call_cli: Call) -> None:
    source = csv_file(tmp_path / "v.csv", [HEAD, household("A1", "甲", area="")])
    call_cli("batch", source, "-o", tmp_path / "out")
    path = tmp_path / "out" / "questions.csv"
    path.write_bytes(path.read_bytes().replace("第十六条".encode(), "第十七条".encode()))
    done = call_cli("verify", tmp_path / "out")
    assert done.returncode == 1
    assert "结果 questions.csv：算完以后被改动过" in done.stdout
    assert "要核对的不同" in done.stdout


def with_hidden_row(path: Path) -> Path:
    """A roster in which nothing is to be asked but of its file: a hidden row, and a column that nobody uses."""
    person = ["不予安置", "2019-03-01", "x"]
    rows = [["户编号", "户主", "合法常住人口", "安置方式", "征地告知日", "序号"]]
    workbook(path, {"户": [*rows, *([f"A{n}", name, "3", *person] for n, name in enumerate("甲乙", 1))]})
    book = openpyxl.load_workbook(path)
    book["户"].row_dimensions[3].hidden = True
    book.save(path)
    return path


def test_what_asks_after_a_file_is_a_row_counted_once(tmp_path: Path, call_cli: Call) -> None:
    done = call_cli("batch", with_hidden_row(tmp_path / "v.xlsx"), "-o", tmp_path / "out", "--headers", "en")
    text = "有 1 行是隐藏的，也算在内：第3行。核对要不要算；要算的取消隐藏、清除筛选，不算的删去"
    row = {"question": "hidden-rows", "article": "", "records": "v.xlsx 工作表“户”", "text": text}
    assert table(tmp_path / "out" / "questions.csv") == [{"household_id": "", "head": "", "village": ""} | row]
    manifest = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert manifest["questions"] == {"hidden-rows": 1}
    sheet = openpyxl.load_workbook(tmp_path / "out" / "summary.xlsx")["须核对与说明"]
    assert ("须核对", "hidden-rows", "隐藏或筛选掉的行", "", 1) in [*sheet.values]
    assert done.stderr.splitlines() == [
        f"须核对：v.xlsx 工作表“户”：{text}",
        "需要处理：须核对 1 处（见questions.csv）",
    ]
    assert "略过：v.xlsx 工作表“户”：“序号”列（2 格有内容）\n" in done.stdout
    assert call_cli("verify", tmp_path / "out").returncode == 0


@pytest.mark.many
@pytest.mark.parametrize("form", ["table", "json"])
@pytest.mark.parametrize("command", [("audit",), ("readings",), ("rules", "diff", *["xianggui-2018"] * 2, "--impact")])
def test_every_command_tells_of_a_file_in_the_same_words(
    tmp_path: Path, call_cli: Call, command: tuple[str, ...], form: str
) -> None:
    done = call_cli(*command, with_hidden_row(tmp_path / "v.xlsx"), "--format", form)
    passed = "略过：v.xlsx 工作表“户”：“序号”列（2 格有内容）\n"
    assert done.stderr.startswith("须核对：v.xlsx 工作表“户”：有 1 行是隐藏的，也算在内：第3行。")
    assert passed in (done.stderr if form == "json" else done.stdout)
    assert form == "table" or json.loads(done.stdout)
    assert done.stderr.splitlines()[-1] == "需要处理：文件本身须核对 1 处（见上面的“须核对”）"
    assert done.returncode == 1


def test_what_stands_out_in_a_village(tmp_path: Path) -> None:
    """Beside households of its village, whichever are refused and in whatever pieces they are computed."""
    areas = ["110.5", "96", "1205", "120", "131", "88", "四"]
    rows = [household(f"A{n}", f"户主{n}", area=area) for n, area in enumerate(areas, 1)]
    rows[1][5] = "2019-03-02"
    done = asked(tmp_path, *rows)
    assert done.counts == (7, 6, 1)
    found = {(q["household_id"], q["question"]): q["text"] for q in done.questions if q["question"] != "large_house"}
    assert found.keys() == {("A2", "alone"), ("A3", "area_outlier")}
    assert "征地告知日2019-03-02，村组里另有5户是2019-03-01" in found["A2", "alone"]
    assert "房屋1205㎡，村组里其余5条平均109.10㎡，最大131㎡" in found["A3", "area_outlier"]
    counted = table(asked(tmp_path, *rows, processes=2).folder / "questions.csv")
    assert counted == done.questions


def test_houses_that_measure_nothing_are_not_large(tmp_path: Path) -> None:
    rows = [household(f"A{n}", f"户主{n}", area="0") for n in range(1, 9)]
    assert "area_outlier" not in {q["question"] for q in asked(tmp_path, *rows).questions}


def test_one_plot_twice_among_few_and_many(tmp_path: Path) -> None:
    folder = tmp_path / "名册"
    folder.mkdir()
    csv_file(folder / "户.csv", [HEAD[:6], *(household(f"A{n}", f"户主{n}")[:6] for n in range(3))])
    csv_file(folder / "征收土地.csv", [["户编号", "地类", "面积"], ["A0", "水田", "1.26"], ["A2", "水田", "1.26"]])
    rows = [row for row in told(batch(folder, folder, with_standards=False)) if row[1] == "same_record"]
    assert rows == [("A0", "same_record", "A2"), ("A2", "same_record", "A0")]

"""A column map: proposed, confirmed, used; and what is said where a heading leaves something open."""

from pathlib import Path

import pytest

from tests.batches import FACTS, HEADER, PERSON, ROW, batch, csv_file, workbook
from tests.conftest import Call
from tests.households import STANDARDS
from yzcomp import Refused
from yzcomp.household.catalogue import catalogue
from yzcomp.household.headings import headings

ROSTER = [
    ["杨家桥村征地拆迁登记表"],
    ["填报单位：杨家桥村委会"],
    ["序号", "户主姓名", "人口", "安置方式", "房屋", "", "", "", "征收土地（亩）", "", "签约时间", "银行卡号", "小计"],
    ["", "", "", "", "结构", "等级", "建筑面积", "占地面积", "水田", "旱地", "", "", ""],
]
FIRST = [1, "张三", "4人", "集中安置", "砖混", "一等", 120, 60, 0, 0, "2019.5.20", "6228480078106666119", 8]
SECOND = [1, "李四", 3, "集中安置", "砖木", "一等", 100, 50, 0, 0, "2019-05-21", "6228480078106666127", 9]
SHEETS = {"一组": [*ROSTER, FIRST], "二组": [*ROSTER, SECOND]}
FIXED = "固定: {村组: 工作表名, 征地告知日: 2019-03-01, 签约期限: 2019-05-31, 按期腾空: 否}"


@pytest.fixture
def proposed(call_cli: Call, tmp_path: Path) -> tuple[Path, Path]:
    """A roster of two groups and the map that is proposed for it."""
    path, columns = workbook(tmp_path / "名册.xlsx", SHEETS), tmp_path / "对照.yaml"
    done = call_cli("columns", path, "-o", columns)
    assert done.returncode == 1
    assert "9 处要由人确认" in done.stdout
    return path, columns


def confirm(columns: Path) -> str:
    text = columns.read_text(encoding="utf-8").replace("固定: {村组: 工作表名}", FIXED)
    columns.write_text(text.replace("确认: 否", "确认: 是"), encoding="utf-8")
    return text


def test_a_map_says_what_is_sure_and_what_a_person_must_say(proposed: tuple[Path, Path]) -> None:
    text = proposed[1].read_text(encoding="utf-8")
    assert "- 工作表: [一组, 二组]   # 表头在第3行至第4行" in text
    assert "户编号: {由: [工作表名, 序号], 确认: 否}" in text
    assert "  - {列: 户主姓名, 是: 户主}\n" in text
    assert "  - {列: 签约时间, 是: 签约日期}\n" in text
    assert "  - {列: 银行卡号, 是: 银行账号}\n" in text
    assert "{列: 安置方式, 是: 安置方式, 值: {集中安置: 安置地安置}, 确认: 否}" in text
    assert "{列: 水田, 是: 征收土地·面积, 其中: {地类: 水田}, 确认: 否}" in text
    assert "6228480078106666119" not in text


@pytest.mark.slow
@pytest.mark.parametrize("written", ["156,785", "1，5", "1,250.5"])
def test_commas_in_numbers_between_semicolons_are_refused_under_a_map(
    call_cli: Call, tmp_path: Path, written: str
) -> None:
    """There the comma may be the point, whoever says what the columns mean."""
    path, columns = tmp_path / "名册.csv", tmp_path / "对照.yaml"
    rows = (HEADER, [*ROW[:8], written, *ROW[9:]], ["A2", "李四", *ROW[2:]])
    path.write_text("".join(";".join(cells) + "\n" for cells in rows), encoding="utf-8")
    call_cli("columns", path, "-o", columns)
    confirm(columns)
    done = batch(tmp_path, path, columns=columns)
    assert done.problems == [("not-a-number", "合法建筑面积", written)]
    assert [item["household_id"] for item in done.items] == ["A2"]


@pytest.mark.slow
def test_what_nobody_has_confirmed_is_named(call_cli: Call, proposed: tuple[Path, Path], tmp_path: Path) -> None:
    path, columns = proposed
    done = call_cli("batch", path, "-o", tmp_path / "结果", "--columns", columns)
    assert done.returncode == 2
    for name in ("序号", "人口", "安置方式", "建筑面积", "占地面积", "水田", "旱地", "小计", "户编号"):
        assert done.stderr.count(f"「{name}」还没有人确认。核对后改成 确认: 是") == 1


@pytest.mark.slow
def test_a_confirmed_map_is_used_recorded_and_found_again(
    call_cli: Call, proposed: tuple[Path, Path], tmp_path: Path
) -> None:
    path, columns = proposed
    confirm(columns)
    options = ("--standards", STANDARDS)
    done = call_cli("batch", path, "-o", tmp_path / "结果", "--columns", columns, *options)
    assert "读入 2 户 = 算出 2 户 + 退回 0 户" in done.stdout
    for sheet in ("一组", "二组"):
        for title in ("序号", "小计"):
            assert f"名册.xlsx 工作表“{sheet}”：“{title}”列（1 格有内容）" in done.stdout
    rows = (tmp_path / "结果" / "totals.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[:3] for line in rows[1:]] == [["一组-1", "张三", "一组"], ["二组-1", "李四", "二组"]]
    assert '"source": "对照.yaml"' in (tmp_path / "结果" / "run.json").read_text(encoding="utf-8")
    assert call_cli("verify", tmp_path / "结果", *options).returncode == 0
    columns.write_text(columns.read_text(encoding="utf-8") + "# 改过\n", encoding="utf-8")
    again = call_cli("verify", tmp_path / "结果", *options)
    assert again.returncode == 1
    assert "列的对照 对照.yaml：内容变了" in again.stdout
    columns.unlink()
    assert "没有找到这份列的对照" in call_cli("verify", tmp_path / "结果", *options).stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [("audit",), ("readings",), ("rules", "diff", "xianggui-2018", "xianggui-2018", "--impact")],
    ids=" ".join,
)
def test_every_command_that_reads_tables_takes_a_map(
    call_cli: Call, proposed: tuple[Path, Path], command: tuple[str, ...]
) -> None:
    path, columns = proposed
    assert call_cli(*command, path, "--columns", columns).returncode == 2
    confirm(columns)
    assert call_cli(*command, path, "--columns", columns).returncode != 2
    assert call_cli(*command, path).returncode == 2


@pytest.mark.slow
@pytest.mark.parametrize(
    ("written", "instead", "message"),
    [
        ("是: 户主}", "是: 户长}", "「户主姓名」没有“户长”这一项。是不是“户主”？"),
        ("列: 户主姓名, 是: 户主}", "列: 户主姓名}", "「户主姓名」没有说明是什么"),
        ("集中安置: 安置地安置", "集中安置: 住楼房", "「安置方式」值“集中安置”：“住楼房”不是可选的值"),
        ("地类: 旱地", "地类: 水田", "「旱地」与“水田”列重复"),
        ("地类: 旱地", "地类: 旱田", "“旱田”不是可选的值"),
        ("每行是: 户", "每行是: 人", "「每行是」“人”不是可选的值"),
        ("由: [工作表名, 序号]", "由: [编号]", "「户编号」没有“编号”这一列"),
        ("征地告知日: 2019-03-01", "征地告知日: 三月", "固定的值"),
        ("列: 小计, 是: 不读", "列: 总计, 是: 不读", "列的对照 对照.yaml 里没有这样的表头：多了“小计”，少了“总计”"),
        ("列的对照:", "对照:", "没有这一项"),
    ],
)  # fmt: skip
def test_a_map_that_says_something_wrong(
    call_cli: Call, proposed: tuple[Path, Path], written: str, instead: str, message: str
) -> None:
    path, columns = proposed
    confirm(columns)
    text = columns.read_text(encoding="utf-8")
    assert written in text
    columns.write_text(text.replace(written, instead), encoding="utf-8")
    done = call_cli("readings", path, "--columns", columns)
    assert (done.returncode, message in done.stderr) == (2, True)


def test_columns_without_a_title_are_in_the_map(call_cli: Call, tmp_path: Path) -> None:
    path, columns = csv_file(tmp_path / "v.csv", [[*HEADER, "", "收款人"], [*ROW, 300, "张三"]]), tmp_path / "m.yaml"
    assert call_cli("columns", path, "-o", columns).returncode == 1
    assert '{列: "L列（没有标题）", 是: 不读, 确认: 否}' in columns.read_text(encoding="utf-8").replace(
        "L列（没有标题）, ", '"L列（没有标题）", '
    )
    confirm(columns)
    done = batch(tmp_path, path, columns=columns)
    assert done.counts == (1, 1, 0)
    assert [str(p) for p in done.result.inputs.passed_over] == ["v.csv：“L列（没有标题）”列（1 格有内容）"]


@pytest.mark.slow
def test_records_keyed_by_several_columns(tmp_path: Path) -> None:
    columns = tmp_path / "m.yaml"
    columns.write_text(
        "列的对照:\n"
        "- 户编号: {由: [村组, 序号]}\n"
        "  各列: [{列: 村组, 是: 村组}, {列: 序号, 是: 不读}, {列: 户主, 是: 户主}, {列: 人口, 是: 合法常住人口}, {列: 安置, 是: 安置方式}, {列: 告知日, 是: 征地告知日}]\n"
        "- 每行是: 房屋\n"
        "  户编号: {由: [村组, 序号]}\n"
        "  各列: [{列: 村组, 是: 不读}, {列: 序号, 是: 不读}, {列: 门牌号, 是: 房屋名称}, {列: 面积, 是: 合法建筑面积}]\n",
        encoding="utf-8",
    )
    households = [
        ["村组", "序号", "户主", "人口", "安置", "告知日"],
        ["一组", 1, "张三", 4, "安置地安置", "2019-03-01"],
    ]
    houses = [
        ["村组", "序号", "门牌号", "面积"],
        ["一组", 1, "3号", 100],
        ["一组", 1, "4号", 50],
        ["二组", 1, "5号", 50],
    ]
    path = workbook(tmp_path / "v.xlsx", {"甲": households, "乙": houses})
    done = batch(tmp_path, path, with_standards=False, columns=columns)
    assert done.totals == [] or done.totals[0]["household_id"] == "一组-1"
    assert done.counts == (2, 1, 1)
    assert "户表里没有“二组-1”" in done.rejected[0]["problem"]


def test_a_roster_of_usual_words_needs_no_map(tmp_path: Path) -> None:
    words = {"户主": "户主姓名", "村组": "行政村"}
    more = ["有无权属争议", "身份证号码", "开户银行", "一卡通账号", "手机号码", "备注"]
    cells = ["是", "431102197102165561", "农行", "6228480078106666119", "13261089451", "无"]
    header = [*(words.get(title, title) for title in HEADER), *more]
    done = batch(tmp_path, csv_file(tmp_path / "v.csv", [["序号", *header], ["1", *ROW, *cells]]))
    assert {(row["household_id"], row["head"], row["village"]) for row in done.totals} == {("A1", "张三", "一组")}
    assert all(row["status"] != "payable" for row in done.items)
    plan = done.result.inputs.inputs[0].plans.households
    assert {target.key for _, target in plan.targets} >= {
        "in_dispute",
        "id_number",
        "bank",
        "account",
        "phone",
        "remark",
    }
    assert plan.loose == {0}


def test_numbers_of_rows_and_totals_are_passed_over_and_listed(tmp_path: Path) -> None:
    done = batch(tmp_path, csv_file(tmp_path / "v.csv", [["序号", *HEADER, "合计"], [1, *ROW, 2200]]))
    assert done.counts == (1, 1, 0)
    assert [str(p) for p in done.result.inputs.passed_over] == [
        "v.csv：“序号”列（1 格有内容）",
        "v.csv：“合计”列（1 格有内容）",
    ]


@pytest.mark.parametrize("title", ["编号一", "联系电话2", "面积", "是否合法"])
def test_a_word_of_several_meanings_is_asked_about(tmp_path: Path, title: str) -> None:
    with pytest.raises(Refused) as caught:
        batch(tmp_path, csv_file(tmp_path / "v.csv", [[*HEADER, title], [*ROW, "1"]]))
    (problem,) = caught.value.problems
    assert problem.code in ("unconfirmed-column", "unknown-column")
    assert title in str(problem) and "yzcomp columns" in (problem.remedy or "")


def test_a_sheet_of_records_keyed_otherwise_is_never_passed_over(tmp_path: Path) -> None:
    houses = [["门牌号", "结构", "建筑面积"], ["1号", "砖混", 100]]
    for name in ("房屋", "房屋信息"):
        path = workbook(tmp_path / f"{name}.xlsx", {"户": [HEADER, ROW], name: houses, "水塘": [["户编号", "面积"]]})
        with pytest.raises(Refused):
            batch(tmp_path, path, ignore_extra=True)


def test_two_columns_of_one_meaning_are_not_advised_to_be_deleted(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        batch(tmp_path, csv_file(tmp_path / "v.csv", [[*FACTS, "合法面积", "合法建筑面积"], [*PERSON, "100", "50"]]))
    (problem,) = caught.value.problems
    assert (problem.code, problem.place.cell_column) == ("duplicate-column", "J")
    assert "不要删" in (problem.remedy or "")


def test_where_there_is_no_heading_the_nearest_row_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        batch(tmp_path, csv_file(tmp_path / "v.csv", [["说明"], ["户主", "甲", "乙"], ["张三", "1", "2"]]))
    (problem,) = caught.value.problems
    assert (problem.code, problem.place.line) == ("no-header", 2)
    assert "最像的是第2行" in problem.message and "yzcomp columns" in (problem.remedy or "")


def test_no_usual_word_sends_a_date_to_a_deadline() -> None:
    """A day on which something was done is never taken for the day by which it had to be."""
    words = headings(catalogue().model).words
    deadlines = [
        word
        for word, meanings in words.items()
        if any(m.key in ("sign_by", "vacate_by") and m.how != "own" for m in meanings)
    ]
    assert deadlines
    assert all(any(end in word for end in ("期限", "截止", "规定", "签约期")) for word in deadlines)


@pytest.mark.many
@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("签约时间", "签约日期"),
        ("腾房时间", "腾空日期"),
        ("签约时候", "签约日期"),
        ("人口", "合法常住人口"),
        ("签约期", "签约期限"),
    ],
)
def test_what_is_suggested_for_a_word_in_a_household_file(
    call_cli: Call, tmp_path: Path, word: str, meant: str
) -> None:
    path = tmp_path / "户.yaml"
    path.write_text(f"户编号: A1\n{word}: 2019-05-20\n", encoding="utf-8")
    assert f"「{word}」没有这一项。是不是“{meant}”？" in call_cli("calc", path).stderr


def test_every_word_is_of_a_fact_and_sure_of_one_only() -> None:
    facts = catalogue()
    for word, meanings in headings(facts.model).words.items():
        assert all(meaning.key in facts.of(meaning.scope) for meaning in meanings), word
        assert len({(m.scope, m.key) for m in meanings if m.how == "sure"}) < 2, word

"""``yzcomp verify``: identical, or what changed, by name, and which lines differ by how much."""

import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.batches import FACTS, HEADER, PERSON, ROW, csv_file, csv_text, row
from tests.conftest import ROOT, Call, Run

TITLE = "湘桂铁路永州地区扩能改造工程建设项目征地拆迁补偿安置办法（永政办发〔2018〕12号）"
RATED = ("--standards", ROOT / "examples" / "standards.yaml")
HOUSE = [*HEADER, "水塘面积"]
ROWS = [
    HOUSE,
    [*PERSON, "100.5", "砖混", "一等", "1.25"],
    [*row(户编号="A2", 合法常住人口="3")[: len(FACTS)], "80", "砖木", "二等", ""],
    [*row(户编号="A3", 合法常住人口="x")[: len(FACTS)], "80", "砖木", "二等", ""],
]


@pytest.fixture
def folder(call_cli: Call, tmp_path: Path) -> Path:
    """A finished batch, its input and its standards beside it."""
    csv_file(tmp_path / "v.csv", ROWS)
    shutil.copy(ROOT / "examples" / "standards.yaml", tmp_path / "rates.yaml")
    done = call_cli("batch", tmp_path / "v.csv", "-o", tmp_path / "out", "--standards", tmp_path / "rates.yaml")
    assert done.returncode == 1
    return tmp_path / "out"


def replaced(path: Path, old: str, new: str) -> None:
    content = path.read_bytes()
    assert content.count(old.encode()) >= 1
    path.write_bytes(content.replace(old.encode(), new.encode(), 1))


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def doctored(folder: Path, name: str, change: Callable[[Path], None]) -> None:
    """A result changed by somebody who makes run.json match it."""
    old = sha256(folder / name)
    change(folder / name)
    replaced(folder / "run.json", old, sha256(folder / name))


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {str(p): (p.read_bytes(), p.stat().st_mtime_ns) for p in folder.rglob("*") if p.is_file()}


def test_identical(call_cli: Call, folder: Path) -> None:
    before = snapshot(folder.parent)
    done = call_cli("verify", folder)
    assert (done.returncode, done.stderr) == (0, "")
    used = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert done.stdout.splitlines() == [
        f"一致：{folder} 的全部结果与重新计算的相同（读入 3 户，共 5 条）。",
        f"规则：{TITLE}，内置规则，{used['rulebook']['digest']}",
        f"标准：示例标准，非官方（示例，无文号），在 {folder.parent / 'rates.yaml'}，{used['standards'][0]['digest']}",
        "读法：15 项按缺省的读法",
        f"输入：v.csv，在 {folder.parent / 'v.csv'}，sha256:{used['inputs'][0]['sha256']}",
        f"run.json：sha256:{sha256(folder / 'run.json')}",
    ]
    assert snapshot(folder.parent) == before


def test_readings_and_what_else_lies_there_are_said(call_cli: Call, tmp_path: Path) -> None:
    source = csv_file(tmp_path / "v.csv", ROWS)
    call_cli("batch", source, "-o", tmp_path / "out", *RATED, "--reading", "rounding=yuan")
    (tmp_path / "out" / "汇总.docx").write_bytes(b"x")
    done = call_cli("verify", tmp_path / "out", *RATED)
    assert done.returncode == 0
    assert "读法：金额取整取“到元”（rounding=yuan）；其余 14 项按缺省的读法" in done.stdout
    assert "没有核对的（不是 batch 写的）：汇总.docx" in done.stdout


def test_one_digit_of_a_line(call_cli: Call, folder: Path) -> None:
    replaced(folder / "items.csv", "31250.00", "31350.00")
    before = snapshot(folder.parent)
    done = call_cli("verify", folder)
    assert (done.returncode, done.stderr) == (1, "")
    assert "结果 items.csv：算完以后被改动过" in done.stdout
    line = next(line for line in done.stdout.splitlines() if line.startswith("A1"))
    assert line.split() == ["A1", "造塘还塘包干费", "31350.00", "31250.00", "-100.00"]
    assert "共 1 处不同，涉及 1 户。" in done.stdout
    assert snapshot(folder.parent) == before


def test_one_digit_with_the_manifest_made_to_match(call_cli: Call, folder: Path) -> None:
    """Whoever changes a result and its digest too is found by computing again."""
    doctored(folder, "items.csv", lambda path: replaced(path, "31250.00", "31350.00"))
    done = call_cli("verify", folder)
    assert done.returncode == 1
    assert "结果 items.csv：重新计算的结果与记录不同" in done.stdout
    assert "-100.00" in done.stdout


def test_a_changed_input(call_cli: Call, folder: Path) -> None:
    replaced(folder.parent / "v.csv", "A2,张三,一组,3", "A2,张三,一组,5")
    done = call_cli("verify", folder)
    assert done.returncode == 1
    assert "输入 v.csv：内容变了，记录 " in done.stdout
    line = next(line for line in done.stdout.splitlines() if line.startswith("A2"))
    assert line.split()[:5] == ["A2", "搬家补助费", "2000.00", "2400.00", "+400.00"]
    assert "算式、标准不同" in line
    assert "run.json 的合计：应付合计 记录 " in done.stdout


def test_a_household_more_and_one_less(call_cli: Call, folder: Path) -> None:
    rows = [ROWS[0], [*row(户编号="A0", 合法常住人口="3"), ""], ROWS[1]]
    csv_file(folder.parent / "v.csv", rows)
    done = call_cli("verify", folder)
    assert done.returncode == 1
    found = [line.split() for line in done.stdout.splitlines() if line[:2] in ("A0", "A2", "A3")]
    assert found == [
        ["A2", "房屋补偿费", "48844.00", "-48,844.00", "记录里多出这一条"],
        ["A2", "搬家补助费", "2000.00", "-2,000.00", "记录里多出这一条"],
        ["A0", "搬家补助费", "2000.00", "+2,000.00", "记录里缺少这一条"],
        ["A2", "须核对", "须核对", "须核对表里多出"],
        ["A3", "须核对", "须核对", "须核对表里多出"],
        ["A0", "须核对", "须核对", "须核对表里缺少"],
        ["A3", "退回", "退回", "退回表里多出"],
    ]
    assert "读入户数 记录 3，重算 2" in done.stdout


@pytest.mark.slow
def test_a_changed_rule_file(call_cli: Call, tmp_path: Path) -> None:
    rules = tmp_path / "办法"
    shutil.copytree(ROOT / "rules" / "xianggui-2018", rules)
    source = csv_file(tmp_path / "v.csv", ROWS)
    call_cli("batch", source, "-o", tmp_path / "out", "--rules", rules)
    assert call_cli("verify", tmp_path / "out").returncode == 0
    replaced(rules / "items.yaml", "constant: 25000", "constant: 26000")
    for arguments in ([], ["--rules", rules]):
        done = call_cli("verify", tmp_path / "out", *arguments)
        assert done.returncode == 1
        assert "规则 办法（items.yaml）：内容变了，记录 " in done.stdout
        line = next(line for line in done.stdout.splitlines() if line.startswith("A1"))
        assert line.split()[:5] == ["A1", "造塘还塘包干费", "31250.00", "32500.00", "+1,250.00"]


@pytest.mark.slow
def test_a_changed_standard(call_cli: Call, folder: Path) -> None:
    replaced(folder.parent / "rates.yaml", "标准: 980", "标准: 981")
    done = call_cli("verify", folder)
    assert done.returncode == 1
    assert "标准文件 rates.yaml（示例标准，非官方）：内容变了" in done.stdout
    assert "+100.50" in done.stdout


@pytest.mark.slow
def test_another_version_of_the_program(call_cli: Call, folder: Path) -> None:
    from yzcomp import __version__

    replaced(folder / "run.json", f'"version": "{__version__}"', '"version": "0.0.9"')
    done = call_cli("verify", folder)
    assert done.returncode == 1
    assert f"程序版本：记录 0.0.9，现在 {__version__}" in done.stdout
    assert "逐条核对：明细、合计、须核对和退回与重新计算的没有不同。" in done.stdout


@pytest.mark.many
@pytest.mark.parametrize("name", ["items.csv", "totals.csv", "rejected.csv", "summary.xlsx"])
def test_a_result_that_is_missing(call_cli: Call, folder: Path, name: str) -> None:
    (folder / name).unlink()
    done = call_cli("verify", folder)
    assert (done.returncode, f"结果 {name}：文件不见了" in done.stdout) == (1, True)


@pytest.mark.many
@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("totals.csv", "33450.00", "33460.00", "合计表"),
        ("rejected.csv", "不是数字", "是数字", "退回的原因不同"),
        ("items.csv", "搬家补助费", "搬迁补助费", "项目不同"),
        ("items.csv", "moving_allowance", "moving_allowances", "记录里多出这一条"),
        ("items.csv", ",应付,", ",暂不拨付,", "状态不同"),
        ("items.csv", "A1,张三", "A9,张三", "记录里缺少这一条"),
        ("items.csv", "A1,", '"A1,', "已经不是原来的表，读不懂"),
    ],
)
def test_whatever_is_changed_in_a_result_is_named(
    call_cli: Call, folder: Path, name: str, old: str, new: str, said: str
) -> None:
    if name == "totals.csv":
        old = next(
            line for line in (folder / name).read_text(encoding="utf-8-sig").splitlines() if line.startswith("A1")
        ).split(",")[3]
        new = old[:-4] + ("9" if old[-4] != "9" else "8") + old[-3:]
    replaced(folder / name, old, new)
    done = call_cli("verify", folder)
    assert done.returncode == 1
    assert f"结果 {name}：算完以后被改动过" in done.stdout
    assert said in done.stdout


@pytest.mark.slow
def test_only_the_first_twenty_lines_are_shown(call_cli: Call, tmp_path: Path) -> None:
    source = csv_file(tmp_path / "v.csv", [HEADER, *(row(户编号=f"H{n:02}") for n in range(30))])
    call_cli("batch", source, "-o", tmp_path / "out")
    path = tmp_path / "out" / "items.csv"
    path.write_bytes(path.read_bytes().replace(b"2200.00", b"2300.00"))
    done = call_cli("verify", tmp_path / "out")
    assert sum(line.startswith("H") for line in done.stdout.splitlines()) == 20
    assert "共 30 处不同，涉及 30 户，这里是前 20 处。" in done.stdout


@pytest.mark.slow
def test_summary_with_another_cell(call_cli: Call, folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "summary.xlsx")
    book["总计"]["C4"] = 1
    book.save(folder / "summary.xlsx")
    done = call_cli("verify", folder)
    assert (done.returncode, "结果 summary.xlsx：算完以后被改动过" in done.stdout) == (1, True)


def repacked(change: Callable[[str, bytes], bytes], *more: tuple[str, bytes], level: int = 6) -> Callable[[Path], None]:
    """A workbook with its parts changed one by one."""

    def pack(path: Path) -> None:
        with zipfile.ZipFile(path) as book:
            parts = [(part.filename, change(part.filename, book.read(part))) for part in book.infolist()]
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as book:
            for name, content in (*parts, *more):
                book.writestr(name, content)

    return pack


def part(name: str, old: bytes, new: bytes) -> Callable[[Path], None]:
    def change(found: str, content: bytes) -> bytes:
        assert found != f"xl/{name}" or old in content
        return content.replace(old, new, 1) if found == f"xl/{name}" else content

    return repacked(change)


def unchanged(name: str, content: bytes) -> bytes:
    return content


@pytest.mark.many
@pytest.mark.parametrize(
    "change",
    [
        part("styles.xml", b"#,##0.00", b"&quot;9&quot;#,##0.00"),
        part("worksheets/sheet1.xml", b'<row r="5"', b'<row r="5" hidden="1"'),
        part("worksheets/sheet1.xml", b"<cols><col ", b'<cols><col hidden="1" '),
        part("worksheets/sheet1.xml", b"<v>2</v>", b"<f>1+1</f><v>2</v>"),
        part("worksheets/sheet1.xml", b"</sheetData>", b"</sheetData><conditionalFormatting sqref='A1'/>"),
        part("workbook.xml", b"<sheet ", b'<sheet state="hidden" '),
        part(
            "workbook.xml", b"</sheets>", b"</sheets><definedNames><definedName name='x'>1</definedName></definedNames>"
        ),
        part("sharedStrings.xml", "一组".encode(), "二组".encode()),
        repacked(unchanged, ("xl/drawings/drawing1.xml", b"<a/>")),
        repacked(unchanged, ("xl/styles.xml", b"<styleSheet/>")),
        lambda path: path.write_bytes(b"x" + path.read_bytes()),
        lambda path: path.write_bytes(path.read_bytes() + b"x"),
        lambda path: path.write_bytes(b"x"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_summary_that_shows_something_else_under_a_digest_made_to_match(
    call_cli: Call, folder: Path, change: Callable[[Path], None]
) -> None:
    doctored(folder, "summary.xlsx", change)
    done = call_cli("verify", folder)
    assert (done.returncode, done.stdout.splitlines()[0]) == (1, f"不一致：{folder}")
    assert "结果 summary.xlsx：重新计算的结果与记录不同" in done.stdout


def test_a_summary_that_another_machine_packs_tighter(call_cli: Call, folder: Path) -> None:
    doctored(folder, "summary.xlsx", repacked(unchanged, level=1))
    assert call_cli("verify", folder).returncode == 0


@pytest.mark.slow
def test_inputs_are_found_in_the_folder_above_it_here_or_where_they_are_given(
    call_cli: Call, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "far").mkdir()
    source = tmp_path / "v.csv"
    moved = source.rename(folder / "v.csv")
    assert call_cli("verify", folder).returncode == 0
    moved = moved.rename(tmp_path / "far" / "v.csv")
    missing = call_cli("verify", folder)
    assert (missing.returncode, missing.stdout) == (2, "")
    assert "错误：v.csv：没有找到这个输入文件。" in missing.stderr
    assert call_cli("verify", folder, moved).returncode == 0
    assert call_cli("verify", folder, tmp_path / "far").returncode == 0
    renamed = moved.rename(tmp_path / "far" / "other.csv")
    assert call_cli("verify", folder, renamed).returncode == 0
    renamed.rename(tmp_path / "another.csv")
    assert call_cli("verify", folder).returncode == 0


@pytest.mark.slow
def test_the_one_of_its_digest_is_taken_where_several_have_its_name(
    call_cli: Call, folder: Path, tmp_path: Path
) -> None:
    """And the other is named: whoever looks into the folder would take it for the input."""
    other = csv_file(folder / "v.csv", [HEADER, row(户编号="X")])
    done = call_cli("verify", folder)
    assert (done.returncode, done.stdout.startswith(f"须核对：{folder} 的全部结果与重新计算的相同")) == (1, True)
    assert f"输入 v.csv：旁边还有同名的 {other}，内容不同，没有用它" in done.stdout
    shutil.copy(tmp_path / "v.csv", other)
    assert call_cli("verify", folder).returncode == 0


@pytest.mark.slow
def test_other_standards_of_the_same_name_or_title_are_named(call_cli: Call, folder: Path, tmp_path: Path) -> None:
    rates = (tmp_path / "rates.yaml").read_text(encoding="utf-8").replace("标准: 980", "标准: 990")
    for name, same in (("rates.yaml", "同名"), ("另一份.yaml", "同一标题")):
        (folder / name).write_text(rates, encoding="utf-8")
        done = call_cli("verify", folder)
        said = f"标准文件 rates.yaml：旁边还有{same}的 {folder / name}，内容不同，没有用它"
        assert (done.returncode, said in done.stdout) == (1, True), done.stdout
        (folder / name).unlink()
    (folder / "别的.yaml").write_text("cases: []", encoding="utf-8")
    assert call_cli("verify", folder).returncode == 0


@pytest.mark.slow
def test_inputs_of_a_folder_and_of_several_files(call_cli: Call, tmp_path: Path) -> None:
    village = tmp_path / "村"
    village.mkdir()
    csv_file(village / "户.csv", [HEADER, ROW], "gbk")
    csv_file(village / "水塘.csv", [["户编号", "面积"], ["A1", "1"]], "gbk")
    flat = csv_file(tmp_path / "f.csv", [HEADER, row(户编号="F1")])
    call_cli("batch", flat, village, "-o", tmp_path / "out")
    assert call_cli("verify", tmp_path / "out").returncode == 0
    village.rename(tmp_path / "elsewhere")
    assert call_cli("verify", tmp_path / "out").returncode == 2
    assert call_cli("verify", tmp_path / "out", tmp_path / "elsewhere", flat).returncode == 0
    replaced(tmp_path / "elsewhere" / "水塘.csv", "1", "2")
    done = call_cli("verify", tmp_path / "out", tmp_path / "elsewhere", flat)
    assert (done.returncode, "输入 村/水塘.csv：内容变了" in done.stdout) == (1, True)


@pytest.mark.slow
def test_standard_input_again(run_cli: Run, tmp_path: Path) -> None:
    text = csv_text([HEADER, ROW])
    assert run_cli("batch", "-", "-o", tmp_path / "out", *RATED, stdin=text).returncode == 0
    assert run_cli("verify", tmp_path / "out", "-", *RATED, stdin=text).returncode == 0
    assert run_cli("verify", tmp_path / "out", "-", *RATED, stdin=text.replace(",4,", ",5,")).returncode == 1


@pytest.mark.slow
def test_options_of_the_batch_are_used_again(call_cli: Call, tmp_path: Path) -> None:
    source = csv_file(tmp_path / "v.csv", [[*HEADER, "备注"], [*row(合法常住人口="0"), "x"]], "utf-16-le")
    options = ["--headers", "en", "--ignore-extra", "--encoding", "utf-16-le", "--reading", "zero_residents=household"]
    assert call_cli("batch", source, "-o", tmp_path / "out", *options, *RATED).returncode == 0
    assert call_cli("verify", tmp_path / "out", *RATED).returncode == 0


PASSED = {"file": "v.csv", "sheet": None, "what": "备注", "filled": 1}


def manifest_with(change: Callable[[dict[str, Any]], None]) -> Callable[[Path], None]:
    def spoil(path: Path) -> None:
        told = json.loads(path.read_text(encoding="utf-8"))
        change(told)
        path.write_text(json.dumps(told), encoding="utf-8")

    return spoil


def written_over(old: str, new: str) -> Callable[[Path], None]:
    def spoil(path: Path) -> None:
        replaced(path, old, new)

    return spoil


@pytest.mark.many
@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda path: path.unlink(), "文件夹里没有 run.json，不是算完的批量结果"),
        (lambda path: path.write_text("{", encoding="utf-8"), "不是完整的 JSON，读不懂"),
        (lambda path: path.write_bytes(b"\xff\xfe\x00"), "run.json：文件的编码不是 UTF-16。另存为 UTF-8 文本"),
        (lambda path: path.write_text("[]", encoding="utf-8"), "run.json 第1行：不是完整的 JSON，读不懂"),
        (lambda path: path.write_text("a: 1", encoding="utf-8"), "run.json 第1行：不是完整的 JSON，读不懂"),
        (lambda path: path.write_text("[" * 100_000, encoding="utf-8"), "嵌套超过40层"),
        (lambda path: path.write_text('{"a":' * 60 + "1" + "}" * 60, encoding="utf-8"), "嵌套超过40层"),
        (
            written_over('"version"', '"version": "9", "version"'),
            "run.json 第3行第19列：「version」重复，第3行已经写过",
        ),
        (written_over('"title": "', '"title": "\\ud800'), "run.json 第6行第17列：不是完整的 JSON，读不懂"),
        (manifest_with(lambda told: told.pop("inputs")), "「inputs」run.json 的这一项缺少或不对"),
        (manifest_with(lambda told: told["counts"].update(read="many")), "「counts.read」run.json 的这一项缺少或不对"),
        (manifest_with(lambda told: told.update(program="other")), "不是 yzcomp batch 写的记录"),
        (manifest_with(lambda told: told["outputs"].update({"../v.csv": "0"})), "不是 yzcomp batch 写的记录"),
        (manifest_with(lambda told: told["readings"].update(rounding="li")), "读法“rounding”没有选项“li”"),
    ],
)
def test_a_manifest_that_makes_no_sense(
    call_cli: Call, folder: Path, spoil: Callable[[Path], None], message: str
) -> None:
    spoil(folder / "run.json")
    done = call_cli("verify", folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


@pytest.mark.slow
def test_what_else_could_not_be_done(call_cli: Call, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    for arguments, message in (
        ([tmp_path / "nowhere"], "没有这个文件夹"),
        ([folder, tmp_path / "nowhere.csv"], "没有这个文件"),
        ([folder, tmp_path / "v.csv", tmp_path / "rates.yaml"], "记录里没有这个输入"),
        ([folder, "--rules", "没有"], "没有这个规则文件或内置规则"),
        ([folder, "--standards", tmp_path / "nowhere.yaml"], "没有这个文件"),
    ):
        done = call_cli("verify", *arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert message in done.stderr
    (tmp_path / "rates.yaml").rename(tmp_path / "far" / "rates.yaml")
    missing = call_cli("verify", folder)
    assert (missing.returncode, "没有找到这个标准文件" in missing.stderr) == (2, True)
    assert call_cli("verify", folder, "--standards", tmp_path / "far" / "rates.yaml").returncode == 0


@pytest.mark.slow
def test_an_input_that_no_longer_can_be_read(call_cli: Call, folder: Path) -> None:
    replaced(folder.parent / "v.csv", "户编号", "编号")
    done = call_cli("verify", folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert "表头没有这一列" in done.stderr


@pytest.mark.many
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda told: told["rulebook"].update(title="别的办法"), "run.json 的规则名称 记录 别的办法，重算 "),
        (lambda told: told["rulebook"].update(id="x"), "run.json 的规则编号 记录 x"),
        (lambda told: told["rulebook"].update(document="x"), "run.json 的规则文号 记录 x"),
        (lambda told: told["rulebook"].update(built_in=False), "run.json 的规则是不是内置的 记录 否，重算 是"),
        (lambda told: told["rulebook"].update(files={}), "run.json 的规则文件的摘要：与规则的总摘要对不上"),
        (lambda told: told["standards"][0].update(official=True), "标准文件 rates.yaml 的是否官方 记录 是，重算 否"),
        (lambda told: told["standards"][0].update(title="正式标准"), "标准文件 rates.yaml 的名称 记录 正式标准"),
        (lambda told: told["standards"][0].update(document="x"), "标准文件 rates.yaml 的文号 记录 x"),
        (lambda told: told["inputs"][0].update(rows=4), "run.json 的输入 v.csv 的行数 记录 4，重算 3"),
        (lambda told: told["inputs"][0].update(encoding="gb18030"), "run.json 的输入 v.csv 的编码 记录 gb18030"),
        (lambda told: told["readings"].pop("rounding"), "run.json 的读法：记下的与所用的不同"),
        (lambda told: told["counts"].update(pending=9), "run.json 的合计：待定条数 记录 9"),
        (lambda told: told["passed_over"].append(PASSED), "run.json 的略过的内容：记下的与重算的不同"),
        (lambda told: told["options"].update(headers="x"), "run.json 第1行：与重新计算写出的不同"),
    ],
)
def test_whatever_is_changed_in_the_record_is_named(
    call_cli: Call, folder: Path, change: Callable[[dict[str, Any]], None], said: str
) -> None:
    manifest_with(change)(folder / "run.json")
    done = call_cli("verify", folder)
    assert (done.returncode, said in done.stdout) == (1, True), done.stdout + done.stderr


@pytest.mark.many
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{\n", "{ \n"),
        ('"pending": 0', '"pending": "0"'),
        ("\n}", "\n} # 应付 999999.00"),
        ('"items.yaml"', '"x.yaml"'),
    ],
)
def test_run_json_is_as_it_was_written_to_the_byte(call_cli: Call, folder: Path, old: str, new: str) -> None:
    """What reads the same to this program may read otherwise to another, or to a person."""
    replaced(folder / "run.json", old, new)
    done = call_cli("verify", folder)
    assert done.returncode == 1
    assert "run.json 第" in done.stdout or "规则文件的摘要：与规则的总摘要对不上" in done.stdout


@pytest.mark.slow
def test_a_name_in_run_json_writes_no_line_of_its_own(call_cli: Call, folder: Path) -> None:
    manifest_with(lambda told: told["standards"][0].update(title="x\n一致：全部相同"))(folder / "run.json")
    done = call_cli("verify", folder)
    assert (done.returncode, "\n一致" in done.stdout) == (1, False)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["items.csv", "summary.xlsx"])
def test_a_record_that_lacks_a_result_proves_nothing(call_cli: Call, folder: Path, name: str) -> None:
    manifest_with(lambda told: told["outputs"].pop(name))(folder / "run.json")
    (folder / name).write_text("mine")
    done = call_cli("verify", folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"没有记下{name}的摘要，不能证明它们没有变" in done.stderr

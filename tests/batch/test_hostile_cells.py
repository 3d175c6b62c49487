"""What a cell of a table may hold, whoever wrote it: a household, a rulebook, standards. Nothing shifts a column, steers a
screen or is taken for a formula by a spreadsheet, in either lane of the engine."""

import csv
import io
from pathlib import Path

import pytest

from tests.conftest import Call
from yzcomp.audit.recorded_rows import text_of
from yzcomp.batch.rows import cell, csv_line, safe
from yzcomp.engine.evaluator import Evaluator

STARTS = ["=cmd", "+1+1", "-2+3", "@sum", "＝cmd", "＋1+1", "－1+1", "＠a"]
BLANKS = ["", " ", "\t", "\r\n", "\u3000", "\u00a0", "\u200b", "\ufeff", " \u2003", "\x1b", "\x00"]
RULES = """rulebook: {id: u, title: '=title', document: 无文号, issued_on: 2020-01-01}
rounding: {step: {constant: 0.01, unit: 元}}
facts:
  trees: {name: 株数, kind: number, unit: '株,=cmd'}
  sort: {name: 种类, kind: choice, choices: {a: '=种,"甲"', b: 乙}}
standards:
  rates: {name: '=标准', document: '=文', article: 第一条, key: [houses.structure], unit: 元/㎡}
items:
  a:
    name: '=HYPERLINK("http://evil","甲")'
    article: '=第一条'
    payee: household
    summary: '=试'
    factors: [{constant: 100, unit: '元/株,=cmd'}, {fact: trees}]
  b:
    name: '＋乙,"'
    article: 第二条
    payee: collective
    summary: 试
    for_each: houses
    factors: [{standard: rates, key: [{fact: structure}]}, {fact: legal_floor_area}]
"""
RATES = """standard: {id: s, title: '=标准文件', document: '=文号', issued_on: 2020-01-01, official: yes}
rates:
  rates: [{结构: '=种,"甲"', 标准: 3}]
"""
ROWS = '户编号,户主,村组,合法常住人口,安置方式,株数,种类,结构,合法建筑面积\n" =1","=张,三","@村",3,不予安置,2,"=种,""甲""","=种,""甲""",2\n2,=李,,x,不予安置,1,,,\n'


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    (tmp_path / "r.yaml").write_text(RULES, encoding="utf-8")
    (tmp_path / "s.yaml").write_text(RATES, encoding="utf-8")
    (tmp_path / "h.csv").write_text(ROWS, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("blank", BLANKS)
@pytest.mark.parametrize("start", STARTS)
def test_no_cell_is_a_formula(blank: str, start: str) -> None:
    text = safe(blank + start)
    assert text.startswith("'")
    assert text.isprintable() or set(text) & set("\u3000\u00a0\u2003\u200b\ufeff")
    assert safe(text) == text
    assert text_of(text) == text_of(start)


def test_a_number_is_no_formula_and_a_line_is_a_line() -> None:
    assert [safe(text) for text in ("-100.00", "-5", "", "张三")] == ["-100.00", "-5", "", "张三"]
    assert safe("甲\n乙\r\n丙\x1b[31m\u202e丁\t戊") == "甲 乙 丙[31m丁 戊"
    assert csv_line(['a,"b"', "c\nd", "=e"]) == '"a,""b""",c d,\'=e\r\n'
    assert cell("=a,b") == '"\'=a,b"'


def harmless(content: bytes, columns: int) -> list[list[str]]:
    """The rows of a CSV: as wide as its header, no cell a formula, no control character."""
    text = content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert {len(row) for row in rows} == {columns}
    assert [c for row in rows for c in row if c.strip("\u200b \u3000")[:1] in tuple("=+@＝＋－＠")] == []
    assert without_lines(text).isprintable()
    return rows


def without_lines(text: str) -> str:
    return text.replace("\r\n", "").replace("\u3000", "").replace("\u200b", "")


def test_a_hostile_rulebook_shifts_nothing(call_cli: Call, hostile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = ("--rules", hostile / "r.yaml", "--standards", hostile / "s.yaml")
    made = []
    for name in ("quick", "careful"):
        if name == "careful":
            monkeypatch.setattr("yzcomp.batch.worker.Worker._written_quickly", lambda *_: False)
        done = call_cli("batch", hostile / "h.csv", "-o", hostile / name, *rules, "--processes", "1")
        assert done.returncode == 1
        files = [(hostile / name / f"{table}.csv").read_bytes() for table in ("items", "totals", "rejected")]
        widths = [15, 9, 5]
        rows = [harmless(content, width) for content, width in zip(files, widths, strict=True)]
        assert [row[11] for row in rows[0][1:]] == ["200.00", "6.00"]
        assert rows[0][1][4] == '\'=HYPERLINK("http://evil","甲")'
        made.append(files)
    assert made[0] == made[1]


def test_audit_diff_template_and_standards_form(call_cli: Call, hostile: Path) -> None:
    rules = ("--rules", hostile / "r.yaml", "--standards", hostile / "s.yaml")
    paid = hostile / "p.csv"
    paid.write_text('户编号,项目,金额\n"=1",a,1\n"=9",b,2\n', encoding="utf-8")
    out = hostile / "d.csv"
    assert call_cli("audit", hostile / "h.csv", "--against", paid, "-o", out, *rules).returncode == 1
    harmless(out.read_bytes(), 8)
    other = hostile / "r2.yaml"
    other.write_text(RULES.replace("constant: 100", "constant: 90").replace("'=第一条'", "'@第一条'"), encoding="utf-8")
    call_cli("rules", "diff", hostile / "r.yaml", other, "-o", hostile / "c.csv")
    harmless((hostile / "c.csv").read_bytes(), 11)
    call_cli("rules", "diff", hostile / "r.yaml", other, "--impact", hostile / "h.csv", "-o", hostile / "i.csv")
    rows = harmless((hostile / "i.csv").read_bytes(), 8)
    assert rows[1][3].startswith("'=HYPERLINK")
    assert call_cli("template", "-o", hostile / "t", *rules[:2]).returncode == 0
    for path in (hostile / "t").iterdir():
        content = path.read_bytes()
        harmless(content, len(next(csv.reader(io.StringIO(content.decode("utf-8-sig"))))))


def test_the_standards_form_of_hostile_rules_can_be_filled_in(call_cli: Call, hostile: Path) -> None:
    form = hostile / "f.yaml"
    assert call_cli("standards", "new", "-o", form, "--rules", hostile / "r.yaml").returncode == 0
    text = form.read_text(encoding="utf-8").replace("    # - {", "    - {")
    for key, value in (("title", "标"), ("document", "文"), ("issued_on", "2020-01-01"), ("official", "no")):
        text = text.replace(f"  {key}:   #", f"  {key}: {value}   #")
    form.write_text(text, encoding="utf-8")
    done = call_cli("standards", "check", form, "--rules", hostile / "r.yaml")
    assert done.returncode == 0, done.stderr + text


@pytest.mark.many
@pytest.mark.parametrize("where", ["name: 甲", "unit: '元/户'", "title: 试", "summary: 试"])
def test_a_rulebook_has_no_control_characters_and_its_texts_one_line(
    call_cli: Call, tmp_path: Path, where: str
) -> None:
    text = (
        "rulebook: {id: u, title: 试, document: 文, issued_on: 2020-01-01}\n"
        "rounding: {step: {constant: 0.01, unit: 元}}\n"
        "items: {a: {name: 甲, article: 一, payee: household, summary: 试, factors: [{constant: 5, unit: '元/户'}]}}\n"
    )
    key, value = where.split(": ")
    path = tmp_path / "r.yaml"
    for char in ("\\e", "\\a", "\\x9b", "\\0"):
        path.write_text(text.replace(where, f'{key}: "{value.strip(chr(39))}{char}x"'), encoding="utf-8")
        done = call_cli("rules", "check", path)
        assert (done.returncode, "含有看不见的控制字符" in done.stderr) == (2, True)
    path.write_text(text.replace(where, f'{key}: "{value.strip(chr(39))}\\n应付合计：1 元"'), encoding="utf-8")
    assert "\n应付合计" not in call_cli("rules", "show", "a", "--rules", path).stdout


def test_both_lanes_are_there(hostile: Path) -> None:
    """The hostile rulebook is one that the quick way computes: the comparison above is of two."""
    from yzcomp.engine.to_python import QuickRules
    from yzcomp.rulebook.load import load_rulebook
    from yzcomp.rulebook.standards import load_standards

    rulebook = load_rulebook(hostile / "r.yaml")
    assert QuickRules(Evaluator(rulebook, load_standards([hostile / "s.yaml"], rulebook))).run is not None

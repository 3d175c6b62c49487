"""CSV as other programs write it: encodings, marks, line ends, quotes, delimiters."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.batches import HEADER, PAID, ROW, batch, csv_file, csv_text, row
from yzcomp import Refused

ROWS = [HEADER, row(户主="䶮建国"), row(户编号="A2", 合法常住人口="四")]


def encoding_of(folder: Path, path: Path, **options: str) -> str:
    """What a file that every test here writes alike was read as, once it is sure that it was read right."""
    done = batch(folder, path, **options)
    assert [(r["household_id"], r["head"], r["payable"]) for r in done.totals] == [("A1", "䶮建国", PAID)]
    assert [r["value"] for r in done.rejected] == ["四"]
    return done.result.manifest.inputs[0].encoding


@pytest.mark.many
@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16"),
        ("utf-16-be", "utf-16"),
    ],
)
def test_encodings_are_told_apart(tmp_path: Path, encoding: str, found: str) -> None:
    text = csv_text(ROWS)
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    path = tmp_path / "v.csv"
    path.write_bytes(mark + text.encode(encoding))
    assert encoding_of(tmp_path, path) == found


@pytest.mark.skipif(shutil.which("iconv") is None, reason="no iconv")
@pytest.mark.parametrize(("name", "found"), [("GBK", "gb18030"), ("GB18030", "gb18030"), ("UTF-16", "utf-16")])
def test_what_iconv_writes(tmp_path: Path, name: str, found: str) -> None:
    source, path = tmp_path / "utf8.csv", tmp_path / "v.csv"
    source.write_text(csv_text(ROWS).replace("䶮", "䶮" if name != "GBK" else "岳"), encoding="utf-8", newline="")
    path.write_bytes(
        subprocess.run(["iconv", "-f", "UTF-8", "-t", name, source], capture_output=True, check=True).stdout
    )
    done = batch(tmp_path, path)
    assert (done.payable, done.result.manifest.inputs[0].encoding) == ({"A1": PAID}, found)


def test_gbk_that_reads_like_utf8_at_first(tmp_path: Path) -> None:
    """The first characters that aren't ASCII may stand far down."""
    english = [
        ["household_id", "head", "legal_residents", "resettlement"],
        *([f"A{n}", "Li", "4", "site"] for n in range(99)),
    ]
    path = csv_file(tmp_path / "v.csv", [*english, ["B1", "张三", "4", "安置地安置"]], "gbk")
    assert batch(tmp_path, path).counts == (100, 100, 0)


def test_an_encoding_that_is_given_is_used(tmp_path: Path) -> None:
    assert encoding_of(tmp_path, csv_file(tmp_path / "v.csv", ROWS, "utf-16-le"), encoding="utf-16-le") == "utf-16-le"
    assert encoding_of(tmp_path, csv_file(tmp_path / "v.csv", ROWS, "utf-8-sig"), encoding="utf-8") == "utf-8"


@pytest.mark.parametrize(
    ("content", "encoding", "message"),
    [
        (b"\xff\x81\x00\xff", None, "文件的编码不是 UTF-8、GB18030"),
        (csv_text(ROWS).encode("gb18030"), "utf-8", "文件的编码不是 UTF-8"),
        (b"a,b\n", "klingon", "没有编码“klingon”"),
    ],
)
def test_what_cannot_be_decoded_is_refused(tmp_path: Path, content: bytes, encoding: str | None, message: str) -> None:
    path = tmp_path / "v.csv"
    path.write_bytes(content)
    with pytest.raises(Refused, match=message):
        batch(tmp_path, path, encoding=encoding)


@pytest.mark.many
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_line_ends(tmp_path: Path, line_end: str, last: bool) -> None:
    path = tmp_path / "v.csv"
    text = csv_text(ROWS, line_end=line_end)
    path.write_bytes((text if last else text.removesuffix(line_end)).encode())
    assert encoding_of(tmp_path, path) == "utf-8"


@pytest.mark.many
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("title", [[], [["杨家桥村花名册"]], [["花名册, 2019年"]]])
def test_delimiters_also_below_a_title_that_has_none(tmp_path: Path, delimiter: str, title: list[list[str]]) -> None:
    path = csv_file(tmp_path / "v.txt", [*title, HEADER, row(户主="Li; Er"), row(户编号="A2")], delimiter=delimiter)
    assert batch(tmp_path, path).payable == {"A1": PAID, "A2": PAID}


def test_quoted_cells_with_commas_quotes_and_line_breaks(tmp_path: Path) -> None:
    rows = [
        HEADER,
        row(户主='张"三",\r\n字"小三"'),
        row(户编号="A2", 村组="一组\n二组"),
        row(户编号="A3", 合法常住人口="x"),
    ]
    done = batch(tmp_path, csv_file(tmp_path / "v.csv", rows))
    assert [(r["head"], r["village"]) for r in done.totals] == [('张"三", 字"小三"', "一组"), ("张三", "一组 二组")]
    assert done.rejected[0]["source"] == "v.csv 第4行"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('A1,"张三,4\nA2,李四,4\n', "v.csv 第2行：文件结束时引号还没有关上"),
        ('A1,"张"三,4\n', "v.csv 第2行：引号的用法不对"),
        ('A1,张三,4\nA2,"' + "长" * 200_000 + '",4\n', "v.csv 第3行：一个单元格的内容过长"),
    ],
)
def test_quotes_that_do_not_match_are_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "v.csv"
    path.write_text("户编号,户主,合法常住人口\n" + text, encoding="utf-8")
    with pytest.raises(Refused) as caught:
        batch(tmp_path, path)
    assert str(caught.value.problems[0]).startswith(message)
    assert [p.name for p in tmp_path.iterdir()] == ["v.csv"]


@pytest.mark.parametrize("text", ["\n", "\ufeff", ",,\n,,\n"])
def test_a_file_without_content_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "v.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refused, match="没有找到任何一户"):
        batch(tmp_path, path)


def test_a_header_without_rows_is_a_batch_of_none(tmp_path: Path) -> None:
    done = batch(tmp_path, csv_file(tmp_path / "v.csv", [HEADER]))
    assert (done.counts, done.items, done.totals, done.rejected) == ((0, 0, 0), [], [], [])


def test_what_a_spreadsheet_saved_as_csv_keeps_its_errors(tmp_path: Path) -> None:
    rows = [
        HEADER,
        row(户主="#N/A"),
        row(户编号="A2", 村组="#REF!"),
        row(户编号="4.31121E+17"),
        row(户编号="A4", 村组="#3组"),
    ]
    done = batch(tmp_path, csv_file(tmp_path / "v.csv", rows))
    assert [code for code, _, _ in done.problems] == ["error-cell", "error-cell", "id-damaged"]
    assert list(done.payable) == ["A4"]


def test_a_row_shorter_than_its_header_may_have_been_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    path.write_text(",".join([*HEADER, "过渡月数"]) + "\n" + ",".join(ROW) + "\n", encoding="utf-8")
    assert batch(tmp_path, path).problems == [("short-row", "", "")]
    path.write_text(",".join([*HEADER, "过渡月数"]) + "\n" + ",".join(ROW) + ",\n", encoding="utf-8")
    assert batch(tmp_path, path).payable == {"A1": PAID}


@pytest.mark.parametrize("encoding", ["hex", "zip", "rot13", "base64", "undefined", "没有"])
def test_what_is_no_encoding_of_text(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(Refused, match=f"没有编码“{encoding}”。可用 utf-8、gb18030"):
        batch(tmp_path, csv_file(tmp_path / "v.csv", ROWS), encoding=encoding)

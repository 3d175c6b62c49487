"""Files that are none, can't be read, or are made to swell: each is one Chinese line, wherever the path came from."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.batches import HEADER, ROW, csv_file
from tests.conftest import ROOT, Call

SITE = "examples/site.yaml"
#: Every place of the command line that takes a path to read from.
PLACES = [
    "calc {}",
    f"calc {SITE} --standards {{}}",
    f"calc {SITE} --rules {{}}",
    "batch {} -o {out}",
    f"batch {SITE} {{}} -o {{out}}",
    "audit {}",
    "audit {table} --against {}",
    "readings {}",
    "verify {}",
    "rules check {}",
    "rules diff {} xianggui-2018",
    "rules diff xianggui-2018 xianggui-2018 --impact {}",
    "standards check {}",
    "test {}",
]


def run(call_cli: Call, tmp_path: Path, place: str, path: object) -> str:
    """What a command says of a path, and that it ends as it should."""
    table = csv_file(tmp_path / "table.csv", [HEADER, ROW])
    words = place.replace("{out}", str(tmp_path / "out")).replace("{table}", str(table)).split()
    done = call_cli(*(str(path) if word == "{}" else word for word in words))
    assert (done.returncode, done.stdout) == (2, "")
    assert "内部错误" not in done.stderr
    assert done.stderr.startswith("错误：")
    return done.stderr


@pytest.mark.many
@pytest.mark.parametrize("place", PLACES)
def test_names_longer_than_any_file_has(call_cli: Call, tmp_path: Path, place: str) -> None:
    said = run(call_cli, tmp_path, place, "长" * 90 + "x" * 40)
    assert "名称太长" in said or "没有这个规则文件" in said


@pytest.mark.many
@pytest.mark.parametrize("place", PLACES)
def test_links_to_themselves(call_cli: Call, tmp_path: Path, place: str) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    assert "链接绕回了自己" in run(call_cli, tmp_path, place, loop)


@pytest.mark.many
@pytest.mark.parametrize("place", PLACES)
def test_pipes_are_not_waited_for(call_cli: Call, tmp_path: Path, place: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    said = run(call_cli, tmp_path, place, tmp_path / "pipe")
    assert "这是管道或设备，不是文件" in said or "所在的位置不是文件夹" in said  # verify wants a folder


@pytest.mark.many
@pytest.mark.parametrize("place", PLACES)
def test_devices_are_no_files(call_cli: Call, tmp_path: Path, place: str) -> None:
    said = run(call_cli, tmp_path, place, "/dev/zero")
    assert "这是管道或设备，不是文件" in said or "所在的位置不是文件夹" in said


@pytest.mark.many
@pytest.mark.parametrize("place", PLACES)
def test_a_file_where_a_folder_belongs(call_cli: Call, tmp_path: Path, place: str) -> None:
    said = run(call_cli, tmp_path, place, csv_file(tmp_path / "f.csv", [HEADER]) / "inside")
    assert "所在的位置不是文件夹" in said or "没有这个规则文件" in said


@pytest.mark.slow
@pytest.mark.parametrize("link", ["rules", "standards"])
def test_paths_that_a_case_file_names(call_cli: Call, tmp_path: Path, link: str) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for path in ("loop", "x" * 300, '"a\\0b"', "/dev/zero"):
        (tmp_path / "a.cases.yaml").write_text(f"{link}: {path}\ncases: []\n", encoding="utf-8")
        done = call_cli("test", tmp_path / "a.cases.yaml")
        assert (done.returncode, done.stderr[:3]) == (2, "错误：")
        assert "内部错误" not in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("command", ["calc -", "batch - -o {out}", "audit -", "rules check -", "test -", "readings -"])
def test_standard_input_that_is_closed(tmp_path: Path, command: str) -> None:
    words = command.replace("{out}", str(tmp_path / "out"))
    done = subprocess.run(
        f"{sys.executable} -m yzcomp {words} <&-", shell=True, capture_output=True, text=True, cwd=ROOT, timeout=60
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "标准输入：是关着的" in done.stderr


def table(tmp_path: Path, content: str) -> Path:
    path = tmp_path / "v.csv"
    path.write_text(content, encoding="utf-8")
    return path


HEAD = ",".join(HEADER) + "\n"
LINE = ",".join(ROW) + "\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (HEAD + "x" * 3_000_000, "v.csv：一行的长度超过1MB。"),
        ("\0" * 3_000_000, "v.csv：这是程序不认识的二进制文件，不是名册。"),
        (HEAD.strip() + ",a" * 20_000 + "\n", "v.csv 第1行：列数超过16384列。"),
    ],
)
def test_a_table_of_one_line_or_of_very_many_columns(
    call_cli: Call, tmp_path: Path, content: str, message: str
) -> None:
    assert message in run(call_cli, tmp_path, "batch {} -o {out}", table(tmp_path, content))


@pytest.mark.slow
@pytest.mark.parametrize("quote", ["", '"'])
def test_more_rows_than_may_be(call_cli: Call, tmp_path: Path, quote: str) -> None:
    rest = ",".join(ROW[5:])
    lines = "".join(f"A{n},张{n},一组,4,{quote}安置地安置{quote},{rest}\n" for n in range(3000))
    path = table(tmp_path, HEAD + lines)
    done = call_cli("batch", path, "-o", tmp_path / "out", "--limit", "rows=2000")
    assert done.returncode == 2
    assert "行数超过2000行。" in done.stderr
    assert not (tmp_path / "out").exists()
    assert call_cli("batch", path, "-o", tmp_path / "out").returncode == 0


@pytest.mark.slow
def test_one_number_in_very_many_rows_takes_lines_of_one_length(call_cli: Call, tmp_path: Path) -> None:
    path = table(tmp_path, HEAD + LINE * 2000)
    assert call_cli("batch", path, "-o", tmp_path / "out").returncode == 1
    rejected = (tmp_path / "out/rejected.csv").read_text(encoding="utf-8-sig")
    assert max(map(len, rejected.splitlines())) < 500
    assert "v.csv 第3行、v.csv 第4行" in rejected
    assert "第11行、v.csv 第12行等 1999 处 也是“A1”" in rejected


@pytest.mark.slow
def test_the_problems_on_the_screen_are_counted_from_some_number_on(call_cli: Call, tmp_path: Path) -> None:
    path = table(tmp_path, HEAD.strip() + "".join(f",没有{n}" for n in range(500)) + "\n")
    lines = call_cli("batch", path, "-o", tmp_path / "out").stderr.splitlines()
    assert lines[200:] == ["……另有 300 处没有显示，加 --limit errors=更大的数 可以看到。", "共 500 处问题。"]
    more = call_cli("batch", path, "-o", tmp_path / "out", "--limit", "errors=1000").stderr.splitlines()
    assert len(more) == 501


def test_a_row_of_very_many_cells_below_no_header(call_cli: Call, tmp_path: Path) -> None:
    path = table(tmp_path, HEAD + LINE.strip() + ",x" * 10_000 + "\n")
    assert call_cli("batch", path, "-o", tmp_path / "out").returncode == 1
    assert "另有 9980 个单元格没有表头" in (tmp_path / "out/rejected.csv").read_text(encoding="utf-8-sig")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: " + "x" * 21_000_000, "文本大小超过20MB"),
        ("a: " + "[" * 100_000, "嵌套超过40层"),
        ('{"a":' * 100_000, "嵌套超过40层"),
        ("a:\n" + " - 1\n" * 300_000, "内容超过200000项"),
        ("a: &a [x, x]\nb: [*a, *a]\n", "不能使用锚点和引用"),
        ("户编号: A1\n户主: 张三\n安置方式: site\n合法常住人口: " + "9" * 1_000_000, "数字过长"),
    ],
    ids=["long", "deep-list", "deep-json", "many", "alias", "digits"],
)
@pytest.mark.parametrize("command", ["calc", "standards check", "test", "rules check"])
def test_texts_that_swell(call_cli: Call, tmp_path: Path, command: str, text: str, message: str) -> None:
    path = tmp_path / "v.yaml"
    path.write_text(text, encoding="utf-8")
    done = call_cli(*command.split(), path)
    assert (done.returncode, done.stderr[:3]) == (2, "错误：")
    assert message in done.stderr or (message == "数字过长" and command != "calc")


def test_a_batch_of_no_household_is_a_question(call_cli: Call, tmp_path: Path) -> None:
    done = call_cli("batch", table(tmp_path, HEAD), "-o", tmp_path / "out")
    assert (done.returncode, done.stdout[:6]) == (1, "读入 0 户")
    assert "没有读到任何一户" in done.stderr

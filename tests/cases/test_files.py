"""Which files of a folder are cases; nothing that holds some is passed over without a word."""

from pathlib import Path

import pytest

from tests.case_files import FAILING, PASSING, write
from tests.conftest import Call

READ = ("a.cases.yaml", "b.cases.yml", "C.CASES.YAML", "d.Cases.Yml")
PASSED_OVER = {
    "a.cases.json": "{}",
    "b.case.yml": "",
    "c.cases.yaml.bak": "",
    "d.yaml": "rules: x\ncases:\n  - {name: 甲}\n",
    "e.yml": "案例：\n",
    "f.json": '{ "cases": []}',
    "g.yaml": '"cases":\n',
}
OTHERS = {
    "rules.yaml": "items:\n  a:\n    factors: [{choose: resettlement,\n    cases: {}}]\n",
    "notes.txt": "cases: 三个\n",
    "equivalent.yaml": "equivalent: []\n",
    ".a.cases.yaml.swp": "cases:\n",
    "cases.md": "",
}


def test_cases_under_all_endings_are_run(call_cli: Call, tmp_path: Path) -> None:
    for name in READ:
        write(tmp_path, PASSING).rename(tmp_path / name)
    below = tmp_path / "下"
    below.mkdir()
    write(below, FAILING).rename(below / "b.cases.yml")
    done = call_cli("test", tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    assert "共 5 个案例：通过 4，失败 1。" in done.stdout


def test_linked_folders_are_looked_into_once(call_cli: Call, tmp_path: Path) -> None:
    cases, elsewhere = tmp_path / "cases", tmp_path / "别处"
    cases.mkdir()
    elsewhere.mkdir()
    write(elsewhere, PASSING)
    (cases / "link").symlink_to(elsewhere)
    (cases / "round").symlink_to(cases)
    assert call_cli("test", cases).stdout == "共 1 个案例：通过 1，失败 0。\n"


@pytest.mark.many
@pytest.mark.parametrize(("name", "text"), PASSED_OVER.items())
def test_what_looks_like_cases_is_named(call_cli: Call, tmp_path: Path, name: str, text: str) -> None:
    write(tmp_path, PASSING)
    (tmp_path / name).write_text(text, encoding="utf-8")
    done = call_cli("test", tmp_path)
    assert (done.returncode, done.stdout) == (1, "共 1 个案例：通过 1，失败 0。\n")
    assert done.stderr == (
        f"警告：{tmp_path / name}：像是案例，没有运行。文件名以 .cases.yaml 或 .cases.yml 结尾的才运行：改名，或移到别处\n"
    )


def test_other_files_are_no_cases(call_cli: Call, tmp_path: Path) -> None:
    write(tmp_path, PASSING)
    for name, text in OTHERS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = call_cli("test", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_folder_without_cases_is_an_error_even_beside_one_with_some(call_cli: Call, tmp_path: Path) -> None:
    empty = tmp_path / "空"
    empty.mkdir()
    (empty / "甲.cases.json").write_text("{}", encoding="utf-8")
    done = call_cli("test", write(tmp_path, PASSING), empty)
    assert (done.returncode, done.stdout) == (2, "")
    assert "文件夹里没有案例文件（*.cases.yaml、*.cases.yml）" in done.stderr
    assert "甲.cases.json：像是案例，没有运行" in done.stderr


@pytest.mark.parametrize("text", ["户编号: 甲\n户主: 乙\n", "items: {}\n", "- 甲\n", "甲: 乙"])
def test_a_named_file_that_holds_no_cases_is_told_so_once(call_cli: Call, tmp_path: Path, text: str) -> None:
    path = tmp_path / "甲.yaml"
    path.write_text(text, encoding="utf-8")
    done = call_cli("test", path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"错误：{path}") and "不是案例文件" in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_list_of_equivalents_may_end_in_yml(tmp_path: Path) -> None:
    from yzcomp.cases.mutants import beside

    for name in ("equivalent.yml", "x.yml"):
        (tmp_path / name).write_text("", encoding="utf-8")
    assert beside([str(tmp_path)]) == [tmp_path / "equivalent.yml"]

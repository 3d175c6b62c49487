"""``yzcomp audit`` from outside: exit codes, what is written, what is refused."""

import json
from pathlib import Path

import pytest

from tests.audits import VILLAGE, lines, pay, record, village
from tests.batches import batch, csv_file, table
from tests.conftest import Call
from tests.households import STANDARDS

Planted = tuple[Path, Path]


@pytest.fixture
def wrong(tmp_path: Path) -> Planted:
    """The village, and a record of it in which one amount is wrong."""
    rows = lines(tmp_path)
    pay("D1", "moving_allowance", "1100.00")(rows)
    return village(tmp_path), record(tmp_path / "记录.csv", rows)


def test_a_clean_record_is_done(call_cli: Call, tmp_path: Path) -> None:
    ending = call_cli(
        "audit", village(tmp_path), "--against", record(tmp_path / "r.csv", lines(tmp_path)), "--standards", STANDARDS
    )
    assert ending.returncode == 0
    assert "逐项相符，没有差异。" in ending.stdout
    assert "没有疑点。" in ending.stdout


def test_a_difference_needs_a_person_and_is_written(call_cli: Call, tmp_path: Path, wrong: Planted) -> None:
    target, book = tmp_path / "d.csv", tmp_path / "a.xlsx"
    ending = call_cli(
        *("audit", wrong[0], "--against", wrong[1], "--standards", STANDARDS),
        *("-o", target, "--xlsx", book, "--headers", "en"),
    )
    assert ending.returncode == 1
    (row,) = table(target)
    assert {key: row[key] for key in list(row)[:-1]} == {
        "household_id": "D1",
        "item_id": "moving_allowance",
        "item": "搬家补助费",
        "recorded": "1100.00",
        "recomputed": "2200.00",
        "difference": "-1100.00",
        "kind": "underpaid",
    }
    assert "dispersed_moves=one" in row["reason"]
    assert book.read_bytes()[:2] == b"PK"


def test_json_is_all_that_is_printed(call_cli: Call, wrong: Planted) -> None:
    ending = call_cli("audit", wrong[0], "--against", wrong[1], "--standards", STANDARDS, "--format", "json")
    told = json.loads(ending.stdout)
    assert told["totals"] | {"payable": ""} == {
        **{"payable": "", "over": "0.00", "under": "1100.00", "net": "-1100.00"},
        **{"unmatched": "0.00"},
    }
    assert told["counts"]["kinds"] == {"underpaid": 1}


@pytest.mark.parametrize("over", ["roll", "record", "standards", "rules"])
def test_nothing_that_is_read_is_written_over(call_cli: Call, tmp_path: Path, wrong: Planted, over: str) -> None:
    rates = tmp_path / "标准.yaml"
    rates.write_bytes(STANDARDS.read_bytes())
    target = {"roll": wrong[0] / "户.csv", "record": wrong[1], "standards": rates, "rules": rates}[over]
    before = target.read_bytes()
    for option in ("-o", "--xlsx"):
        ending = call_cli("audit", wrong[0], "--against", wrong[1], "--standards", rates, "--force", option, target)
        assert ending.returncode == 2
        assert "结果会写到输入上" in ending.stderr
        assert target.read_bytes() == before


def test_a_link_to_what_is_read_is_no_way_round(call_cli: Call, tmp_path: Path, wrong: Planted) -> None:
    link = tmp_path / "链接.csv"
    link.hardlink_to(wrong[1])
    ending = call_cli("audit", wrong[0], "--against", wrong[1], "--force", "-o", link)
    assert (ending.returncode, "结果会写到输入上" in ending.stderr) == (2, True)


def test_two_results_are_two_files(call_cli: Call, tmp_path: Path, wrong: Planted) -> None:
    target = tmp_path / "结果.csv"
    ending = call_cli("audit", wrong[0], "--against", wrong[1], "-o", target, "--xlsx", tmp_path / "." / "结果.csv")
    assert (ending.returncode, target.exists()) == (2, False)
    assert "两样结果写到同一个文件" in ending.stderr


def test_both_results_are_written_or_neither(call_cli: Call, tmp_path: Path, wrong: Planted) -> None:
    target = tmp_path / "ok.csv"
    ending = call_cli("audit", wrong[0], "--against", wrong[1], "-o", target, "--xlsx", tmp_path / "没有" / "a.xlsx")
    assert (ending.returncode, target.exists()) == (2, False)
    assert "所在的文件夹不存在" in ending.stderr
    ending = call_cli("audit", wrong[0], "--against", wrong[1], "-o", target, "--xlsx", wrong[0])
    assert (ending.returncode, target.exists()) == (2, False)


@pytest.mark.parametrize("tolerance", ["0.5元", " 0.50 元", "０.５"])
def test_a_tolerance_may_have_its_unit(call_cli: Call, tmp_path: Path, tolerance: str) -> None:
    rows = lines(tmp_path)
    pay("S1", "house_compensation", "51235.00")(rows)
    path = record(tmp_path / "r.csv", rows)
    ending = call_cli("audit", village(tmp_path), "--against", path, "--standards", STANDARDS, "--tolerance", tolerance)
    assert (ending.returncode, "1 个在容差以内" in ending.stdout) == (0, True)


@pytest.mark.parametrize("tolerance", ["半元", "-1", ""])
def test_a_tolerance_that_is_none(call_cli: Call, tmp_path: Path, tolerance: str) -> None:
    ending = call_cli("audit", village(tmp_path), f"--tolerance={tolerance}")
    assert (ending.returncode, "--tolerance" in ending.stderr) == (2, True)


def flat(folder: Path) -> Path:
    """A roll of one file, and the batch of it in ``结果``."""
    path = csv_file(folder / "名册.csv", [line.split(",") for line in VILLAGE["户"]][:1] + [ROW.split(",")])
    batch(folder, path, with_standards=False).folder.rename(folder / "结果")
    return path


ROW = "S9,李二,一组,3,安置地安置,,2019-03-01,,,,,,,,,,"


def test_a_finished_batch_in_any_place(call_cli: Call, tmp_path: Path) -> None:
    path = flat(tmp_path)
    for inputs in ((tmp_path / "结果",), (tmp_path / "结果", path), (path, tmp_path / "结果")):
        ending = call_cli("audit", *inputs, "--against", tmp_path / "结果")
        assert ending.returncode == 1, ending.stderr  # for a household without a house
        assert "共 1 户，核算应付合计 0.00 元；比较了 0 个金额" in ending.stdout


def test_one_batch_at_a_time(call_cli: Call, tmp_path: Path) -> None:
    flat(tmp_path)
    ending = call_cli("audit", tmp_path / "结果", tmp_path / "结果")
    assert (ending.returncode, "一次只能给一个算完的结果文件夹" in ending.stderr) == (2, True)


@pytest.mark.slow
def test_readings_and_impact_take_a_finished_batch_too(call_cli: Call, tmp_path: Path) -> None:
    path = flat(tmp_path)
    for command in (("readings",), ("rules", "diff", "xianggui-2018", "xianggui-2018", "--impact")):
        found = [call_cli(*command, one) for one in (path, tmp_path / "结果")]
        assert found[0].stdout == found[1].stdout
        assert found[0].returncode == found[1].returncode


def test_what_cannot_be_read(call_cli: Call, tmp_path: Path) -> None:
    place = village(tmp_path)
    for text, said in (
        ("", "文件是空的"),
        ("户编号,备注\nS1,好\n", "没有金额列"),
        ("户编号,金额\nS1,2000\n", "没有“项目”列"),
        ("甲,乙\n1,2\n", "没有找到表头"),
    ):
        path = tmp_path / "r.csv"
        path.write_text(text, encoding="utf-8")
        ending = call_cli("audit", place, "--against", path)
        assert (ending.returncode, ending.stdout) == (2, ""), text
        assert said in ending.stderr
    assert call_cli("audit", place, "--against", tmp_path / "没有.csv").returncode == 2
    assert call_cli("audit", tmp_path / "没有").returncode == 2

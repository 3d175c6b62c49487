"""A batch by columns writes what one household after the other gives, to the byte: whatever stands in the cells."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from itertools import zip_longest
from pathlib import Path
from random import Random

import pytest

from yzcomp import Evaluator, load_rulebook, load_standards
from yzcomp.batch import run
from yzcomp.batch.options import BatchOptions
from yzcomp.identity import check_character

pytest.importorskip("duckdb", reason="没有安装 yzcomp[columnar]")
pytest.importorskip("sqlglot", reason="没有安装 yzcomp[columnar]")

EXAMPLES = Path(__file__).parents[3] / "examples"
COLUMNS = [
    "户编号",
    "户主",
    "身份证号",
    "村组",
    "权利人类型",
    "合法常住人口",
    "安置方式",
    "城市规划区范围外",
    "征地告知日",
    "过渡月数",
    "签约期限",
    "签约日期",
    "腾地期限",
    "腾空日期",
    "永州北站或北货场项目",
    "人均耕地",
    "货币安置标准",
    "权属争议",
    "合法建筑面积",
    "底层占地面积",
    "结构",
    "等级",
    "水塘面积",
    "临时用地水田面积",
    "临时用地旱土面积",
    "临时用地林地及其他面积",
    "临时用地年限",
    "符合安置条件人数",
    "银行账号",
    "备注",
]
#: What people and programs write into cells, rightly or not, by the columns that it goes to (none: any).
ODD: list[tuple[str, str]] = [
    *(
        ("户编号", text)
        for text in ("", " H1", "合计", "小计", "注：以上", "示例-001", "=1+1", "@x", "H-1", "h 2", "Ｈ3", "1e5", "'7")
    ),
    *(
        ("户主", text)
        for text in (
            "",
            "无",
            "N/A",
            "张\u3000三",
            "=cmd",
            "买买提·阿不都",
            "A,B",
            "\u4dae三",
            "张三（代）",
            "-",
            "无-",
        )
    ),
    *(("户主", text) for text in ("\U00020bb7田", "张\u200b三", "王#N/A", "#REF!", "待定")),
    *(
        ("身份证号", text)
        for text in ("431103198001010013", "43110319800101001X", "1", "4.31E+17", "431103198013010013")
    ),
    *(("合法常住人口", text) for text in ("3人", "3.0", "-1", "三", "03", "1,000", "99999999", "３", "3.5", "0")),
    *(("安置方式", text) for text in ("dispersed", "分散安置", "货币", "", "分散迁建安置 ", "MONETARY")),
    *(
        ("征地告知日", text)
        for text in ("2019/3/1", "2019.3.1", "2019年3月1日", "2019-3-1", "2019-13-1", "2019", "20190301", "")
    ),
    *(
        ("征地告知日", text)
        for text in ("1905-07-01", "2019-02-30", "2019-03-01 00:00", "43525", "19-3-1", "2030-01-01")
    ),
    *(("签约日期", text) for text in ("", "2019/6/2", "2018-01-01", "2019-05-31")),
    *(("过渡月数", text) for text in ("", "0", "12.000001", "12.0000001", "1,2", "100", "6.50", "06")),
    *(
        ("合法建筑面积", text)
        for text in ("0", "0.00", "-5", "120.555", "1234567.89", "123456789", "１２０", "96.50㎡", "", "1 20")
    ),
    *(("底层占地面积", text) for text in ("", "0", "120.01", "99999", "120.000001", "33.333333")),
    *(("结构", text) for text in ("砖混", "框架", "砖木", "没有的", "", "土 坯", "砖-混")),
    *(("等级", text) for text in ("一等", "A", "", "二等")),
    *(("水塘面积", text) for text in ("0", "1.5", "0.0", "-1", "1.5亩", "2.250")),
    *(("临时用地年限", text) for text in ("", "0", "1", "3.01", "2.999999", "4")),
    *(("人均耕地", text) for text in ("", "0.3", "0.30", "0.31", "30%")),
    *(
        ("银行账号", text)
        for text in ("6222020000000000001", "6.22E+18", "622202000000000000", "现金", "12345678901234567")
    ),
    *(("权利人类型", text) for text in ("村组集体", "企事业单位", "collective", "？")),
    *(("权属争议", text) for text in ("是", "否", "1", "0", "TRUE", "√", "有")),
    *(("备注", text) for text in ("代领", "见附件#3", "a+b", "=1", "\ufffd", "长" * 300)),
    *(("村组", text) for text in ("", "一组 ", "=一组", "一组（河东）", "合计村")),
    *(("", text) for text in (" ", "\u3000", "#N/A", "#DIV/0!", "—", "/", "nan", "是", "0", "\x00", "\x0b")),
]


def usual(number: int, random: Random) -> list[str]:
    """A household as most are."""
    kind = random.choice(("分散迁建安置", "安置地安置", "货币安置", "不予安置"))
    dispersed, monetary = kind == "分散迁建安置", kind == "货币安置"
    floor, land = random.choice((random.randrange(5000, 30000), 12000)), random.random() < 0.3
    persons = random.randrange(0, 7)
    first = f"431103{date(1950, 1, 1) + timedelta(random.randrange(20000)):%Y%m%d}{random.randrange(1000):03}"
    cells = {
        "户编号": f"H{number:05}",
        "户主": "".join(random.choices("张王李赵陈周吴", k=2)),
        "身份证号": first + check_character(first) if random.random() < 0.5 else "",
        "村组": f"{random.choice('一二三')}组",
        "合法常住人口": str(persons),
        "安置方式": kind,
        "城市规划区范围外": "是" if dispersed else "",
        "征地告知日": "2019-03-01",
        "过渡月数": random.choice(("6", "10", "12", "12.5", "13")) if dispersed else "",
        "签约期限": "2019-05-31",
        "签约日期": f"2019-05-{random.randrange(20, 32)}" if random.random() < 0.8 else "2019-06-02",
        "腾地期限": "2019-06-30",
        "腾空日期": f"2019-06-{random.randrange(20, 31)}" if random.random() < 0.8 else "2019-07-03",
        "永州北站或北货场项目": "是" if monetary else "",
        "人均耕地": "0.28" if monetary else "",
        "货币安置标准": "165000" if monetary else "",
        "权属争议": "是" if random.random() < 0.05 else "",
        "合法建筑面积": f"{floor / 100:.2f}" if kind != "不予安置" else "",
        "底层占地面积": f"{floor * 3 // 5 / 100:.2f}" if dispersed else "",
        "结构": random.choice(("砖混", "框架", "砖木")) if kind != "不予安置" else "",
        "等级": random.choice(("一等", "二等", "")) if kind != "不予安置" else "",
        "水塘面积": f"{random.randrange(1, 500) / 100:.2f}" if random.random() < 0.3 else "",
        "临时用地水田面积": f"{random.randrange(1, 300) / 100:.2f}" if land else "",
        "临时用地旱土面积": random.choice(("1.25", "0.5", "")) if land else "",
        "临时用地林地及其他面积": f"{random.randrange(1, 300) / 100:.2f}" if land and random.random() < 0.4 else "",
        "临时用地年限": random.choice(("1", "1.5", "2")) if land else "",
        "符合安置条件人数": str(persons) if monetary else "",
        "银行账号": f"62220{random.randrange(10**13, 10**14)}" if random.random() < 0.4 else "",
    }
    return [cells.get(column, "") for column in COLUMNS]


def roster(random: Random, households: int, odd: float, delimiter: str = ",") -> str:
    """A list in which each household has something odd with a chance."""
    rows = [COLUMNS]
    for number in range(households):
        cells = usual(number, random)
        while random.random() < odd:
            column, text = random.choice(ODD)
            cells[COLUMNS.index(column) if column else random.randrange(len(COLUMNS))] = text.replace(delimiter, "，")
        if random.random() < odd / 10:
            cells = cells[: random.randrange(1, len(cells))]
        if random.random() < odd / 10:
            cells.append(random.choice(("", "多", "=1")))
        rows.append(cells)
        if random.random() < odd / 20:
            rows.append(
                random.choice(([""] * len(COLUMNS), ["合计", *[""] * (len(COLUMNS) - 1)], COLUMNS, ["", "注：完"]))
            )
    return "\r\n".join(delimiter.join(row) for row in rows) + "\r\n"


def results(folder: Path) -> dict[str, bytes]:
    """Everything that a batch wrote, without the name of its engine."""
    found = {
        path.name: path.read_bytes() for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")
    }
    manifest = json.loads(found["run.json"])
    manifest.pop("engine", None)
    return found | {"run.json": json.dumps(manifest, ensure_ascii=False).encode()}


def both(source: Path, folder: Path, evaluator: Evaluator, **options: object) -> dict[str, bytes]:
    """Computes a list in both ways; what they wrote, if that is the same."""
    found = []
    options["standards"] = ("standards.yaml",) * len(evaluator.setting.standards.headers)
    for engine in ("household", "columnar"):
        given = BatchOptions(engine=engine, force=True, ignore_extra=True, **options)  # type: ignore[arg-type]
        run.run_batch([source], folder / engine, evaluator, given)
        found.append(results(folder / engine))
    by_household, by_column = found
    assert by_household.keys() == by_column.keys()
    for name, content in sorted(by_household.items(), key=lambda item: item[0] == "run.json"):
        lines = zip_longest(content.splitlines(), by_column[name].splitlines())
        assert (
            next(
                (
                    ((one or b"").decode(errors="replace"), (other or b"").decode(errors="replace"))
                    for one, other in lines
                    if one != other
                ),
                None,
            )
            is None
        ), name
        assert by_column[name] == content, name
    return by_column


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "MOST_LINES", 140)
    monkeypatch.setattr(run, "CHUNK", 1)


@pytest.fixture(scope="module")
def evaluators() -> list[Callable[[], Evaluator]]:
    rules = load_rulebook()
    rates = load_standards([EXAMPLES / "standards.yaml"], rules)
    return [lambda: Evaluator(rules), lambda: Evaluator(rules, rates)]


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("seed", [1, *(pytest.param(n, marks=pytest.mark.slow) for n in (0, *range(2, 14)))])
def test_whatever_stands_in_the_cells(seed: int, tmp_path: Path, evaluators: list[Callable[[], Evaluator]]) -> None:
    random = Random(seed)
    delimiter, encoding = (",", "utf-8-sig") if seed % 3 else ("\t", "gb18030")
    source = tmp_path / "名册.csv"
    text = roster(random, 260, (0.0, 0.1, 0.3, 0.8)[seed % 4], delimiter)
    source.write_bytes(text.encode(encoding))
    processes = 2 if seed == 5 else 1
    found = both(
        source,
        tmp_path,
        evaluators[seed % 2](),
        english=seed % 5 == 0,
        processes=processes,
        keep_rejected=seed % 7 == 0,
    )
    assert found["items.csv"].count(b"\r\n") > 200


@pytest.mark.slow
@pytest.mark.usefixtures("small_blocks")
def test_two_files_one_of_which_is_no_list_of_lines(tmp_path: Path, evaluators: list[Callable[[], Evaluator]]) -> None:
    """What is shared between a file of lines and one that has to be read row by row is found."""
    random = Random(3)
    lines = roster(random, 120, 0.1).splitlines()
    (tmp_path / "一.csv").write_text("\r\n".join(lines[:60]) + "\r\n", encoding="utf-8")
    rest = [lines[0], *(line.replace("H0", "K0") for line in lines[20:])]
    (tmp_path / "二.csv").write_text(
        "\r\n".join(f'"{line.split(",")[0]}",{line.partition(",")[2]}' for line in rest) + "\r\n", encoding="utf-8"
    )
    found = []
    for engine in ("household", "columnar"):
        options = BatchOptions(engine=engine, ignore_extra=True)  # type: ignore[arg-type]
        run.run_batch([tmp_path / "一.csv", tmp_path / "二.csv"], tmp_path / engine, evaluators[0](), options)
        found.append(results(tmp_path / engine))
    assert found[0] == found[1]
    assert found[0]["questions.csv"].decode().count("身份证号") > 5


def test_a_row_that_is_no_households_is_taken_for_none(
    tmp_path: Path, evaluators: list[Callable[[], Evaluator]]
) -> None:
    source = tmp_path / "in.csv"
    source.write_text(roster(Random(1), 0, 0.0), encoding="utf-8")
    both(source, tmp_path, evaluators[0]())


@pytest.mark.slow
def test_most_households_are_computed_by_columns(
    tmp_path: Path, evaluators: list[Callable[[], Evaluator]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise the two ways would be one."""
    from yzcomp.batch.columnar.worker import ColumnarWorker

    slowly: list[int] = []
    one = ColumnarWorker.household
    monkeypatch.setattr(
        ColumnarWorker, "household", lambda self, place, *rest: (slowly.append(place), one(self, place, *rest))[1]
    )
    source = tmp_path / "in.csv"
    source.write_text(roster(Random(8), 300, 0.0), encoding="utf-8")
    both(source, tmp_path, evaluators[1](), processes=1)
    assert len(slowly) < 150

"""Standards files: what is refused, with its exact message; several files together."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.households import household, parcel
from yzcomp import Refused, evaluate, load_rulebook, load_standards

HEAD = "standard: {id: s, title: 标准, document: 文, issued_on: 2018-10-18, official: no}\nrates:\n"
BROKEN = [
    ("unknown standard", "  crop:\n", ["s.yaml 第3行第3列：「crop」没有标准“crop”。是不是“crops”？"]),
    ("not a list", "  crops: {水稻: 5}\n", ["s.yaml 第3行第3列：「crops」应当是列表。每条以“- ”开头"]),
    ("not a row", "  crops: [水稻]\n", ["s.yaml 第3行第3列：「crops」应当是“键: 值”的一组内容"]),
    ("no rate", "  crops: [{青苗种类: 水稻}]\n", ["s.yaml 第3行第11列：「标准 rate」必须写，没有写"]),
    ("no key", "  crops: [{标准: 5}]\n", ["s.yaml 第3行第11列：「青苗种类」必须写，没有写"]),
    (
        "unknown key",
        "  crops: [{青苗种类: 水稻, 标淮: 5}]\n",
        ["s.yaml 第3行第22列：「标淮」没有这一项。是不是“标准”？"],
    ),
    (
        "negative",
        "  crops: [{青苗种类: 水稻, 标准: -5}]\n",
        ["s.yaml 第3行第22列：「标准 rate」“-5”小于0。填0或更大的数"],
    ),
    (
        "wrong land class",
        "  land: [{区片: 一, 地类: 水旱田, 标准: 5}]\n",
        [
            "s.yaml 第3行第18列：「地类」“水旱田”不是可选的值。是不是“水田”？可填：水田、旱地、园地、林地、水塘、退耕还林、建设用地、其他"
        ],
    ),
    (
        "twice",
        "  crops:\n    - {青苗种类: 水稻, 标准: 5}\n    - {kind: 水稻, rate: 6}\n",
        ["s.yaml 第5行第7列：「青苗补偿标准」水稻 在 s.yaml 第4行第7列 已经有标准。只保留一条"],
    ),
    (
        "twice, told in Chinese",
        "  land: [{区片: 一, 地类: 水田, 标准: 5}, {zone: 一, land_class: paddy, 标准: 6}]\n",
        ["s.yaml 第3行第34列：「征地补偿标准」一、水田 在 s.yaml 第3行第10列 已经有标准。只保留一条"],
    ),
    ("no unit", "  attachments: [{附着物种类: 井, 标准: 5}]\n", ["s.yaml 第3行第17列：「单位 unit」必须写，没有写"]),
    (
        "another unit than the rule's",
        "  crops: [{青苗种类: 水稻, 标准: 5, 单位: 元/公顷}]\n",
        ["s.yaml 第3行第29列：「单位 unit」“元/公顷”不是这个标准的单位。写 元/亩，或不写"],
    ),
    (
        "a unit that is no price",
        "  attachments: [{附着物种类: 井, 标准: 5, unit: 口}, {附着物种类: 坟, 标准: 5, unit: 万元/座}]\n",
        [
            "s.yaml 第3行第35列：「单位 unit」“口”不是单价的单位。写成 元/株、元/口 的样子",
            "s.yaml 第3行第63列：「单位 unit」“万元/座”不是单价的单位。写成 元/株、元/口 的样子",
        ],
    ),
    (
        "the same field twice",
        "  crops: [{青苗种类: 水稻, kind: 稻, 标准: 5}]\n",
        ["s.yaml 第3行第22列：「kind」同一项写了两次。只保留一处"],
    ),
]


def test_whether_rates_are_official_must_be_said(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(HEAD.replace(", official: no", "") + "  crops:\n", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        load_standards([path], load_rulebook())
    assert [(problem.code, problem.field) for problem in refused.value.problems] == [("required", "official")]


def test_nothing_in_the_header_is_not_a_document(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(HEAD.replace("document: 文", "document: ") + "  crops:\n", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        load_standards([path], load_rulebook())
    (problem,) = refused.value.problems
    assert (problem.code, problem.field, problem.place.column) == ("required", "document", 30)


@pytest.mark.many
@pytest.mark.parametrize(("text", "messages"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_broken_standards(tmp_path: Path, text: str, messages: list[str]) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(HEAD + text, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        load_standards([path], load_rulebook())
    assert [str(problem).replace(f"{tmp_path}/", "") for problem in refused.value.problems] == messages


@pytest.mark.slow
@pytest.mark.parametrize("text", ["rates: [\n", "standard: &a {}\n", "rates：\n  crops: 5\n"])
def test_a_file_that_cannot_be_read_is_one_problem(tmp_path: Path, text: str) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        load_standards([path], load_rulebook())
    assert [problem.code[:4] for problem in refused.value.problems] == ["yaml"]


def test_rules_are_no_standards() -> None:
    with pytest.raises(Refused) as refused:
        load_standards([ROOT / "rules/xianggui-2018/items.yaml"], load_rulebook())
    assert [problem.code for problem in refused.value.problems] == ["wrong-file"]


def test_rates_are_exact_and_lie_over_one_another(tmp_path: Path) -> None:
    one, other = tmp_path / "1.yaml", tmp_path / "2.yaml"
    one.write_text(HEAD + "  crops: [{青苗种类: 水稻, 标准: 68.10}]\n  land:\n", encoding="utf-8")
    other.write_text(HEAD + "  crops: [{kind: 油菜, rate: '1,250.5'}]\n", encoding="utf-8")
    rates = load_standards([one, other], load_rulebook()).rates["crops"]
    assert {key: str(rate.value) for key, rate in rates.items()} == {("水稻",): "68.10", ("油菜",): "1250.5"}
    assert rates[("水稻",)].value == Decimal("68.1")


def test_two_files_with_two_rates_contradict_each_other_and_with_the_same_are_warned_of(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.yaml" for number in (1, 2, 3)]
    for path, rate in zip(paths, (5, 5, 6), strict=True):
        path.write_text(f"{HEAD}  crops: [{{青苗种类: 水稻, 标准: {rate}}}]\n", encoding="utf-8")
    (warning,) = load_standards(paths[:2], load_rulebook()).warnings
    assert (warning.code, warning.level, warning.place.file) == ("duplicate-key", "warning", str(paths[1]))
    with pytest.raises(Refused) as refused:
        load_standards(paths[1:], load_rulebook())
    assert [problem.place.file for problem in refused.value.problems] == [str(paths[2])]


def test_the_problems_of_all_files_come_at_once(tmp_path: Path) -> None:
    one, other = tmp_path / "1.yaml", tmp_path / "2.yaml"
    one.write_text("x\n", encoding="utf-8")
    other.write_text(HEAD + "  crop:\n", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        load_standards([tmp_path / "0.yaml", one, other], load_rulebook())
    assert [problem.code for problem in refused.value.problems] == ["file-not-found", "wrong-type", "unknown-standard"]


def test_a_rate_that_no_rule_asks_for_is_warned_of_and_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    rows = "{区片: 一, 地类: 退耕还林, 标准: 5}, {区片: 一, 地类: 旱地, 标准: 7}"
    path.write_text(f"{HEAD}  land: [{rows}]\n", encoding="utf-8")
    found = load_standards([path], load_rulebook())
    (warning,) = found.warnings
    assert warning.level == "warning"
    assert str(warning).replace(f"{tmp_path}/", "") == (
        "s.yaml 第3行第18列：「地类」“退耕还林”不按自己的标准计，按“旱地”计，这一条用不到。删去这一条，标准写在“旱地”下"
    )
    of = household("none", parcels=[parcel("grain_for_green", zone="一")])
    assert str(evaluate(load_rulebook(), of, standards=found).amount("land_compensation")) == "7.00"

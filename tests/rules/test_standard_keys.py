"""Standards whose rows leave keys out or give ranges of years: how they are looked up, what contradicts, what is
missing."""

import pickle
from decimal import localcontext
from functools import lru_cache
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given, settings

from tests.conftest import ROOT
from tests.households import house, household, line, parcel
from tests.strategies import any_households, sound_households
from yzcomp import Evaluator, Household, Line, Refused, Standards, load_rulebook, load_standards
from yzcomp.compare.rulebooks import compare_rulebooks
from yzcomp.documents.schemas import standards_schema
from yzcomp.documents.standards_form import empty_standards
from yzcomp.engine.to_python import QuickRules, Unusual
from yzcomp.money import EXACT
from yzcomp.problems import Problem
from yzcomp.rulebook.models import Rulebook

HEAD = "standard: {id: s, title: 标准, document: 文, issued_on: 2018-10-18, official: no}\nrates:\n"
KEYED = ROOT / "cases/xianggui-2018/standards-keyed.yaml"
YEARS = ("结构: 砖混, 建成年份止: 1999, 标准: 800", "结构: 砖混, 建成年份起: 2000, 标准: 900")


def entered(folder: Path, table: str, *rows: str, rules: Rulebook | None = None) -> Standards:
    path = folder / "s.yaml"
    path.write_text(HEAD + f"  {table}:\n" + "".join(f"    - {{{row}}}\n" for row in rows), encoding="utf-8")
    return load_standards([path], rules or load_rulebook())


def refused(folder: Path, table: str, *rows: str) -> list[Problem]:
    with pytest.raises(Refused) as caught:
        entered(folder, table, *rows)
    return [*caught.value.problems]


def only(of: Household, standards: Standards, item: str = "house_compensation", rules: Rulebook | None = None) -> Line:
    return line(Evaluator(rules or load_rulebook(), standards).evaluate(of), item)


@pytest.mark.many
@pytest.mark.parametrize(
    "rows",
    [
        ("结构: 砖混(框架), 等级: 二等, 标准: 860", "结构: 砖混（框架）, 等级: 二等, 标准: 900"),
        ("结构: 砖混 框架, 等级: 二等, 标准: 860", "结构: 砖混　框架, 等级: 二等, 标准: 900"),
        ("结构: A级, 标准: 860", "结构: ａ级, 标准: 900"),
        ("结构: 砖混, 标准: 860", "结构: 砖混, 等级: 二等, 标准: 900"),
        ("等级: 二等, 标准: 860", "结构: 砖混, 标准: 900"),
        ("房屋类别: 杂房, 标准: 300", "结构: 砖木, 标准: 500"),
        ("结构: 砖混, 建成年份止: 2000, 标准: 800", "结构: 砖混, 建成年份起: 2000, 标准: 900"),
        ("结构: 砖混, 建成年份起: 1990, 标准: 800", "建成年份起: 1980, 建成年份止: 1995, 标准: 900"),
        ("标准: 800", "结构: 砖混, 标准: 900"),
    ],
)
def test_two_rows_that_one_house_could_fit_and_that_differ_are_refused(tmp_path: Path, rows: tuple[str, str]) -> None:
    for one, other in (rows, rows[::-1]):
        (problem,) = refused(tmp_path, "houses", one, other)
        assert problem.code in ("duplicate-key", "overlap")
        assert (problem.place.line, problem.field) == (5, "房屋补偿标准")
        assert "第4行" in problem.message


@pytest.mark.parametrize(
    "rows",
    [
        YEARS,
        ("房屋类别: 杂房, 标准: 300", "房屋类别: 正房, 标准: 500"),
        ("结构: 砖混, 用途: 企业, 标准: 300", "结构: 砖混, 用途: 住宅, 等级: 一等, 标准: 500"),
        ("结构: 砖混, 标准: 860", "结构: 砖混, 等级: 二等, 标准: 860.00"),
    ],
)
def test_rows_that_no_house_could_fit_both_or_that_agree_stand(tmp_path: Path, rows: tuple[str, str]) -> None:
    found = entered(tmp_path, "houses", *rows)
    assert (len(found.rates["houses"]), found.warnings) == (2, ())


def test_a_key_written_twice_at_one_rate_is_warned_of(tmp_path: Path) -> None:
    found = entered(tmp_path, "houses", "结构: 砖混(框架), 标准: 860", "结构: 砖混（框架）, 标准: 860")
    (warning,) = found.warnings
    assert (warning.code, warning.level) == ("duplicate-key", "warning")
    assert "全角半角、大小写、空格不同算同一个" in warning.message


@pytest.mark.many
@pytest.mark.parametrize("written", ["砖混（框架）", "砖混(框架)", "砖混 （框架）", "砖混\u3000(框架）"])
def test_a_record_finds_its_rate_however_it_is_typed(tmp_path: Path, written: str) -> None:
    standards = entered(tmp_path, "houses", "结构: 砖混（框架）, 标准: 860")
    row = only(household(houses=[house("10", structure=written, grade=None)]), standards)
    assert (str(row.amount), row.note) == ("8600.00", "房屋第1条（正房）；按“砖混（框架）”")


def test_a_column_that_no_row_gives_is_not_asked_for(tmp_path: Path) -> None:
    standards = entered(tmp_path, "houses", "房屋类别: 正房, 标准: 500")
    row = only(household(houses=[house("10", structure=None, grade=None)]), standards)
    assert str(row.amount) == "5000.00"


@pytest.mark.parametrize(
    ("built_on", "amount"), [("1999", "8000.00"), ("1999-12-31", "8000.00"), ("2000", "9000.00"), ("2018", "9000.00")]
)
def test_both_ends_of_a_range_of_years_are_included(tmp_path: Path, built_on: str, amount: str) -> None:
    row = only(household(houses=[house("10", built_on=built_on)]), entered(tmp_path, "houses", *YEARS))
    assert str(row.amount) == amount


def test_a_year_that_rows_differ_by_and_that_was_not_given_leaves_the_line_pending(tmp_path: Path) -> None:
    row = only(household(houses=[house("10")]), entered(tmp_path, "houses", *YEARS))
    assert (row.status, row.amount) == ("pending", None)
    assert row.note == (
        "房屋第1条（正房）；房屋补偿标准按建成年份不同，没有填写建成日期，补填后再算；"
        "标准里有“砖混、建成年份1999止”（800元/㎡）、“砖混、建成年份2000起”（900元/㎡）"
    )


@pytest.mark.many
@pytest.mark.parametrize(
    ("rows", "status"),
    [
        (("结构: 砖混, 建成年份止: 1999, 标准: 800", "结构: 砖混, 建成年份起: 2000, 标准: 800"), "payable"),
        (("结构: 砖混, 建成年份止: 1998, 标准: 800", "结构: 砖混, 建成年份起: 2000, 标准: 800"), "pending"),
        (("结构: 砖混, 标准: 800", "结构: 砖混, 建成年份起: 2000, 标准: 800"), "payable"),
        (("结构: 砖混, 建成年份起: 2000, 标准: 800",), "pending"),
        (("结构: 砖混, 标准: 800", "结构: 砖木, 建成年份起: 2000, 标准: 700"), "payable"),
    ],
)
def test_a_year_is_needed_only_where_it_decides(tmp_path: Path, rows: tuple[str, ...], status: str) -> None:
    row = only(household(houses=[house("10")]), entered(tmp_path, "houses", *rows))
    assert row.status == status
    if status == "payable":
        assert str(row.amount) == "8000.00"


def test_a_district_that_was_not_given_leaves_only_the_land_that_differs_by_it_pending() -> None:
    standards = load_standards([KEYED], load_rulebook())
    of = household(parcels=[parcel(zone="一片区"), parcel("dry", zone="一片区"), parcel("forest", zone=None)])
    rows = Evaluator(load_rulebook(), standards).evaluate(of).items
    assert [(row.status, row.amount and str(row.amount)) for row in rows if row.id == "land_compensation"] == [
        ("pending", None),
        ("payable", "44000.00"),
        ("payable", "29000.00"),
    ]
    assert "没有填写县区" in (rows[0].note or "")


def test_a_structure_that_is_needed_and_was_not_given_refuses_the_household(tmp_path: Path) -> None:
    standards = entered(tmp_path, "houses", *YEARS)
    with pytest.raises(Refused) as caught:
        Evaluator(load_rulebook(), standards).evaluate(household(houses=[house("10", structure=None)]))
    assert [(p.code, p.field) for p in caught.value.problems] == [("fact-missing", "房屋第1条 结构")]


def test_an_entry_that_is_not_there_is_told_with_the_nearest_that_are() -> None:
    of = household(houses=[house("10", grade="三等", built_on="1995")])
    row = only(of, load_standards([KEYED], load_rulebook()))
    assert row.status == "pending" and "缺少" not in (row.note or "")
    assert row.note == (
        "房屋第1条（正房）；房屋补偿标准（永政发〔2013〕28号、永政发〔2016〕19号）中没有录入“正房、住宅、砖混、三等、1995年”"
        "（按房屋类别、用途、结构、等级、建成年份查）；标准里有“正房、住宅、砖混、一等、建成年份1990至1999”（800元/㎡）、"
        "“正房、住宅、砖混、一等、建成年份1989止”（700元/㎡）、“正房、住宅、砖混、一等、建成年份2000起”（900元/㎡）"
    )


@pytest.mark.parametrize(
    ("row", "code", "field", "message"),
    [
        (
            "建成年份起: 2000, 建成年份止: 1999, 标准: 5",
            "bounds",
            "建成年份止",
            "建成年份止（1999）不在建成年份起（2000）之后",
        ),
        ("建成年份起: 2000-01-01, 标准: 5", "not-a-date", "建成年份起", "“2000-01-01”不是年份"),
        ("建成年份起: 千禧年, 标准: 5", "not-a-date", "建成年份起", "“千禧年”不是日期"),
        ("建成日期: 2000, 标准: 5", "unknown-key", "建成日期", "没有这一项"),
        ("用途: 商铺, 标准: 5", "not-a-choice", "用途", "“商铺”不是可选的值"),
    ],
)
def test_a_row_that_is_wrong(tmp_path: Path, row: str, code: str, field: str, message: str) -> None:
    (problem,) = refused(tmp_path, "houses", row)
    assert (problem.code, problem.field, problem.message, problem.place.line) == (code, field, message, 4)


def test_english_keys_are_the_same_keys(tmp_path: Path) -> None:
    rows = ("kind: main, use: residential, structure: 砖混, built_on_from: 1990, built_on_to: 1999年, rate: 7",)
    row = only(household(houses=[house("10", built_on="1999")]), entered(tmp_path, "houses", *rows))
    assert str(row.amount) == "70.00"


@lru_cache
def _lanes() -> tuple[Evaluator, QuickRules]:
    evaluator = Evaluator(load_rulebook(), load_standards([KEYED], load_rulebook()))
    return evaluator, QuickRules(evaluator)


def _both(of: Household) -> tuple[list[tuple[object, ...]] | None, list[tuple[object, ...]] | None]:
    evaluator, quick_rules = _lanes()
    assert quick_rules.run is not None
    assessment = evaluator.assess(of)
    slow = [(x.id, x.formula, x.rate or "", x.amount, x.note or "") for x in evaluator.lines(assessment)[0]]
    try:
        with localcontext(EXACT):
            quick = [
                (quick_rules.heads[n].item, f, rate, a, note) for n, f, _, _, rate, a, note in quick_rules.run(of)[0]
            ]
    except Unusual:
        return None, slow
    return quick, slow if assessment.sound else None


@pytest.mark.slow
@given(sound_households() | any_households())
@settings(max_examples=200, deadline=None, derandomize=True)
def test_both_lanes_say_the_same(of: Household) -> None:
    quick, slow = _both(of)
    assert quick is None or quick == slow


@pytest.mark.parametrize("built_on", ["1989", "1990-05-01", "2018"])
def test_the_express_lane_looks_up_years_and_wide_rows(built_on: str) -> None:
    of = household(
        district="东安县",
        houses=[house("10", built_on=built_on), house("10", kind="annex", structure=None, grade=None)],
        parcels=[parcel(zone="一片区"), parcel("grain_for_green", zone="一片区"), parcel("forest", zone=None)],
    )
    quick, slow = _both(of)
    assert quick is not None and quick == slow


def test_tables_are_handed_to_other_processes_whole() -> None:
    table = load_standards([KEYED], load_rulebook()).rates["houses"]
    other = pickle.loads(pickle.dumps(table))
    assert (other, other.used, other.ranges) == (table, (0, 1, 2, 3, 4), frozenset({4}))


# Trees by the thickness of their trunks, tombs by the household's district, rents by the years and by the rooms.
OTHER = dedent("""
    rulebook: {id: trees, title: 试, document: 文, issued_on: 2020-01-01}
    rounding: {step: {constant: 0.01, unit: 元}}
    facts:
      tree: {list: attachments, name: 树种, kind: text}
      trunk: {list: attachments, name: 胸径, kind: number, unit: 厘米}
      rooms: {list: houses, name: 间数, kind: number, unit: 间}
    standards:
      trees:
        name: 树木标准
        document: 文
        article: 第一条
        key: [attachments.tree, {fact: attachments.trunk, range: 胸径, below: yes}]
        unit: 元/株
      grants: {name: 户补助标准, document: 文, article: 第一条, key: [district], unit: 元}
      rooms:
        name: 搬家标准
        document: 文
        article: 第一条
        key: [houses.rooms, {fact: houses.built_on, optional: yes, missing: pending, range: 建成年份}]
        unit: 元
        dated: notice_date
    items:
      tree:
        {name: 树木, article: 第一条, payee: household, summary: 树, for_each: attachments,
         factors: [{standard: trees, key: [{fact: tree}, {fact: trunk}]}, {fact: quantity}]}
      grant:
        {name: 户补助, article: 第一条, payee: household, summary: 户,
         factors: [{standard: grants, key: [{fact: district}]}]}
      moving:
        {name: 搬家, article: 第一条, payee: household, summary: 间, for_each: houses,
         factors: [{standard: rooms, key: [{fact: rooms}, {fact: built_on}]}]}
""")


@pytest.fixture
def other(tmp_path: Path) -> Rulebook:
    path = tmp_path / "rules.yaml"
    path.write_text(OTHER, encoding="utf-8")
    return load_rulebook(path)


def of_other(other: Rulebook, **facts: object) -> Household:
    given_facts = {"household_id": "1", "head": "张三", "resettlement": "none", "district": "甲县"} | facts
    return other.catalogue.model(**given_facts)


@pytest.mark.parametrize(("trunk", "rate"), [("4.99", "15"), ("5", "40"), ("9.999", "40"), ("10", "90"), ("60", "90")])
def test_numbers_lie_in_ranges_without_their_upper_end(tmp_path: Path, other: Rulebook, trunk: str, rate: str) -> None:
    rows = (
        "树种: 杨树, 胸径不足: 5, 标准: 15",
        "树种: 杨树, 胸径起: 5, 胸径不足: 10, 标准: 40",
        "树种: 杨树, 胸径起: 10, 标准: 90",
    )
    standards = entered(tmp_path, "trees", *rows, rules=other)
    of = of_other(other, attachments=[{"kind": "树", "tree": "杨树", "trunk": trunk, "quantity": "2"}])
    row = only(of, standards, "tree", other)
    assert row.rate == rate


def test_a_fact_of_the_household_and_a_number_are_keys_too(tmp_path: Path, other: Rulebook) -> None:
    assert (
        only(of_other(other), entered(tmp_path, "grants", "县区: 甲县, 标准: 5", rules=other), "grant", other).rate
        == "5"
    )
    standards = entered(tmp_path, "rooms", "间数: 3, 标准: 300", rules=other)
    houses = [{"rooms": "3.0", "legal_floor_area": "1"}]
    assert only(of_other(other, houses=houses), standards, "moving", other).rate == "300"


def test_periods_and_ranges_of_years_work_together(tmp_path: Path, other: Rulebook) -> None:
    old, new = "有效期至: 2020-12-31", "有效期自: 2021-01-01"
    standards = entered(
        tmp_path,
        "rooms",
        f"间数: 3, 标准: 300, {old}",
        f"间数: 3, 建成年份止: 1999, 标准: 400, {new}",
        f"间数: 3, 建成年份起: 2000, 标准: 500, {new}",
        rules=other,
    )

    def row(notice_date: str, **facts: str) -> Line:
        houses = [{"rooms": "3", "legal_floor_area": "1", **facts}]
        return only(of_other(other, notice_date=notice_date, houses=houses), standards, "moving", other)

    assert [row("2020-06-01").rate, row("2021-06-01", built_on="1999").rate] == ["300", "400"]
    assert row("2021-06-01", built_on="2001").note == "房屋第1条（正房）；按“3、建成年份2000起”（2021-01-01起）"
    assert (row("2021-06-01").status, "没有填写建成日期" in (row("2021-06-01").note or "")) == ("pending", True)
    with pytest.raises(Refused) as caught:
        entered(tmp_path, "rooms", "间数: 3, 标准: 300", f"间数: 3, 建成年份起: 2000, 标准: 500, {new}", rules=other)
    assert [problem.code for problem in caught.value.problems] == ["overlap"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("key: [district]", "key: [county]", "unknown-fact"),
        ("key: [district]", "key: [{fact: district, range: 县}]", "wrong-type"),
        ("range: 建成年份}", "range: 建成年份, below: yes}", "standard-key"),
        ("[{fact: rooms}, {fact: built_on}]", "[{fact: built_on}, {fact: rooms}]", "standard-key"),
        ("[{fact: tree}, {fact: trunk}]", "[{fact: tree}, {fact: kind}]", "wrong-type"),
        ("key: [houses.rooms, {", "key: [houses.kind, attachments.kind, {", "standard-key"),
    ],
)
def test_a_rulebook_that_declares_keys_wrongly(tmp_path: Path, old: str, new: str, code: str) -> None:
    path = tmp_path / "rules.yaml"
    assert old in OTHER
    path.write_text(OTHER.replace(old, new), encoding="utf-8")
    with pytest.raises(Refused) as caught:
        load_rulebook(path)
    assert code in [problem.code for problem in caught.value.problems]


def test_the_form_says_what_may_be_left_out(other: Rulebook) -> None:
    text = empty_standards(load_rulebook())
    assert "  # 房屋类别、用途、结构、等级、建成年份 可以不写，不写的一条不分它，对它的各种情形都适用；" in text
    assert "  # 建成年份起、建成年份止 可以只写一个，两端都含在内。" in text
    assert (
        "房屋类别: 正房, 用途: 住宅, 结构: 结构名称, 等级: 等级名称, 建成年份起: 1990, 建成年份止: 1999, 标准: 0.00}"
        in text
    )
    assert "  # 胸径起、胸径不足 可以只写一个，不足的一端不含。" in empty_standards(other)


def test_the_schema_offers_ranges_and_requires_only_what_must_be_there(other: Rulebook) -> None:
    def row(rules: Rulebook, name: str) -> dict[str, object]:
        items: dict[str, object] = standards_schema(rules)["properties"]["rates"]["properties"][name]["items"]
        return items

    houses = row(load_rulebook(), "houses")
    assert {"建成年份起", "built_on_to", "房屋类别", "use"} <= set(houses["properties"])  # type: ignore[call-overload]
    assert houses["allOf"] == [{"anyOf": [{"required": ["rate"]}, {"required": ["标准"]}]}]
    assert "建成日期" not in houses["properties"]  # type: ignore[operator]
    assert {"anyOf": [{"required": ["tree"]}, {"required": ["树种"]}]} in row(other, "trees")["allOf"]  # type: ignore[operator]


def test_a_difference_in_the_keys_is_told(tmp_path: Path, other: Rulebook) -> None:
    path = tmp_path / "new.yaml"
    path.write_text(OTHER.replace("missing: pending, range", "range"), encoding="utf-8")
    (difference,) = compare_rulebooks(other, load_rulebook(path))
    assert difference.change.sentence == (
        "查找所按的内容由“间数、建成年份（范围，可不写，没有填写的待定）”改为“间数、建成年份（范围，可不写）”"
    )

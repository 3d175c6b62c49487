"""Every question that a list of households raises: raised where it should be, by nobody else."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.audits import audit, village
from tests.batches import csv_file
from tests.conftest import ROOT
from tests.households import evaluator
from yzcomp.audit.result import Audit
from yzcomp.audit.run import AuditOptions, run_audit
from yzcomp.batch.accounts import DAMAGED, account_of
from yzcomp.batch.flags import Flag

ONE, OTHER = "11010519491231002X", "440308199901101512"
HEAD = "户编号,户主,村组,合法常住人口,安置方式,征地告知日,身份证号,银行账号"
Tables = dict[str, list[str]]


def asked(folder: Path, tables: Tables) -> Audit:
    """An audit of households without a record, by the measure alone."""
    place = folder / "名册"
    place.mkdir(exist_ok=True)
    for name, rows in tables.items():
        csv_file(place / f"{name}.csv", [row.split(",") for row in rows])
    return run_audit([place], None, evaluator(with_standards=False), AuditOptions(processes=1))


def raised(folder: Path, tables: Tables, key: str) -> list[Flag]:
    return [flag for flag in asked(folder, tables).flags if flag.key == key]


def households(*changed: str) -> list[str]:
    """Households without resettlement; ``changed`` are the cells from 户主 on, by household."""
    return [HEAD, *(f"A{number},{cells}" for number, cells in enumerate(changed, 1))]


def plain(head: str, village: str = "一组", number: str = "", account: str = "") -> str:
    return f"{head},{village},2,不予安置,2019-03-01,{number},{account}"


TWO = households(plain("甲"), plain("乙", "二组"))
MEMBERS = "户编号,姓名,身份证号,户口登记日,登记事由"
HOUSES = "户编号,用途,合法建筑面积,底层占地面积,建成日期"
BOTH = [HOUSES, "A1,住宅,100,,", "A2,住宅,90,,"]
#: Born on 2019-01-01.
GIRL, BOY = "999901201901011027", "999901201901011019"
UNSAID = [row.replace(",2,不予", ",,不予") for row in TWO]
LAND, CROPS = "户编号,地类,面积", "户编号,青苗种类,面积"
DAYS = "户编号,户主,合法常住人口,安置方式,征地告知日,签约期限,腾地期限,签约日期,腾空日期"
LEFT = ",安置地安置,2019-03-01,2019-06-01,2019-06-30"
MONEY = "户编号,户主,合法常住人口,安置方式,征地告知日,永州北站或北货场项目,人均耕地,货币安置标准,符合安置条件人数"
PAID_IN_MONEY = ",2,货币安置,2019-03-01,是,0.25,120000"
#: What raises each question, who is named, and what is said of it.
RAISED: dict[str, tuple[Tables, str, str]] = {
    "shared_id_number": (
        {"户": households(plain("甲", number=ONE), plain("乙", "二组", number=ONE))},
        "A1 A2",
        "身份证号1101**********002X",
    ),
    "repeated_id_number": (
        {"户": TWO, "家庭成员": [MEMBERS, f"A1,甲,{ONE},,", f"A1,丙,{ONE},,", f"A2,乙,{OTHER},,", "A2,丁,,,"]},
        "A1",
        "身份证号1101**********002X",
    ),
    "repeated_name": (
        {
            "户": TWO,
            "家庭成员": [MEMBERS, "A1,小花,,,", f"A1,小花,{ONE},,", f"A2,小明,{GIRL},,", f"A2,小明,{BOY},,"],
        },
        "A1",
        "姓名小花",
    ),
    "same_head": ({"户": households(plain("甲"), plain("甲"), plain("甲", "二组"))}, "A1 A2", "户主甲"),
    "same_member": (
        {
            "户": households(plain("甲"), plain("乙"), plain("丙")),
            "家庭成员": [MEMBERS, "A1,甲,,,", "A1,小花,,,", "A2,乙,,,", "A2,小花,,,"],
        },
        "A1 A2",
        "姓名小花",
    ),
    "shared_account": (
        {"户": households(plain("甲", account="6222 0200 1111 2222"), plain("乙", account="'6222020011112222"))},
        "A1 A2",
        "账号6222********2222",
    ),
    "alike": (
        {"户": TWO, "房屋": [HOUSES, "A1,住宅,156.78,96.5,", "A2,住宅,156.78,96.50,"]},
        "A1 A2",
        "面积和数量逐项相同",
    ),
    "nearly_alike": (
        {
            "户": TWO,
            "房屋": [HOUSES, "A1,住宅,156.78,96.5,", "A2,住宅,156.78,96.50,"],
            "水塘": ["户编号,面积", "A1,0.75", "A2,0.95"],
        },
        "A1 A2",
        "只有一个不同",
    ),
    "same_record": (
        {
            "户": households(plain("甲"), plain("乙")),
            "征收土地": [LAND, "A1,水田,1.26", "A2,水田,1.26", "A1,旱地,1.3", "A2,旱地,0.8"],
        },
        "A1 A2",
        "土地1.26亩",
    ),
    "area_outlier": (
        {
            "户": households(*map(plain, "甲乙丙丁戊己庚")),
            "征收土地": [
                LAND,
                *(f"A{n},水田,{area}" for n, area in enumerate((1.1, 1.2, 0.9, 12.6, 1.4, 1.3, 0.8), 1)),
            ],
        },
        "A4",
        "征收土地12.6亩，村组里其余6条平均1.12亩，最大1.4亩",
    ),
    "alone": (
        {
            "户": [
                DAYS,
                *(
                    f"A{n},户{n},2,不予安置,2019-03-01,2019-0{6 if n == 3 else 5}-31,,,".replace("06-31", "06-30")
                    for n in range(1, 7)
                ),
            ]
        },
        "A3",
        "签约期限2019-06-30，村组里另有5户是2019-05-31",
    ),
    "footprint_above_floor_area": (
        {"户": TWO, "房屋": [HOUSES, "A1,住宅,100,100.01,", "A2,住宅,100,100,"]},
        "A1",
        "房屋第1条：底层占地面积100.01㎡，合法建筑面积100㎡",
    ),
    "large_house": ({"户": TWO, "房屋": [HOUSES, "A1,住宅,600.01,,", "A2,住宅,600,,"]}, "A1", "合法建筑面积600.01㎡"),
    "many_houses": (
        {"户": TWO, "房屋": [HOUSES, *(f"A{1 + n // 3},住宅,{80 + n},,1999" for n in range(5))]},
        "A1",
        "房屋第1、2、3条",
    ),
    "many_residents": (
        {"户": [HEAD, "A1,甲,一组,12,不予安置,2019-03-01,,", "A2,乙,一组,11,不予安置,2019-03-01,,"]},
        "A1",
        "合法常住人口 12",
    ),
    "resettled_without_dwelling": (
        {
            "户": [HEAD, "A1,甲,一组,2,安置地安置,2019-03-01,,", "A2,乙,一组,3,安置地安置,2019-03-01,,"],
            "房屋": [HOUSES, "A2,住宅,100,,1999"],
        },
        "A1",
        "安置方式安置地安置",
    ),
    "recent_members": (
        {
            "户": UNSAID,
            "家庭成员": [
                *(MEMBERS, "A1,甲,,2010-01-01,", "A1,子,,2019-02-01,", "A1,丑,,2018-09-01,", "A1,寅,,2019-02-01,出生"),
                *("A2,乙,,2019-02-01,", "A2,卯,,2018-08-29,"),
            ],
        },
        "A1",
        "家庭成员第2、3条",
    ),
    "house_built_just_before": (
        {"户": TWO, "房屋": [HOUSES, "A1,住宅,100,,2019-01-15", "A2,住宅,90,,2018-06-01"]},
        "A1",
        "房屋第1条：建成日期2019-01-15，征地告知日2019-03-01",
    ),
    "large_parcel": (
        {"户": TWO, "征收土地": ["户编号,地类,面积,区片", "A1,水田,50.01,一区", "A2,水田,50,一区"]},
        "A1",
        "征收土地第1条：面积50.01亩",
    ),
    "large_pond": ({"户": TWO, "水塘": ["户编号,水塘类别,面积", "A1,水塘,21,", "A2,水库,21"]}, "A1", "面积21亩"),
    "many_attachments": (
        {"户": TWO, "附着物": ["户编号,附着物种类,数量", "A1,桂花树,1001", "A2,桂花树,1000"]},
        "A1",
        "数量1001",
    ),
    "large_temporary_use": (
        {"户": TWO, "临时用地": ["户编号,地类,面积,使用年限", "A1,水田,50.5,1", "A2,水田,50,1"]},
        "A1",
        "面积50.5亩",
    ),
    "eligible_not_said": (
        {"户": [MONEY, f"A1,甲{PAID_IN_MONEY},", f"A2,乙{PAID_IN_MONEY},2"], "房屋": BOTH},
        "A1",
        "货币安置",
    ),
    "dwelling_not_resettled": ({"户": TWO, "房屋": [HOUSES, "A1,住宅,100,,", "A2,企业,100,,"]}, "A1", "不予安置"),
    "member_registered_after_signing": (
        {
            "户": [
                DAYS,
                "A1,甲,,不予安置,2019-03-01,2019-06-01,,2019-05-01,",
                "A2,乙,,不予安置,2019-03-01,2019-06-01,,2019-05-01,",
            ],
            "家庭成员": [MEMBERS, "A1,子,,2019-05-02,出生", "A2,丑,,2019-05-01,出生"],
        },
        "A1",
        "2019-05-02",
    ),
    "vacated_before_signed": (
        {"户": [DAYS, f"A1,甲,2{LEFT},2019-05-02,2019-05-01", f"A2,乙,2{LEFT},2019-05-02,2019-05-02"]},
        "A1",
        "2019-05-01",
    ),
    "farm_construction_land": (
        {
            "户": TWO,
            "征收土地": [
                "户编号,地类,面积,权属性质,邻近集体土地区片",
                "A1,建设用地,1,国有农林渔场,一区",
                "A2,水田,1,国有农林渔场,一区",
            ],
        },
        "A1",
        "征收土地第1条",
    ),
    "house_on_state_land": (
        {"户": TWO, "房屋": [f"{HOUSES},土地性质", "A1,住宅,100,,,国有", "A2,住宅,90,,,集体"]},
        "A1",
        "房屋第1条",
    ),
    "enterprise_without_losses": ({"户": TWO, "房屋": [HOUSES, "A1,企业,100,,", "A2,住宅,90,,"]}, "A1", ""),
    "built_across_notice": (
        {
            "户": TWO,
            "房屋": [f"{HOUSES},开工日期", "A1,住宅,100,,2019-04-01,2019-01-01", "A2,住宅,90,,2019-04-01,2019-03-01"],
        },
        "A1",
        "房屋第1条",
    ),
    "outside_area_not_dispersed": (
        {"户": [f"{DAYS},城市规划区范围外", f"A1,甲,2{LEFT},,,是", f"A2,乙,2{LEFT},,,否"], "房屋": BOTH},
        "A1",
        "城市规划区范围外是，安置方式安置地安置",
    ),
    "many_newcomers": (
        {
            "户": UNSAID,
            "家庭成员": [MEMBERS, *(f"A1,{who},,2019-03-20,婚嫁" for who in "甲乙丙"), "A2,丁,,2019-03-20,婚嫁"],
        },
        "A1",
        "家庭成员第1、2、3条",
    ),
    "registered_before_birth": (
        {"户": UNSAID, "家庭成员": [MEMBERS, f"A1,子,{GIRL},2018-12-31,出生", f"A2,丑,{BOY},2019-01-01,出生"]},
        "A1",
        "家庭成员第1条：户口登记日2018-12-31，出生日期2019-01-01",
    ),
    "birth_long_ago": (
        {"户": UNSAID, "家庭成员": [MEMBERS, f"A1,子,{ONE},2019-01-01,出生", f"A2,丑,{BOY},2019-01-01,出生"]},
        "A1",
        "登记事由出生，出生日期1949-12-31，户口登记日2019-01-01",
    ),
    "married_under_age": (
        {"户": UNSAID, "家庭成员": [MEMBERS, f"A1,子,{GIRL},2019-02-01,婚嫁", f"A2,丑,{ONE},2019-02-01,婚嫁"]},
        "A1",
        "登记事由婚嫁",
    ),
    "dates_out_of_order": (
        {
            "户": [
                DAYS,
                "A1,甲,2,不予安置,2019-03-01,2019-07-01,2019-06-30,,",
                "A2,乙,2,不予安置,2019-03-01,2019-06-30,2019-06-30,,",
            ]
        },
        "A1",
        "签约期限2019-07-01，征地告知日2019-03-01，腾地期限2019-06-30",
    ),
    "house_dates_out_of_order": (
        {"户": TWO, "房屋": [f"{HOUSES},开工日期", "A1,住宅,100,,1999,2000", "A2,住宅,90,,2000,1999"]},
        "A1",
        "房屋第1条：开工日期2000年，建成日期1999年",
    ),
    "many_storeys": (
        {"户": TWO, "房屋": [HOUSES, "A1,住宅,500,100,", "A2,住宅,400,100,"]},
        "A1",
        "底层占地面积100㎡，合法建筑面积500㎡",
    ),
    "large_footprint": (
        {"户": TWO, "房屋": [HOUSES, "A1,住宅,400,301,", "A2,企业,400,301,"]},
        "A1",
        "底层占地面积301㎡",
    ),
    "small_dwelling": ({"户": TWO, "房屋": [HOUSES, "A1,住宅,18,,", "A2,企业,18,,"]}, "A1", "合法建筑面积18㎡"),
    "named_no_dwelling": (
        {"户": TWO, "房屋": [f"{HOUSES},房屋名称", "A1,住宅,100,,,竹木厂", "A2,企业,90,,,竹木厂"]},
        "A1",
        "用途住宅，房屋名称所指厂房、经营用房",
    ),
    "named_annex": (
        {"户": TWO, "房屋": [f"{HOUSES},房屋名称", "A1,住宅,100,,,牛栏", "A2,住宅,90,,,老屋"]},
        "A1",
        "房屋名称所指杂房",
    ),
    "crops_beyond_land": (
        {"户": TWO, "青苗": [CROPS, "A1,水稻,1.2", "A2,水稻,1"], "征收土地": [LAND, "A1,水田,1", "A2,水田,1"]},
        "A1",
        "面积 1.2",
    ),
    "crops_without_land": (
        {"户": TWO, "青苗": [CROPS, "A1,水稻,1", "A2,水稻,1"], "征收土地": [LAND, "A2,水田,1"]},
        "A1",
        "",
    ),
    "dense_attachments": (
        {
            "户": TWO,
            "附着物": ["户编号,附着物种类,数量", "A1,桂花树,301", "A2,桂花树,300"],
            "征收土地": [LAND, "A1,水田,1", "A2,水田,1"],
        },
        "A1",
        "附着物第1条：数量301",
    ),
    "use_changed_after_notice": (
        {"户": TWO, "房屋": [f"{HOUSES},用途改变日期", "A1,企业,100,,,2019-03-01", "A2,企业,90,,,2019-02-28"]},
        "A1",
        "房屋第1条",
    ),
}


#: What is asked of payments, and of days that have not come: in test_payees.py; and of lists of people.
OF_PAYMENTS = {
    *("shared_payee", "recorded_person", "paid_before_notice", "paid_before_signing", "paid_in_future"),
    *("future_dates", "registered"),
}


@pytest.mark.many
@pytest.mark.parametrize("key", RAISED)
def test_a_question_is_raised_of_those_whom_it_is_about(tmp_path: Path, key: str) -> None:
    tables, names, detail = RAISED[key]
    (flag,) = raised(tmp_path, tables, key)
    assert [someone.household_id for someone in flag.households] == names.split()
    assert detail in flag.detail
    assert (flag.name, flag.article, flag.why) == _told(key)


def _told(key: str) -> tuple[str, str, str]:
    asked = evaluator().rulebook.suspicions()[key]
    return asked.name, asked.article, asked.why


def test_every_question_has_a_test() -> None:
    thresholds = set(evaluator().rulebook.screening.thresholds)  # type: ignore[union-attr]
    assert set(evaluator().rulebook.suspicions()) - thresholds - OF_PAYMENTS == set(RAISED)


def test_a_village_like_any_other_raises_none(tmp_path: Path) -> None:
    assert audit(tmp_path, None, [village(tmp_path)]).flags == []


def test_namesakes_whom_their_numbers_tell_apart(tmp_path: Path) -> None:
    people = [MEMBERS, f"A1,小花,{ONE},,", "A1,甲,,,", f"A2,小花,{OTHER},,", "A2,乙,,,"]
    tables = {"户": households(plain("甲"), plain("乙")), "家庭成员": people}
    assert raised(tmp_path, tables, "same_member") == []


def test_namesakes_of_two_villages_are_not_asked_after(tmp_path: Path) -> None:
    tables = {"户": TWO, "家庭成员": [MEMBERS, "A1,小花,,,", "A1,甲,,,", "A2,小花,,,", "A2,乙,,,"]}
    assert raised(tmp_path, tables, "same_member") == []


def test_heads_whom_their_numbers_tell_apart(tmp_path: Path) -> None:
    tables = {"户": households(plain("甲", number=ONE), plain("甲", number=OTHER))}
    assert raised(tmp_path, tables, "same_head") == []
    tables = {"户": households(plain("甲", number=ONE), plain("甲"))}
    assert len(raised(tmp_path, tables, "same_head")) == 1


@pytest.mark.parametrize(
    ("tables", "who", "detail"),
    [
        ({"房屋": [HOUSES, "A1,住宅,156.78,96.5,", "A1,住宅,156.78,96.5,"]}, "A1", "房屋156.78㎡、96.5㎡"),
        ({"征收土地": [LAND, "A1,水田,0.533", "A1,水田,0.533", "A2,水田,0.71"]}, "A1", "土地0.533亩"),
        (
            {"征收土地": [LAND, "A1,水田,1.26"], "临时用地": ["户编号,地类,面积,使用年限", "A1,水田,1.26,2"]},
            "A1",
            "土地1.26亩",
        ),
        ({"征收土地": [LAND, "A1,水田,1.26", "A1,旱地,1.26"]}, "", ""),
        ({"征收土地": [LAND, "A1,水田,0.5", "A1,水田,0.5"]}, "", ""),
        ({"房屋": [HOUSES, "A1,住宅,156.78,96.5,", "A2,住宅,156.78,96.5,"]}, "", ""),  # that they are alike is said
    ],
)
def test_one_house_or_plot_twice(tmp_path: Path, tables: Tables, who: str, detail: str) -> None:
    found = raised(tmp_path, {"户": households(plain("甲"), plain("乙")), **tables}, "same_record")
    assert [(one.household_id, flag.detail) for flag in found for one in flag.households] == (
        [(who, detail)] if who else []
    )


def test_plots_of_a_size_that_many_have(tmp_path: Path) -> None:
    """Among a hundred plots two of 1.26亩 are no wonder."""
    heads = [f"户{n}" for n in range(50)]
    plots = [f"A{n},水田,{n / 100 + 1:.2f}" for n in range(1, 51)]
    tables = {"户": households(*map(plain, heads)), "征收土地": [LAND, *plots, "A1,水田,1.26"]}
    assert raised(tmp_path, tables, "same_record") == []


def test_several_areas_with_the_point_in_the_wrong_place(tmp_path: Path) -> None:
    areas = (1.1, 1.2, 0.9, 12.6, 1.4, 1.3, 0.8, 15)
    tables = {
        "户": households(*map(plain, "甲乙丙丁戊己庚辛")),
        "征收土地": [LAND, *(f"A{n},水田,{area}" for n, area in enumerate(areas, 1))],
    }
    assert [f.households[0].household_id for f in raised(tmp_path, tables, "area_outlier")] == ["A8", "A4"]
    tables["征收土地"].append("A1,水田,6")
    assert raised(tmp_path, tables, "area_outlier") == []


def test_figures_whose_sum_is_the_same_are_no_copies(tmp_path: Path) -> None:
    tables = {
        "户": TWO,
        "房屋": [HOUSES, "A1,住宅,109.86,105.46,", "A2,住宅,125.19,90.13,"],
        "水塘": ["户编号,面积", "A1,1.14", "A2,3.44"],
    }
    assert raised(tmp_path, tables, "nearly_alike") == []


@pytest.mark.long
def test_ten_thousand_households_with_nothing_wrong_raise_hardly_any(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "benchmarks/households.py"), "10000", str(tmp_path / "v.csv")]
    subprocess.run(command, check=True)
    found = run_audit([tmp_path / "v.csv"], None, evaluator(with_standards=False), AuditOptions())
    assert (found.households, found.rejected) == (10_000, [])
    assert len(found.flags) <= 100


def test_a_head_among_the_members_is_nobody_twice(tmp_path: Path) -> None:
    tables = {"户": households(plain("甲", number=ONE)), "家庭成员": [MEMBERS, f"A1,甲,{ONE},,", "A1,乙,,,"]}
    assert asked(tmp_path, tables).flags == []


@pytest.mark.parametrize(
    ("areas", "alike"),
    [("156.785,", True), ("120,100", False), ("120.5,", False), ("120.5,96.25", True), ("0,0", False)],
)
def test_few_figures_tell_only_with_their_decimals(tmp_path: Path, areas: str, alike: bool) -> None:
    tables = {"户": TWO, "房屋": [HOUSES, f"A1,住宅,{areas},", f"A2,住宅,{areas},"]}
    assert bool(raised(tmp_path, tables, "alike")) is alike


def test_few_figures_of_households_that_differ_otherwise(tmp_path: Path) -> None:
    rows = [HEAD, "A1,甲,一组,2,不予安置,2019-03-01,,", "A2,乙,一组,5,不予安置,2019-03-01,,"]
    tables = {"户": rows, "房屋": [HOUSES, "A1,住宅,156.785,,", "A2,住宅,156.785,,"]}
    assert raised(tmp_path, tables, "alike") == []
    more = ["户编号,面积", "A1,0.5", "A1,1.25", "A2,0.5", "A2,1.25"]
    assert raised(tmp_path, {**tables, "水塘": more}, "alike")


def test_households_that_are_refused_take_part(tmp_path: Path) -> None:
    """Neither a bad cell nor a failed requirement hides whom a household is of."""
    bad = f"A1,甲,一组,二,不予安置,2019-03-01,{ONE},6222020011112222"
    late = f"A2,乙,一组,2,不予安置,2030-03-01,{ONE},6222020011112222"
    houses = [HOUSES, "A1,住宅,156.785,96.5,", "A2,住宅,156.785,96.5,"]
    found = asked(tmp_path, {"户": [HEAD, bad, late], "房屋": houses})
    assert (len(found.rejected), found.households) == (2, 2)
    assert {flag.key for flag in found.flags} == {"shared_id_number", "shared_account", "same_record"}
    pond = ["户编号,面积", "A1,0.5", "A2,0.5"]
    found = asked(tmp_path, {"户": [HEAD, bad, late], "房屋": houses, "水塘": pond})
    assert "alike" in {flag.key for flag in found.flags}


def test_one_number_written_twice_is_not_several_households(tmp_path: Path) -> None:
    found = asked(tmp_path, {"户": [HEAD, f"A1,{plain('甲', number=ONE)}", f"A1,{plain('甲', number=ONE)}"]})
    assert (len(found.rejected), found.flags) == (2, [])


@pytest.mark.parametrize(
    ("cell", "account"),
    [
        ("6222 0200-1111 2222", "6222020011112222"),
        ("'6222020011112222", "6222020011112222"),
        ("６２２２０２００", "62220200"),
        ("6.22202E+18", DAMAGED),
        (6222020011112222000, DAMAGED),
        ("现金", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_accounts_by_their_digits(cell: object, account: str) -> None:
    assert account_of(cell) == account


def test_accounts_that_a_spreadsheet_spoilt_are_said_and_not_compared(tmp_path: Path) -> None:
    rows = households(
        *(plain(head, account=a) for head, a in zip("甲乙丙丁", ["6.22202E+18"] * 2 + ["现金"] * 2, strict=True))
    )
    found = asked(tmp_path, {"户": rows})
    assert found.flags == []
    assert [(r.household_id, r.problems[0].field) for r in found.rejected][:2] == [
        ("A1", "银行账号"),
        ("A2", "银行账号"),
    ]

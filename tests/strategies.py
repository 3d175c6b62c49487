"""Whole households for hypothesis: every kind of record, every edge of the measure, all facts that a rule may ask for."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from yzcomp import Attachment, Crop, House, Household, Member, Parcel, Pond, TemporaryUse

FIRST_DAY, LAST_DAY = date(2018, 10, 18), date(2021, 12, 31)
READINGS = {
    "dispersed_moves": ("two", "one"),
    "zero_residents": ("none", "household"),
    "reward_condition": ("separate", "joint"),
    "reward_scope": ("all", "residential"),
    "transition_over_limit": ("cap", "reject"),
    "temporary_years": ("exact", "whole"),
    "rounding": ("fen", "yuan"),
}


def quantities(most: str, decimals: int = 3, least: str = "0.001") -> SearchStrategy[Decimal]:
    """Exact positive numbers; the edges of the measure come up often."""
    scale = 10**decimals
    digits = st.integers(int(Decimal(least) * scale), int(Decimal(most) * scale))
    return digits.map(lambda n: Decimal(n).scaleb(-decimals))


def areas(edges: tuple[str, ...] = ("0", "119.99", "120", "120.01")) -> SearchStrategy[Decimal]:
    """Floor areas in ㎡, none included."""
    return st.sampled_from([Decimal(edge) for edge in edges]) | quantities("400", 3, "0")


def days() -> SearchStrategy[date]:
    """Days around the time of the measure."""
    return st.dates(FIRST_DAY - timedelta(days=400), LAST_DAY + timedelta(days=400))


readings: SearchStrategy[dict[str, str]] = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(options) for name, options in READINGS.items()}
)


@st.composite
def houses(draw: DrawFn) -> House:
    built = st.none() | days() | st.sampled_from(["1986", "2017", "2018年", "2019", "2020", "2022"])
    return House(
        kind=draw(st.sampled_from(["main", "annex"])),
        use=draw(st.sampled_from(["residential", "residential", "enterprise", "institutional"])),
        title=draw(st.sampled_from(["certificate", "recognized", "none"])),
        legal_floor_area=draw(areas()),
        ground_floor_area=draw(st.none() | areas()),
        **given_only(
            structure=draw(st.sampled_from([None, "砖混", "砖木", "简易", "别的"])),
            grade=draw(st.sampled_from([None, "一等", "二等", "等外"])),
            built_on=draw(built),
        ),
    )


@st.composite
def parcels(draw: DrawFn) -> Parcel:
    return Parcel(
        land_class=draw(st.sampled_from(["paddy", "dry", "forest", "grain_for_green", "construction", "other"])),
        area=draw(quantities("50")),
        ownership=draw(st.sampled_from(["collective", "state_farm"])),
        position=draw(st.sampled_from(["inside_redline", "relocated_road_or_canal"])),
        **given_only(
            zone=draw(st.sampled_from([None, "一区", "二区", "三区"])),
            adjacent_zone=draw(st.sampled_from([None, "一区", "二区"])),
        ),
    )


@st.composite
def crops(draw: DrawFn) -> Crop:
    return Crop(
        kind=draw(st.sampled_from(["水稻", "蔬菜", "苎麻"])),
        area=draw(quantities("50")),
        normal_production=draw(st.booleans()),
        **given_only(planted_on=draw(st.none() | days())),
    )


@st.composite
def attachments(draw: DrawFn) -> Attachment:
    return Attachment(
        kind=draw(st.sampled_from(["桂花树", "水井", "围墙"])),
        quantity=draw(quantities("200")),
        **given_only(installed_on=draw(st.none() | days())),
    )


@st.composite
def ponds(draw: DrawFn) -> Pond:
    return Pond(kind=draw(st.sampled_from(["pond", "pond", "reservoir"])), area=draw(quantities("20", 8, "0.00000001")))


@st.composite
def temporary_uses(draw: DrawFn) -> TemporaryUse:
    return TemporaryUse(
        land_class=draw(st.sampled_from(["paddy", "dry", "forest", "other"])),
        area=draw(quantities("50")),
        years=draw(st.sampled_from(["1", "2", "2.5", "3"]) | quantities("3.2", 2, "0.01")),
        **given_only(crop=draw(st.sampled_from([None, "水稻", "蔬菜", "苎麻"]))),
    )


@st.composite
def members(draw: DrawFn) -> Member:
    reasons = [None, "birth", "marriage", "return_from_abroad", "demobilised", "graduate", "released", "other"]
    return Member(
        name="某人",
        **given_only(registered_on=draw(st.none() | days()), reason=draw(st.sampled_from(reasons))),
    )


@st.composite
def any_households(draw: DrawFn) -> Household:
    """Households of every sort, many of which are refused: facts may be missing, out of range or at odds."""
    flag = st.none() | st.booleans()
    return Household(
        household_id="0001",
        head="张三",
        resettlement=draw(st.sampled_from(["dispersed", "site", "monetary", "none"])),
        station_project=draw(st.booleans()),
        in_dispute=draw(st.booleans()),
        **given_only(
            district=draw(st.sampled_from([None, None, "冷水滩区", "道县"])),
            legal_residents=draw(st.none() | st.integers(0, 14)),
            outside_planning_area=draw(flag),
            notice_date=draw(st.none() | days()),
            transition_months=draw(st.none() | quantities("20", 1, "0")),
            sign_by=draw(st.none() | days()),
            signed_on=draw(st.none() | days()),
            vacate_by=draw(st.none() | days()),
            vacated_on=draw(st.none() | days()),
            signed_on_time=draw(flag),
            vacated_on_time=draw(flag),
            farmland_per_capita=draw(st.none() | st.sampled_from(["0", "0.29", "0.3", "1"])),
            monetary_per_person=draw(st.none() | quantities("180000", 2, "0.01")),
        ),
        **draw(record_lists(some_members=True)),
    )


@st.composite
def sound_households(draw: DrawFn) -> Household:
    """Households that the measure applies to and that lack nothing; a few may still have a bare year in doubt."""
    resettlement = draw(st.sampled_from(["dispersed", "site", "monetary", "none"]))
    facts: dict[str, Any] = {
        "resettlement": resettlement,
        "legal_residents": draw(st.integers(0, 14)),
        "notice_date": draw(st.dates(FIRST_DAY, LAST_DAY)),
        "in_dispute": draw(st.sampled_from([False, False, False, True])),
    }
    if resettlement == "dispersed":
        facts |= {"outside_planning_area": True, "transition_months": draw(quantities("12", 1, "0"))}
    if resettlement == "monetary":
        facts |= {"station_project": True, "farmland_per_capita": "0.29"}
        facts["monetary_per_person"] = draw(quantities("170000", 3, "0.001"))
    flag = draw(st.sampled_from(["dates", "flags", "nothing"]))
    if flag == "dates":
        facts |= {key: draw(days()) for key in ("sign_by", "vacate_by")}
        facts |= {key: draw(st.dates(facts["notice_date"], LAST_DAY)) for key in ("signed_on", "vacated_on")}
    if flag == "flags":
        facts |= {key: draw(st.booleans()) for key in ("signed_on_time", "vacated_on_time")}
    records = draw(record_lists(some_members=False))
    dwelling = House(legal_floor_area=draw(areas()), ground_floor_area=draw(areas()), structure="砖混", grade="一等")
    records["houses"] = [sound_house(house) for house in records["houses"]] + [dwelling]
    records["parcels"] = [sound_parcel(parcel) for parcel in records["parcels"]]
    records["temporary_uses"] = [u for u in records["temporary_uses"] if u.years <= 3]
    return Household(household_id="0001", head="张三", **facts, **records)


@st.composite
def record_lists(draw: DrawFn, some_members: bool) -> dict[str, Any]:
    kinds = {
        "houses": houses(),
        "parcels": parcels(),
        "crops": crops(),
        "attachments": attachments(),
        "ponds": ponds(),
        "temporary_uses": temporary_uses(),
    }
    found: dict[str, Any] = {name: draw(st.lists(kind, max_size=3)) for name, kind in kinds.items()}
    return found | {"members": draw(st.lists(members(), max_size=3)) if some_members else []}


def sound_house(house: House) -> House:
    """The house with all that a rule may ask of it, and no bare year that might be in doubt."""
    built_on = house.built_on if isinstance(house.built_on, date) else None
    ground = house.ground_floor_area if house.ground_floor_area is not None else Decimal(0)
    return house.model_copy(
        update={
            "structure": house.structure or "砖混",
            "grade": house.grade or "一等",
            "ground_floor_area": ground,
            "built_on": built_on,
        }
    )


def sound_parcel(parcel: Parcel) -> Parcel:
    return parcel.model_copy(update={"zone": parcel.zone or "一区", "adjacent_zone": parcel.adjacent_zone or "二区"})


def given_only(**facts: Any) -> dict[str, Any]:
    return {key: value for key, value in facts.items() if value is not None}

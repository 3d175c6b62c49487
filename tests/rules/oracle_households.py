"""Random households for the oracle: every party, list and fact of the contract, often at the edges."""

from random import Random
from typing import Any

Facts = dict[str, Any]

READINGS = {
    "applies_by": ["notice", "signing"],
    "effective_from": ["issued", "published"],
    "dispersed_moves": ["two", "one", "none"],
    "zero_residents": ["none", "household"],
    "reward_condition": ["separate", "joint"],
    "reward_scope": ["all", "residential", "main"],
    "transition_over_limit": ["cap", "reject"],
    "transition_period": ["actual", "twelve"],
    "monetary_scope": ["besides", "all_in"],
    "dispute_scope": ["marked", "household"],
    "under_construction": ["excluded", "counted"],
    "temporary_rate": ["per_mu", "per_parcel"],
    "temporary_crop_payee": ["household", "collective"],
    "temporary_years": ["exact", "whole"],
    "rounding": ["fen", "yuan"],
}
REASONS = [None, None, "birth", "marriage", "graduate", "other"]
NOTICE = "2019-03-01"
AROUND = [None, None, "2018-12-31", "2019-02-28", "2019-03-01", "2019-06-01", "1998-05-04"]


def readings(random: Random) -> dict[str, str]:
    """The defaults, or some others."""
    often = random.choice([0, 0, 0.15, 0.5])
    return {name: random.choice(o) if random.random() < often else o[0] for name, o in READINGS.items()}


class Draw:
    """Draws the facts of one household; what is ``None`` is not given."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.any = random.choice
        self.disputed = 0.3 if random.random() < 0.3 else 0

    def rarely(self, share: float) -> bool:
        return self.random.random() < share

    def number(self, most: int, decimals: int = 2, least: int = 1) -> str:
        whole, power = self.random.randint(least, most * 10**decimals), 10**decimals
        return f"{whole // power}.{whole % power:0{decimals}d}"

    def record(self, **facts: Any) -> Facts:
        given = {key: value for key, value in facts.items() if value is not None}
        return given | ({"in_dispute": True} if self.rarely(self.disputed) else {})

    def house(self) -> Facts:
        built = self.any([*AROUND, "1999", "2000", "2018", "2020"])
        return self.record(
            kind=self.any([None, "main", "main", "annex"]),
            use=self.any([None, "residential", "residential", "residential", "enterprise", "institutional"]),
            structure=self.any(["砖混", "砖混", "砖木", "土坯"]),
            grade=self.any(["一等", "二等"]),
            legal_floor_area="0" if self.rarely(0.03) else self.number(300, self.any([0, 2, 3])),
            ground_floor_area="0" if self.rarely(0.03) else self.number(160, self.any([0, 2, 3])),
            built_on="2019" if self.rarely(0.01) else built,
            begun_on=self.any([None, None, None, "2018-11-01", "2017", "2019-03-02"]),
            title=self.any([None, "certificate", "certificate", "recognized", "pending", "none"]),
            titled_on=self.any([None, None, None, "2001-01-01", "2019-03-01"]),
            land=self.any([None, None, None, "collective", "collective", "state"]),
            use_changed_on=self.any([None, None, "2018-01-01", "2019-03-01"]),
        )

    def parcel(self) -> Facts:
        classes = ["paddy", "dry", "garden", "forest", "pond", "grain_for_green", "construction", "other"]
        return self.record(
            land_class=self.any(classes),
            area=self.number(8, self.any([1, 3, 5])),
            zone=self.any(["一区", "一区", "二区", "三区"]),
            adjacent_zone=self.any(["一区", "二区"]),
            ownership=self.any([None, "collective", "state_farm"]),
            position=self.any([None, "inside_redline", "relocated_road_or_canal"]),
        )

    def crop(self) -> Facts:
        kind, normal = self.any(["水稻", "蔬菜", "油菜"]), self.any([None, False, True])
        area = self.any([self.number(5, 3), self.number(5, 1), "0.000001"])
        return self.record(kind=kind, area=area, planted_on=self.any(AROUND), normal_production=normal)

    def attachment(self) -> Facts:
        kind, normal = self.any(["水井", "橘树", "坟墓"]), self.any([None, False, True])
        return self.record(
            kind=kind, quantity=self.number(40, 1), installed_on=self.any(AROUND), normal_production=normal
        )

    def pond(self) -> Facts:
        return self.record(kind=self.any([None, "pond", "reservoir"]), area=self.number(4, self.any([1, 3, 6])))

    def use(self) -> Facts:
        return self.record(
            land_class=self.any(["paddy", "dry", "forest", "other"]),
            area=self.number(6, 3),
            years=self.any(["1", "2", "3", "0.5", "1.25", "2.001"] + (["3.01"] if self.rarely(0.1) else [])),
            crop=self.any([None, "水稻", "蔬菜", "油菜"]),
        )

    def loss(self) -> Facts:
        return self.record(
            kind=self.any(["equipment_moving", "business_suspension"]),
            name=self.any(["车床", "停产一月", "别的"]),
            quantity=self.number(9, 1),
            registered_on=self.any([None, None, "2010-01-01", "2019-03-01"]),
        )

    def member(self, number: int) -> Facts:
        day = self.any([None, "2001-02-03", "2001-02-03", "2019-03-01", "2020-01-01"])
        reason = self.any(REASONS)
        facts = {"name": f"成员{number}", "registered_on": day, "reason": reason}
        return {key: value for key, value in facts.items() if value is not None}


def _timing(draw: Draw, said: str, done: str, by: str) -> Facts:
    day = draw.any(["2019-04-01", "2019-05-31", "2019-06-01"])
    if draw.rarely(0.02):
        day = "2019-02-27"
    facts: Facts = draw.any([{}, {said: True}, {said: False}, {done: day, by: "2019-05-31"}])
    if done in facts and draw.rarely(0.1):
        facts = facts | {said: draw.any([True, False])}
    return facts


def _people(draw: Draw, party: str) -> Facts:
    if party != "household":
        extra: Facts = {"members": [draw.member(1)]} if draw.rarely(0.02) else {}
        return draw.any([{}, {"resettlement": "none"}, {"legal_residents": 0, "resettlement": "none"}]) | extra
    how = draw.any(["dispersed", "site", "monetary", "none"])
    facts: Facts = {"resettlement": how, "legal_residents": draw.any([0, 1, 2, 3, 3, 4, 5, 9, 12])}
    if draw.rarely(0.3):
        facts["members"] = [draw.member(i) for i in range(draw.any([1, 3, 5]))]
        del facts["legal_residents"]
    if draw.rarely(0.3):
        facts["eligible_persons"] = draw.any([0, 1, 2, 3])
    if how == "dispersed" or draw.rarely(0.2):
        facts["outside_planning_area"] = not draw.rarely(0.05 if how == "dispersed" else 0.5)
        facts["transition_months"] = draw.any(["0", "6", "11.5", "12", "12", "13"])
    if how == "monetary" or draw.rarely(0.1):
        facts["station_project"] = not draw.rarely(0.05)
        facts["farmland_per_capita"] = draw.any(["0.29", "0.299", "0", *(["0.3"] if draw.rarely(0.2) else [])])
        facts["monetary_per_person"] = draw.any(["170000", "150000.55", "1", *(["170000.01"] * draw.rarely(0.2))])
    return facts


def household(random: Random) -> Facts:
    """Anything that a file could say; most of it sound."""
    draw = Draw(random)
    party = draw.any(["household"] * 6 + ["collective", "state_farm", "enterprise"])
    facts: Facts = {"household_id": "0001", "head": "张三", "notice_date": NOTICE}
    if draw.rarely(0.04):
        facts["notice_date"] = draw.any(["2018-10-17", "2018-10-18", "2018-10-30", "2021-12-31", "2022-01-01"])
    if party != "household" or draw.rarely(0.3):
        facts["party"] = party
    facts |= _people(draw, party)
    if "members" not in facts and draw.rarely(0.03):
        del facts["notice_date"]
    facts["district"] = draw.any(["冷水滩区", "东安县", "永州经济技术开发区"])
    if draw.rarely(0.2):
        del facts["district"]
    facts |= _timing(draw, "signed_on_time", "signed_on", "sign_by")
    facts |= _timing(draw, "vacated_on_time", "vacated_on", "vacate_by")
    if draw.rarely(0.05):
        facts |= {"established_on": "2019-03-01", "established_for": draw.any(["marriage", "other"])}
    if draw.rarely(0.1):
        facts["in_dispute"] = True
    lists = {
        "houses": (draw.house, [0, 1, 1, 1, 2, 3]),
        "parcels": (draw.parcel, [0, 0, 1, 2]),
        "crops": (draw.crop, [0, 0, 1, 2]),
        "attachments": (draw.attachment, [0, 0, 1, 2]),
        "ponds": (draw.pond, [0, 0, 1, 2]),
        "temporary_uses": (draw.use, [0, 0, 1, 2]),
        "enterprise_losses": (draw.loss, [0, 0, 0, 1, 2]),
    }
    return facts | {name: [make() for _ in range(draw.any(counts))] for name, (make, counts) in lists.items()}

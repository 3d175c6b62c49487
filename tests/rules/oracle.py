"""What the measure pays, worked out a second time: plainly, from the public contract alone.

Nothing here asks the rules or the engine. Households are dictionaries of English keys, numbers and dates as text; the
result is ``None`` for a household that is refused, or its lines by item and record.
"""

from collections.abc import Callable, Iterator
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

Facts = dict[str, Any]
Readings = dict[str, str]
Rates = dict[str, list[Facts]]

EXCEPTED = {"birth", "marriage", "return_from_abroad", "demobilised", "graduate", "released"}
LISTS = ("houses", "parcels", "crops", "attachments", "ponds", "temporary_uses", "enterprise_losses")
DISTRICTS = {None, "冷水滩区", "东安县", "永州经济技术开发区"}
TEMPORARY = {"paddy": 2000, "dry": 1200, "forest": 1000, "other": 1000}
PENDING = "pending"


class Due(NamedTuple):
    """A line: its amount in yuan unless it is pending, who gets it and who pays it."""

    amount: Decimal | None
    status: str
    payee: str
    payer: str


class Refused(Exception):
    """The measure doesn't apply, or a fact that it needs is missing."""


def refuse_if(wrong: bool) -> None:
    if wrong:
        raise Refused


def late(day: str | None, notice: str | None) -> bool:
    """Whether something was done on or after the notice date; a bare year must differ from that of the notice."""
    if day is None:
        return False
    refuse_if(notice is None)
    assert notice is not None
    if len(day) == 4:
        refuse_if(day == notice[:4])
        return day > notice[:4]
    return day >= notice


def counted(member: Facts, notice: str | None) -> bool:
    return member.get("reason") in EXCEPTED or not late(member.get("registered_on"), notice)


def on_time(h: Facts, said: str, done: str, by: str) -> bool | None:
    """``None`` when nothing is said."""
    if h.get(said) is None and h.get(done) is None:
        return None
    if h.get(done) is None or (h.get(said) is not None and h.get(by) is None):
        return bool(h[said])
    refuse_if(h.get(by) is None)
    kept: bool = h[done] <= h[by]
    refuse_if(h.get(said) is not None and h[said] != kept)
    return kept


class Oracle:
    """One household under readings and rates (no rates: every standard is missing)."""

    def __init__(self, h: Facts, readings: Readings, rates: Rates | None) -> None:
        self.h, self.readings, self.rates = h, readings, rates or {}
        self.party = h.get("party", "household")
        self.notice: str | None = h.get("notice_date")
        self.how = h.get("resettlement", "none") if self.party != "household" else h["resettlement"]
        self.due: dict[tuple[str, int | None], Due] = {}
        self.unpaid: set[str] = set()
        self.titles = [self.title(house) for house in h.get("houses", [])]
        self.residents = self.count_residents()
        self.signed = on_time(h, "signed_on_time", "signed_on", "sign_by")
        self.vacated = on_time(h, "vacated_on_time", "vacated_on", "vacate_by")

    def title(self, house: Facts) -> str | None:
        """``sure`` for a compensable house, ``pending`` while its title is being recognised, else ``None``."""
        land = house.get("land") or ("state" if self.party == "state_farm" else "collective")
        title = house.get("title", "certificate")
        if title == "none" or land == "state":
            return None
        if late(house.get("titled_on"), self.notice) or late(house.get("begun_on"), self.notice):
            return None
        spared = house.get("begun_on") is not None and self.readings["under_construction"] == "counted"
        if not spared and late(house.get("built_on"), self.notice):
            return None
        return PENDING if title == PENDING else "sure"

    def count_residents(self) -> int:
        members = [counted(member, self.notice) for member in self.h.get("members", [])]
        told = self.h.get("legal_residents")
        if self.party != "household":
            refuse_if(bool(members))
            return told or 0
        refuse_if(told is None and not members)
        refuse_if(told is not None and bool(members) and sum(members) != told)
        return sum(members) if told is None else told

    def judge(self) -> "Oracle":
        self.requirements()
        self.by_record()
        self.resettlement()
        self.rewards()
        self.disputes()
        return self

    # what refuses a household

    def requirements(self) -> None:
        h = self.h
        first = "2018-10-18" if self.readings["effective_from"] == "issued" else "2018-10-31"
        by_signing = self.readings["applies_by"] == "signing" and h.get("signed_on")
        judged = h["signed_on"] if by_signing else self.notice
        refuse_if(judged is not None and not first <= judged <= "2021-12-31")
        refuse_if(h.get("district") not in DISTRICTS)
        refuse_if(self.party != "household" and (self.how != "none" or h.get("id_number") is not None))
        refuse_if(self.party == "household" and h.get("credit_code") is not None)
        refuse_if(h.get("established_for") not in EXCEPTED and late(h.get("established_on"), self.notice))
        refuse_if(int(h.get("eligible_persons") or 0) > self.residents)
        for done in ("signed_on", "vacated_on"):
            refuse_if(self.notice is not None and h.get(done) is not None and h[done] < self.notice)
        refuse_if(any(Decimal(use["years"]) > 3 for use in h.get("temporary_uses", [])))
        refuse_if(Decimal(h.get("monetary_per_person") or 0) > 170000)
        possible = [house for house, title in zip(h.get("houses", []), self.titles, strict=True) if title]
        homes = [house for house in possible if house.get("use", "residential") == "residential"]
        refuse_if(bool(possible) and not homes and self.how != "none")
        if self.how == "dispersed":
            refuse_if(not h.get("outside_planning_area") or h.get("transition_months") is None)
            over = Decimal(h["transition_months"]) > 12
            refuse_if(over and self.readings["transition_over_limit"] == "reject")
            mains = [house for house in h.get("houses", []) if house.get("kind", "main") == "main"]
            refuse_if(any(house.get("ground_floor_area") is None for house in mains))
        if self.how == "monetary":
            refuse_if(not h.get("station_project") or h.get("monetary_per_person") is None)
            refuse_if(Decimal(h.get("farmland_per_capita") or 1) >= Decimal("0.3"))

    # lines

    def put(self, item: str, index: int | None, amount: Decimal | None, payee: str, payer: str = "project") -> None:
        """A line, pending without an amount; nothing that rounds to nothing is one."""
        if amount is None:
            self.due[item, index] = Due(None, PENDING, payee, payer)
            return
        step = Decimal("0.01") if self.readings["rounding"] == "fen" else Decimal(1)
        rounded = amount.quantize(step, ROUND_HALF_UP).quantize(Decimal("0.01"))
        if rounded:
            self.due[item, index] = Due(rounded, "payable", payee, payer)
        else:
            self.unpaid.add(item)

    def rate(self, standard: str, facts: dict[str, str | None], year: str | None = None) -> Decimal | None:
        """The one row that fits; a row that leaves a key out holds for all its values."""
        for row in self.rates.get(standard, []):
            first, last = row.get("建成年份起", 0), row.get("建成年份止", 9999)
            ranged = (first, last) != (0, 9999)
            fits = all(row.get(key) in (None, value) for key, value in facts.items())
            if fits and (not ranged or (year is not None and first <= int(year[:4]) <= last)):
                return Decimal(str(row["标准"]))
        return None

    def priced(self, quantity: str, rate: Decimal | None) -> Decimal | None:
        return Decimal(0) if not Decimal(quantity) else None if rate is None else rate * Decimal(quantity)

    def each(self, kind: str) -> Iterator[tuple[int, Facts]]:
        yield from enumerate(self.h.get(kind, []))

    def by_record(self) -> None:
        for index, parcel in self.each("parcels"):
            self.land(index, parcel)
        for index, house in self.each("houses"):
            self.house(index, house)
        for kind, since, item, name in (
            ("crops", "planted_on", "crop_compensation", "青苗种类"),
            ("attachments", "installed_on", "attachment_compensation", "附着物种类"),
        ):
            for index, record in self.each(kind):
                if not record.get("normal_production") and late(record.get(since), self.notice):
                    self.unpaid.add(item)
                    continue
                quantity = record["area" if kind == "crops" else "quantity"]
                self.put(item, index, self.priced(quantity, self.rate(kind, {name: record["kind"]})), self.party)
        for index, pond in self.each("ponds"):
            reservoir = pond.get("kind", "pond") == "reservoir"
            self.put("pond_replacement", index, 25000 * Decimal(0 if reservoir else pond["area"]), "collective")
        for index, use in self.each("temporary_uses"):
            self.temporary(index, use)
        for index, loss in self.each("enterprise_losses"):
            self.loss(index, loss)

    def land(self, index: int, parcel: Facts) -> None:
        farm = parcel.get("ownership", "collective") == "state_farm"
        if farm and parcel["land_class"] == "construction":
            self.unpaid.add("land_compensation")
            return
        names = {
            "paddy": "水田",
            "dry": "旱地",
            "grain_for_green": "旱地",
            "forest": "林地",
            "construction": "建设用地",
        }
        zone = parcel.get("adjacent_zone" if farm else "zone")
        facts = {"县区": self.h.get("district"), "区片": zone, "地类": names.get(parcel["land_class"], "别的")}
        payee = "state_farm" if farm else "collective"
        self.put("land_compensation", index, self.priced(parcel["area"], self.rate("land", facts)), payee)

    def house(self, index: int, house: Facts) -> None:
        use = house.get("use", "residential")
        included = self.how == "monetary" and self.readings["monetary_scope"] == "all_in" and use == "residential"
        if self.titles[index] is None or included:
            self.unpaid.add("house_compensation")
            return
        facts = {
            "房屋类别": {"main": "正房", "annex": "杂房"}[house.get("kind", "main")],
            "用途": {"residential": "住宅", "enterprise": "企业", "institutional": "学校"}[use],
            "结构": house.get("structure"),
            "等级": house.get("grade"),
        }
        amount = self.priced(house["legal_floor_area"], self.rate("houses", facts, house.get("built_on")))
        self.put("house_compensation", index, self.unless_pending(self.titles[index], amount), self.party)

    def unless_pending(self, title: str | None, amount: Decimal | None) -> Decimal | None:
        return amount if title == "sure" or amount == 0 else None

    def temporary(self, index: int, use: Facts) -> None:
        years = Decimal(use["years"])
        if self.readings["temporary_years"] == "whole":
            years = years.to_integral_value(ROUND_CEILING)
        area = Decimal(use["area"]) if self.readings["temporary_rate"] == "per_mu" else Decimal(1)
        self.put("temporary_land_use", index, TEMPORARY[use["land_class"]] * area * years, "collective", "land_user")
        if use.get("crop") is None:
            self.unpaid.add("temporary_crop")
            return
        owner = self.party if self.readings["temporary_crop_payee"] == "household" else "collective"
        amount = self.priced(use["area"], self.rate("crops", {"青苗种类": use["crop"]}))
        self.put("temporary_crop", index, amount, owner, "land_user")

    def loss(self, index: int, loss: Facts) -> None:
        beside = self.best(lambda house: house.get("use") == "enterprise")
        if beside is None or late(loss.get("registered_on"), self.notice):
            self.unpaid.add(loss["kind"])
            return
        amount = self.priced(loss["quantity"], self.rate("enterprise", {"名目": loss["name"]}))
        self.put(loss["kind"], index, self.unless_pending(beside, amount), self.party)

    # what is counted by the household

    def chosen(self, wanted: Callable[[Facts], bool], title: str) -> list[int]:
        return [i for i, house in self.each("houses") if self.titles[i] == title and wanted(house)]

    def best(self, wanted: Callable[[Facts], bool]) -> str | None:
        return next((title for title in ("sure", PENDING) if self.chosen(wanted, title)), None)

    def home(self, house: Facts) -> bool:
        kind, use = house.get("kind", "main"), house.get("use", "residential")
        return self.party == "household" and (kind, use) == ("main", "residential")

    def area(self, of: list[int], key: str) -> Decimal:
        return sum((Decimal(self.h["houses"][i].get(key) or 0) for i in of), Decimal(0))

    def resettlement(self) -> None:
        beside = self.best(self.home)
        people = max(self.residents, 3)
        if self.residents == 0 and self.readings["zero_residents"] == "none":
            people = -7  # nothing a time
        tier = Decimal(1000 + 100 * (people - 3))
        months = Decimal(self.h.get("transition_months") or 0)
        months = Decimal(12) if self.readings["transition_period"] == "twelve" else min(months, Decimal(12))
        moves = {"two": 2, "one": 1, "none": 0}[self.readings["dispersed_moves"]]
        eligible = self.h.get("eligible_persons")
        persons = Decimal(self.residents if eligible is None else eligible)
        per_person = Decimal(self.h.get("monetary_per_person") or 0)
        sums = {
            "moving_allowance": tier * {"site": 2, "monetary": 1, "dispersed": moves, "none": 0}[self.how],
            "transition_allowance": tier * months if self.how == "dispersed" else Decimal(0),
            "monetary_resettlement": persons * per_person if self.how == "monetary" else Decimal(0),
        }
        for item, amount in sums.items():
            self.put(item, None, self.unless_pending(beside, amount) if beside else Decimal(0), "household")
        self.counted_areas("dispersed_relocation_subsidy", self.home, "ground_floor_area", 350, self.how == "dispersed")

    def counted_areas(
        self, item: str, wanted: Callable[[Facts], bool], key: str, rate: int, condition: bool | None
    ) -> None:
        """Paid for the houses that are sure, or pending for those that may become so, or where ``condition`` may."""
        sure, perhaps = (self.area(self.chosen(wanted, title), key) for title in ("sure", PENDING))
        amount = rate * sure
        if item == "dispersed_relocation_subsidy":
            amount = min(amount, Decimal(42000))
        waits = condition is None or not sure
        payee = "household" if item == "dispersed_relocation_subsidy" else self.party
        if condition is False or not (sure or perhaps):
            self.put(item, None, Decimal(0), payee)
        else:
            self.put(item, None, None if waits else amount, payee)

    def rewarded(self, house: Facts) -> bool:
        scope = self.readings["reward_scope"]
        if scope == "residential":
            return bool(house.get("use", "residential") == "residential")
        return scope == "all" or bool(house.get("kind", "main") == "main")

    def rewards(self) -> None:
        included = self.how == "monetary" and self.readings["monetary_scope"] == "all_in"
        both = None if None in (self.signed, self.vacated) else self.signed and self.vacated
        if False in (self.signed, self.vacated):
            both = False
        joint = self.readings["reward_condition"] == "joint"
        for item, rate, kept in (("signing_reward", 50, self.signed), ("vacating_reward", 100, self.vacated)):
            condition = False if included else both if joint else kept
            self.counted_areas(item, self.rewarded, "legal_floor_area", rate, condition)

    # disputes

    def in_dispute(self, kind: str, index: int) -> bool:
        return bool(self.h.get(kind, [])[index].get("in_dispute"))

    def disputes(self) -> None:
        marked = any(record.get("in_dispute") for kind in LISTS for record in self.h.get(kind, []))
        whole = self.h.get("in_dispute") or (marked and self.readings["dispute_scope"] == "household")
        for (item, index), due in self.due.items():
            if due.status == "payable" and (whole or self.touched(item, index)):
                self.due[item, index] = due._replace(status="withheld")

    def touched(self, item: str, index: int | None) -> bool:
        """Whether a line counts a record in dispute, or rests on houses that all are."""
        lists = {
            "land_compensation": "parcels",
            "house_compensation": "houses",
            "crop_compensation": "crops",
            "attachment_compensation": "attachments",
            "pond_replacement": "ponds",
            "temporary_land_use": "temporary_uses",
            "temporary_crop": "temporary_uses",
        }
        if item in lists and index is not None:
            return self.in_dispute(lists[item], index)
        if item in ("equipment_moving", "business_suspension") and index is not None:
            beside = self.chosen(lambda house: house.get("use") == "enterprise", "sure")
            return self.in_dispute("enterprise_losses", index) or all(self.in_dispute("houses", i) for i in beside)
        if item in ("signing_reward", "vacating_reward"):
            return any(self.in_dispute("houses", i) for i in self.chosen(self.rewarded, "sure"))
        homes = [self.in_dispute("houses", i) for i in self.chosen(self.home, "sure")]
        return any(homes) if item == "dispersed_relocation_subsidy" else all(homes)


def judge(h: Facts, readings: Readings, rates: Rates | None) -> Oracle | None:
    """What a household is due, or ``None`` where it is refused."""
    try:
        return Oracle(h, readings, rates).judge()
    except Refused:
        return None

"""A small village whose amounts are known, and short ways to audit a record of it with mistakes in it."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from tests.batches import Rows, batch, csv_file
from tests.households import evaluator
from yzcomp.audit.findings import Difference
from yzcomp.audit.recorded_reader import read_recorded
from yzcomp.audit.result import Audit
from yzcomp.audit.run import AuditOptions, run_audit

_HOUSEHOLDS = [
    "户编号,户主,村组,合法常住人口,安置方式,城市规划区范围外,征地告知日,过渡月数,签约期限,签约日期,按期签约,按期腾空,"
    "永州北站或北货场项目,人均耕地,货币安置标准,权属争议,符合安置条件人数",
    "D1,张一,一组,4,分散迁建安置,是,2019-03-01,14,,,是,是,,,,,",
    "S1,李二,一组,3,安置地安置,,2019-03-01,,2019-05-01,2019-05-02,,是,,,,,",
    "M1,王三,二组,5,货币安置,,2019-03-01,,,,否,否,是,0.25,120000,,5",
    "N1,赵四,二组,2,不予安置,,2019-03-01,,,,,,,,,,",
    "X1,孙五,二组,3,安置地安置,,2019-03-01,,,,否,否,,,,是,",
]
_HOUSES = [
    "户编号,用途,房屋类别,结构,等级,合法建筑面积,底层占地面积,权属",
    "D1,住宅,正房,砖混,一等,180,131.2,",
    "D1,住宅,杂房,简易,等外,40,,无",
    "D1,学校寺庙祠堂村组集体,正房,砖木,二等,60,50,",
    "S1,住宅,正房,砖木,二等,100,,",
    "M1,住宅,正房,简易,等外,80,,",
    "X1,住宅,正房,简易,等外,75,,",
    "N1,住宅,正房,砖木,二等,0.5,,无",
]
_OTHERS = {
    "水塘": ["户编号,面积", "N1,1.25", "N1,0.5"],
    "临时用地": ["户编号,地类,面积,使用年限", "N1,水田,1.5,2.5"],
    "征收土地": ["户编号,地类,面积,区片", "N1,退耕还林,0.333,一区"],
    "附着物": ["户编号,附着物种类,数量", "N1,桂花树,3"],
}
VILLAGE = {"户": _HOUSEHOLDS, "房屋": _HOUSES, **_OTHERS}
#: What is due, worked out by hand.
DUE = {
    ("D1", "moving_allowance"): "2200.00",  # (1000 + 100) × 2 次
    ("D1", "transition_allowance"): "13200.00",  # 1100 × 12 个月
    ("D1", "dispersed_relocation_subsidy"): "42000.00",  # 350 × 131.2 = 45,920，最高 42,000
    ("D1", "signing_reward"): "12000.00",  # 50 × (180 + 60)
    ("D1", "vacating_reward"): "24000.00",  # 100 × (180 + 60)
    ("D1", "house_compensation"): "181139.70",  # 835.55 × 180 + 512.345 × 60 = 150,399.00 + 30,740.70
    ("S1", "moving_allowance"): "2000.00",  # 1000 × 2 次
    ("S1", "vacating_reward"): "10000.00",  # 100 × 100
    ("S1", "house_compensation"): "51234.50",  # 512.345 × 100
    ("M1", "moving_allowance"): "1200.00",  # 1000 + 2 × 100，一次
    ("M1", "monetary_resettlement"): "600000.00",  # 5 × 120,000
    ("N1", "pond_replacement"): "43750.00",  # 25,000 × 1.25 + 25,000 × 0.5
    ("N1", "temporary_land_use"): "7500.00",  # 2000 × 1.5 × 2.5
    ("N1", "land_compensation"): "14985.17",  # 45,000.5 × 0.333 = 14,985.1665，按旱地
    ("N1", "attachment_compensation"): "106.50",  # 35.5 × 3
    ("X1", "moving_allowance"): "2000.00",  # 暂不拨付
}
Recorded = list[dict[str, str]]
Plant = Callable[[Recorded], Any]


@lru_cache
def village(folder: Path) -> Path:
    """The village as a folder of tables."""
    target = folder / "village"
    target.mkdir(exist_ok=True)
    for name, lines in VILLAGE.items():
        csv_file(target / f"{name}.csv", [line.split(",") for line in lines])
    return target


def lines(folder: Path) -> Recorded:
    """The lines that are right for the village, as ``items.csv`` has them."""
    return [dict(row) for row in _lines(village(folder), folder)]


@lru_cache
def _lines(path: Path, folder: Path) -> tuple[dict[str, str], ...]:
    return tuple(batch(folder, path).items)


def record(path: Path, rows: Recorded) -> Path:
    """Lines as a table of them; columns that a row lacks are blank."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    return csv_file(path, [columns, *([row.get(key, "") for key in columns] for row in rows)])


def table(path: Path, rows: Rows) -> Path:
    return csv_file(path, rows)


def whole(amounts: Recorded) -> Rows:
    """A right record as a table of totals."""
    sums: dict[str, Decimal] = {}
    for row in amounts:
        if row["household_id"] != "X1":
            sums[row["household_id"]] = sums.get(row["household_id"], Decimal(0)) + Decimal(row["amount"] or 0)
    return [["household_id", "total"], *([name, str(total)] for name, total in sums.items())]


def audit(folder: Path, recorded: Path | None, inputs: Sequence[Path] = (), **options: Any) -> Audit:
    """An audit of the village, or of ``inputs``, within this process."""
    work = evaluator()
    read = read_recorded(recorded, work.rulebook) if recorded is not None else None
    return run_audit(inputs or [village(folder)], read, work, AuditOptions(**{"processes": 1, **options}))


def told(differences: Sequence[Difference]) -> list[tuple[str, str, str]]:
    return [(d.household_id, d.item_id, d.kind) for d in differences]


def line(rows: Recorded, household: str, item: str, number: int = 0) -> dict[str, str]:
    """The line of a household and item, to be changed."""
    return [row for row in rows if (row["household_id"], row["item_id"]) == (household, item)][number]


def pay(household: str, item: str, amount: str) -> Plant:
    """Records another sum for a household's item: in its first line, the other lines of the item are dropped."""

    def plant(rows: Recorded) -> None:
        own = [row for row in rows if (row["household_id"], row["item_id"]) == (household, item)]
        if not own:
            rows.append({"household_id": household, "item_id": item, "amount": amount, "status": "payable"})
            return
        own[0]["amount"] = amount
        for row in own[1:]:
            rows.remove(row)

    return plant


def sum_of(rows: Recorded, household: str, item: str) -> Decimal:
    return sum(
        (Decimal(r["amount"]) for r in rows if (r["household_id"], r["item_id"]) == (household, item)), Decimal(0)
    )

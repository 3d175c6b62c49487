"""The measure as one would script it for a flat table: csv, Decimal and if. ``python plain_script.py IN.csv DIR``.

It writes the same items.csv and totals.csv, to the byte, as ``yzcomp batch`` does, and is what that is compared with.
It checks hardly anything: a value that it can't read stops it.
"""

import csv
import sys
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

FEN = Decimal("0.01")
ITEMS = [
    "户编号",
    "户主",
    "村组",
    "项目编号",
    "项目",
    "依据",
    "领款人",
    "算式",
    "数量",
    "单位",
    "标准",
    "金额",
    "状态",
    "备注",
    "付款人",
]
TOTALS = ["户编号", "户主", "村组", "应付合计", "付被征收户", "付村组", "暂不拨付", "待定项数"]
TOTALS += ["付国有农林渔场", "付被征收单位", "征地拆迁资金支付", "用地单位支付"]
LAST = "第十八条（重号）"
PENDING = "缺少房屋补偿标准（永政发〔2013〕28号、永政发〔2016〕19号），录入后用 --standards 重算"


def number(value: Decimal, decimals: int = 0) -> str:
    whole, _, fraction = format(value.normalize(), "f").partition(".")
    fraction = fraction.ljust(decimals, "0")
    return f"{whole}.{fraction}" if fraction else whole


def grouped(value: Decimal, decimals: int = 0) -> str:
    text = number(value, decimals)
    whole, dot, fraction = text.partition(".")
    return f"{int(whole):,}{dot}{fraction}" if len(whole) > 4 else text


def tier(persons: int) -> tuple[Decimal, str]:
    if persons <= 3:
        return Decimal(1000), "1000"
    return Decimal(1000 + 100 * (persons - 3)), f"（1000 + {persons - 3} × 100）"


def lines(row: dict[str, str]) -> list[tuple]:
    """(item, name, article, payee, formula, quantity, unit, rate, amount, note) of a household."""
    found: list[tuple] = []
    kind, persons = row["安置方式"], int(row["合法常住人口"])
    floor = Decimal(row["合法建筑面积"] or 0)
    if row["水塘面积"]:
        area = Decimal(row["水塘面积"])
        formula = f"25,000元/亩 × {grouped(area, 2)}亩"
        found.append(
            (
                "pond_replacement",
                "造塘还塘包干费",
                "第八条",
                "村组",
                formula,
                number(area, 2),
                "亩",
                "25000",
                25000 * area,
                "水塘第1条（水塘）",
            )
        )
    article = "第九条"
    formula = f"房屋补偿标准（待定） × {grouped(floor, 2)}㎡"
    note = f"房屋第1条（正房）；{PENDING}"
    if floor:
        found.append(
            ("house_compensation", "房屋补偿费", article, "被征收户", formula, number(floor, 2), "㎡", "", None, note)
        )
    if kind == "货币安置" and persons:
        rate = Decimal(row["货币安置标准"])
        formula = f"{grouped(rate)}元/人 × {persons}人"
        found.append(
            (
                "monetary_resettlement",
                "货币补偿安置费",
                "第十六条",
                "被征收户",
                formula,
                str(persons),
                "人",
                number(rate),
                rate * persons,
                "",
            )
        )
    if kind == "分散迁建安置":
        area = Decimal(row["底层占地面积"])
        exact, formula = 350 * area, f"350元/㎡ × {grouped(area, 2)}㎡"
        if exact > 42000:
            formula += f" = {exact:,.2f}元，每户最高42000元"
        found.append(
            (
                "dispersed_relocation_subsidy",
                "分散迁建安置补助",
                "第十七条",
                "被征收户",
                formula,
                number(area, 2),
                "㎡",
                "350",
                min(exact, Decimal(42000)),
                "",
            )
        )
    if kind != "不予安置" and persons:
        rate, text = tier(persons)
        times = 1 if kind == "货币安置" else 2
        formula = f"{text}元/次 × {times}次"
        found.append(
            (
                "moving_allowance",
                "搬家补助费",
                "第十八条",
                "被征收户",
                formula,
                str(times),
                "次",
                number(rate),
                rate * times,
                "",
            )
        )
    if kind == "分散迁建安置" and persons:
        rate, text = tier(persons)
        months = min(Decimal(row["过渡月数"]), Decimal(12))
        note = f"过渡月数{row['过渡月数']}个月，按上限12个月计" if Decimal(row["过渡月数"]) > 12 else ""
        formula = f"{text}元/月 × {grouped(months)}个月"
        found.append(
            (
                "transition_allowance",
                "过渡费",
                "第十八条",
                "被征收户",
                formula,
                number(months),
                "个月",
                number(rate),
                rate * months,
                note,
            )
        )
    rewards = (
        ("signing_reward", "按期签约奖励", 50, "签约日期", "签约期限"),
        ("vacating_reward", "按期腾空奖励", 100, "腾空日期", "腾地期限"),
    )
    for key, name, rate, done, by in rewards:
        if floor and date.fromisoformat(row[done]) <= date.fromisoformat(row[by]):
            formula = f"{rate}元/㎡ × {grouped(floor, 2)}㎡"
            found.append((key, name, LAST, "被征收户", formula, number(floor, 2), "㎡", str(rate), rate * floor, ""))
    uses = (
        ("临时用地水田面积", 2000, "水田"),
        ("临时用地旱土面积", 1200, "旱土"),
        ("临时用地林地及其他面积", 1000, "其他"),
    )
    given = [(Decimal(row[column]), rate, land) for column, rate, land in uses if row[column]]
    for index, (area, rate, land) in enumerate(given, 1):
        years = Decimal(row["临时用地年限"])
        formula = f"{rate}元/亩·年 × {grouped(area, 2)}亩 × {grouped(years)}年"
        quantity = number(area * years, 2)
        found.append(
            (
                "temporary_land_use",
                "临时用地补偿费",
                "第二十条",
                "村组",
                formula,
                quantity,
                "亩·年",
                str(rate),
                rate * area * years,
                f"临时用地第{index}条（{land}）",
            )
        )
    return found


def main(source: str, target: str) -> None:
    folder = Path(target)
    folder.mkdir(parents=True, exist_ok=True)
    with (
        open(source, encoding="utf-8", newline="") as rows,
        open(folder / "items.csv", "w", encoding="utf-8-sig", newline="") as items_file,
        open(folder / "totals.csv", "w", encoding="utf-8-sig", newline="") as totals_file,
    ):
        items, totals = csv.writer(items_file), csv.writer(totals_file)
        items.writerow(ITEMS)
        totals.writerow(TOTALS)
        for row in csv.DictReader(rows):
            assert date(2018, 10, 18) <= date.fromisoformat(row["征地告知日"]) <= date(2021, 12, 31)
            head = [row["户编号"], row["户主"], row["村组"]]
            withheld = row["权属争议"] == "是"
            sums, payers = (
                {"被征收户": Decimal(0), "村组": Decimal(0)},
                {"征地拆迁资金": Decimal(0), "用地单位": Decimal(0)},
            )
            pending = 0
            for key, name, article, payee, formula, quantity, unit, rate, amount, note in lines(row):
                payer = "用地单位" if key == "temporary_land_use" else "征地拆迁资金"
                shown, status = "", "待定"
                if amount is None:
                    pending += 1
                else:
                    amount = amount.quantize(FEN, ROUND_HALF_UP)
                    sums[payee] += amount
                    payers[payer] += amount
                    shown, status = f"{amount:.2f}", "暂不拨付" if withheld else "应付"
                items.writerow(
                    [*head, key, name, article, payee, formula, quantity, unit, rate, shown, status, note, payer]
                )
            total = sum(sums.values())
            paid = [0, 0, 0, total, pending, 0, 0, 0, 0]
            if not withheld:
                paid = [total, *sums.values(), 0, pending, 0, 0, *payers.values()]
            totals.writerow([*head, *(x if i == 4 else f"{x:.2f}" for i, x in enumerate(paid))])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])

"""The impact of a new rulebook for people, for spreadsheets and for programs."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.text import Text

from yzcomp.batch.rows import csv_line, money
from yzcomp.impact.rulebooks import Impact, ItemPair, Row
from yzcomp.impact.sums import OneSided, Side, Sum
from yzcomp.money import signed, yuan
from yzcomp.output.grid import Column, grid
from yzcomp.output.wrapping import wrap

COLUMNS = (
    ("household_id", "户编号"),
    ("village", "村组"),
    ("item_id", "项目编号"),
    ("item", "项目"),
    ("before", "原金额"),
    ("after", "新金额"),
    ("difference", "差额"),
    ("note", "备注"),
)
_NUMBERS = (
    Column("原（元）", 2, 0, True),
    Column("新（元）", 2, 0, True),
    Column("差额（元）", 2, 0, True),
    Column("增", 0, 5, True),
    Column("减", 0, 5, True),
)
NO_VILLAGE = "（未填村组）"


def csv_rows(rows: Iterable[Row]) -> str:
    """Rows as CSV."""
    return "".join(csv_line(_cells(row)) for row in rows)


def _cells(row: Row) -> list[str]:
    known = row.before is not None and row.after is not None
    difference = (row.after or Decimal(0)) - (row.before or Decimal(0))
    amounts = [money(row.before), money(row.after), money(difference) if known else ""]
    return [row.household_id, row.village, row.item.key, row.item.name, *amounts, row.note]


def print_impact(found: Impact, console: Console) -> None:
    """How many gain and lose, then by item, village and article, then the largest changes and the refusals."""
    console.print(Text("\n对这些户的影响（应付加暂不拨付；新减原）", style="bold"))
    _print_counts(found, console)
    if found.computed:
        _print_sums("按项目", "项目", [(_item(pair), found.by_item[pair.key]) for pair in found.items], console)
        parties = [(title, found.by_party[key]) for key, title in found.parties.items() if key in found.by_party]
        _print_sums("按领款人和付款人", "领款人、付款人", parties, console)
        villages = [(village or NO_VILLAGE, found.by_village[village]) for village in sorted(found.by_village)]
        _print_sums("按村组", "村组", villages, console)
        _print_sums("按条文", "条文", list(found.by_article.items()), console)
        _print_largest(found, console)
    for side, title, other in ((found.sides[1], "新", "原"), (found.sides[0], "原", "新")):
        _print_refused(side, title, other, console)


def _item(pair: ItemPair) -> str:
    tail = "" if pair.old and pair.new else "（新增）" if pair.new else "（取消）"
    return pair.name + tail


def _print(console: Console, text: str, indent: int = 0) -> None:
    console.print(Text(" " * indent + f"\n{' ' * (indent + 2)}".join(wrap(text, console.width - indent - 2))))


def _print_counts(found: Impact, console: Console) -> None:
    total, (old, new) = found.total, found.sides
    refused = (
        ("只有新规则退回", new.refused_alone),
        ("只有原规则退回", old.refused_alone),
        ("都退回", found.refused_by_both),
    )
    parts = [f"都能算出 {found.computed} 户", *(f"{words} {count} 户" for words, count in refused if count)]
    _print(console, f"读入 {found.read} 户：{'，'.join(parts)}。")
    _print(console, f"都能算出的户：增加 {total.gain} 户，减少 {total.lose} 户，不变 {total.same} 户。")
    sums = f"多付 {yuan(total.plus)} 元，少付 {yuan(total.minus)} 元，净额 {signed(total.difference)} 元"
    _print(console, f"{sums}（原 {yuan(total.before)}，新 {yuan(total.after)}）。")
    if old.withheld or new.withheld:
        _print(console, f"其中暂不拨付：原 {yuan(old.withheld)} 元，新 {yuan(new.withheld)} 元。")
    if old.pending or new.pending:
        _print(console, f"有待定项目的户：原 {old.pending}，新 {new.pending}；待定的没有金额，不在内（--standards）。")


def _print_sums(title: str, first: str, sums: Sequence[tuple[str, Sum]], console: Console) -> None:
    """A table of those that anybody gets something of."""
    told = [(name, entry) for name, entry in sums if entry.households]
    changed = [pair for pair in told if pair[1].gain or pair[1].lose]
    console.print(Text(f"\n{title}", style="bold"))
    if changed:
        rows = [(name, *_numbers(entry)) for name, entry in changed]
        console.print(grid([Column(first, 3), *_NUMBERS], rows, console))
    if len(changed) < len(told):
        names = "；".join(name for name, entry in told if not (entry.gain or entry.lose))
        _print(console, f"没有变化：{names}")


def _numbers(entry: Sum) -> tuple[str, ...]:
    amounts = yuan(entry.before), yuan(entry.after), signed(entry.difference)
    return (*amounts, str(entry.gain), str(entry.lose))


def _print_largest(found: Impact, console: Console) -> None:
    largest = found.largest()
    if not largest:
        return
    console.print(Text(f"\n变化最大的 {len(largest)} 户", style="bold"))
    rows = [
        (one.household_id, one.village or NO_VILLAGE, yuan(one.before), yuan(one.after), signed(one.difference))
        for one in largest
    ]
    console.print(grid([Column("户编号", 3), Column("村组", 4), *_NUMBERS[:3]], rows, console))


def _print_refused(side: Side, title: str, other: str, console: Console) -> None:
    """The households that only one rulebook refuses, with the reasons."""
    if not side.refused_alone:
        return
    head = f"\n只有{title}规则退回的 {side.refused_alone} 户，{other}规则合计 {yuan(side.refused_total)} 元"
    console.print(Text(head, style="bold"))
    for reason, count in _by_count(side.reasons):
        _print(console, f"{count} 户：{reason}", 2)
    for one in side.one_sided:
        _print(console, _one_sided(one), 2)
    if side.refused_alone > len(side.one_sided):
        _print(console, f"……另有 {side.refused_alone - len(side.one_sided)} 户", 2)


def _one_sided(one: OneSided) -> str:
    village = f"（{one.village}）" if one.village else ""
    return f"{one.household_id}{village} {yuan(one.total)} 元：{'；'.join(one.reasons)}"


def _by_count(reasons: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))


def impact_data(found: Impact) -> dict[str, Any]:
    """The same for programs; amounts are strings."""
    old, new = found.sides
    return {
        "households": {
            "read": found.read,
            "computed": found.computed,
            "gain": found.total.gain,
            "lose": found.total.lose,
            "same": found.total.same,
            "refused_by_both": found.refused_by_both,
            "refused_by_old_only": old.refused_alone,
            "refused_by_new_only": new.refused_alone,
            "pending_old": old.pending,
            "pending_new": new.pending,
        },
        "total": _sum_data(found.total),
        "withheld": {"before": money(old.withheld), "after": money(new.withheld)},
        "items": [
            {"item_id": pair.key, "item": pair.name, "article": pair.article, **_sum_data(found.by_item[pair.key])}
            for pair in found.items
            if found.by_item[pair.key].households
        ],
        "parties": [
            {"party": key, "name": title, **_sum_data(found.by_party[key])}
            for key, title in found.parties.items()
            if key in found.by_party
        ],
        "villages": [{"village": name, **_sum_data(found.by_village[name])} for name in sorted(found.by_village)],
        "articles": [
            {"article": article, **_sum_data(entry)} for article, entry in found.by_article.items() if entry.households
        ],
        "largest": [
            {
                "household_id": one.household_id,
                "village": one.village,
                "before": money(one.before),
                "after": money(one.after),
                "difference": money(one.difference),
            }
            for one in found.largest()
        ],
        "refused_by_old_only": _side_data(old),
        "refused_by_new_only": _side_data(new),
    }


def _sum_data(entry: Sum) -> dict[str, Any]:
    return {
        "before": money(entry.before),
        "after": money(entry.after),
        "plus": money(entry.plus),
        "minus": money(entry.minus),
        "difference": money(entry.difference),
        "gain": entry.gain,
        "lose": entry.lose,
    }


def _side_data(side: Side) -> dict[str, Any]:
    return {
        "households": side.refused_alone,
        "total": money(side.refused_total),
        "reasons": dict(_by_count(side.reasons)),
        "first": [
            {
                "household_id": one.household_id,
                "village": one.village,
                "total": money(one.total),
                "reasons": one.reasons,
            }
            for one in side.one_sided
        ],
    }

"""What readings are worth, for people and for programs."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.text import Text

from yzcomp.batch.rows import party_columns
from yzcomp.engine.evaluator import Evaluator
from yzcomp.money import yuan
from yzcomp.output.grid import Column, grid
from yzcomp.output.wrapping import wrap
from yzcomp.rulebook.models import Reading
from yzcomp.rulebook.origin import reference, titled
from yzcomp.worth.readings import Option, Worth, Worths

_COLUMNS = (
    Column("选项", 3),
    Column("合计（元）", 2, 0, True),
    Column("差额（元）", 2, 0, True),
    Column("影响（户）", 0, 10, True),
)


def signed(amount: Decimal) -> str:
    """A difference with its sign: ``+1,200.00``."""
    return f"{'+' if amount > 0 else ''}{yuan(amount)}"


def print_worths(found: Worths, evaluator: Evaluator, console: Console) -> None:
    """The households that were read, then each reading with its options."""
    base = found.base
    _print(console, titled(evaluator.rulebook))
    for warning in evaluator.setting.standards.unofficial:
        _print(console, warning, "bold")
    counts = f"读入 {found.read} 户，按选定的读法算出 {base.computed} 户，退回 {base.refused} 户"
    sums = f"应付 {yuan(base.payable)} 元，暂不拨付 {yuan(base.withheld)} 元"
    _print(console, f"{counts}；{sums}。")
    if base.pending:
        _print(console, f"有待定项目的户：{base.pending}；待定的没有金额，不在内（--standards）。")
    if not evaluator.rulebook.readings:
        _print(console, "这套规则没有登记读法。")
        return
    _print(console, "每次只换一个读法，其余不变；带 * 的是选定的，差额是和它相比；合计是应付加暂不拨付。")
    for name, reading in evaluator.rulebook.readings.items():
        options = [option for option in found.options if option.reading == name]
        console.print()
        _print(console, f"{reading.name}（{name}，{reading.clause}）", "bold")
        _print(console, reading.question)
        if all(not found.of(option).changed for option in options):
            console.print("不影响任何一户。")
        else:
            _print_options(reading, options, found, evaluator, console)


def _print(console: Console, text: str, style: str = "") -> None:
    console.print(Text("\n".join(wrap(text, console.width)), style=style))


def _print_options(
    reading: Reading, options: list[Option], found: Worths, evaluator: Evaluator, console: Console
) -> None:
    rows = [_row(reading, option, found.of(option), found.base) for option in options]
    console.print(grid(_COLUMNS, rows, console))
    for option in options:
        for words in _details(found.of(option), found.base, evaluator):
            _print(console, f"  {reading.options[option.option].name}：{words}")


def _details(worth: Worth, base: Worth, evaluator: Evaluator) -> Iterator[str]:
    """By item, then what only waits, then the households that only one of the options computes."""
    for key, item in evaluator.rulebook.items.items():
        if key in worth.items:
            yield f"{item.name} {signed(worth.items[key])} 元（{worth.households[key]} 户）"
    for parties in (evaluator.rulebook.payees, evaluator.rulebook.payers):
        moved = [key for key in parties if worth.parties.get(key)]
        if len(moved) > 1:
            titles = party_columns(evaluator.rulebook)
            yield "，".join(f"{titles[key]} {signed(worth.parties[key])} 元" for key in moved)
    if worth.withheld != base.withheld:
        yield f"暂不拨付 {signed(worth.withheld - base.withheld)} 元"
    if worth.pending != base.pending:
        yield f"有待定项目的户由 {base.pending} 户变为 {worth.pending} 户"
    if worth.newly_refused:
        reasons = "；".join(f"{reason}（{count} 户）" for reason, count in sorted(worth.reasons.items()))
        yield f"退回 {worth.newly_refused} 户，原来合计 {yuan(worth.lost)} 元：{reasons}"
    if worth.newly_computed:
        yield f"不再退回 {worth.newly_computed} 户，合计 {yuan(worth.gained)} 元"


def _row(reading: Reading, option: Option, worth: Worth, base: Worth) -> tuple[str, ...]:
    name = f"{'*' if option.chosen else ' '}{reading.options[option.option].name}（{option.option}）"
    if option.chosen:
        return name, yuan(worth.total), "", ""
    return name, yuan(worth.total), signed(worth.total - base.total), str(worth.changed)


def worths_data(found: Worths, evaluator: Evaluator) -> dict[str, Any]:
    """The same for programs; amounts are strings."""
    base, setting = found.base, evaluator.setting
    return {
        "rulebook": reference(evaluator.rulebook),
        "readings": setting.readings,
        "households": {"read": found.read, "computed": base.computed, "refused": base.refused, "pending": base.pending},
        "base": _amounts(base),
        "alternatives": [_reading_data(name, found, evaluator) for name in evaluator.rulebook.readings],
    }


def _reading_data(name: str, found: Worths, evaluator: Evaluator) -> dict[str, Any]:
    reading = evaluator.rulebook.readings[name]
    options = [option for option in found.options if option.reading == name]
    return {
        "reading": name,
        "name": reading.name,
        "article": reading.article,
        "question": reading.question,
        "touched": max(found.of(option).changed for option in options),
        "options": [_option_data(option, reading, found) for option in options],
    }


def _option_data(option: Option, reading: Reading, found: Worths) -> dict[str, Any]:
    worth = found.of(option)
    return {
        "option": option.option,
        "name": reading.options[option.option].name,
        "default": option.option == reading.default,
        "chosen": option.chosen,
        **_amounts(worth),
        "difference": f"{worth.total - found.base.total:.2f}",
        "computed": worth.computed,
        "refused": worth.refused,
        "changed": worth.changed,
        "newly_refused": worth.newly_refused,
        "newly_computed": worth.newly_computed,
        "refused_total": f"{worth.lost:.2f}",
        "computed_total": f"{worth.gained:.2f}",
        "items": {key: f"{amount:.2f}" for key, amount in worth.items.items() if amount},
        "parties": {key: f"{amount:.2f}" for key, amount in worth.parties.items() if amount},
    }


def _amounts(worth: Worth) -> dict[str, str]:
    amounts = {"total": worth.total, "payable": worth.payable, "withheld": worth.withheld}
    return {name: f"{amount:.2f}" for name, amount in amounts.items()}

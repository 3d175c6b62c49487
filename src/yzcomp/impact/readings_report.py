"""What readings mean in yuan, for people and for programs."""

from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.text import Text

from yzcomp.batch.rows import party_columns
from yzcomp.engine.evaluator import Evaluator
from yzcomp.impact.readings import Option, OptionSums, ReadingSums
from yzcomp.money import signed, yuan
from yzcomp.output.grid import Column, grid
from yzcomp.output.wrapping import wrap
from yzcomp.rulebook.models import Reading
from yzcomp.rulebook.origin import reference, titled

_COLUMNS = (
    Column("选项", 3),
    Column("合计（元）", 2, 0, True),
    Column("差额（元）", 2, 0, True),
    Column("影响（户）", 0, 10, True),
)


def print_readings(found: ReadingSums, evaluator: Evaluator, console: Console) -> None:
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
    reading: Reading, options: list[Option], found: ReadingSums, evaluator: Evaluator, console: Console
) -> None:
    rows = [_row(reading, option, found.of(option), found.base) for option in options]
    console.print(grid(_COLUMNS, rows, console))
    for option in options:
        for words in _details(found.of(option), found.base, evaluator):
            _print(console, f"  {reading.options[option.option].name}：{words}")


def _details(sums: OptionSums, base: OptionSums, evaluator: Evaluator) -> Iterator[str]:
    """By item, then what only waits, then the households that only one of the options computes."""
    for key, item in evaluator.rulebook.items.items():
        if key in sums.items:
            yield f"{item.name} {signed(sums.items[key])} 元（{sums.households[key]} 户）"
    for parties in (evaluator.rulebook.payees, evaluator.rulebook.payers):
        moved = [key for key in parties if sums.parties.get(key)]
        if len(moved) > 1:
            titles = party_columns(evaluator.rulebook)
            yield "，".join(f"{titles[key]} {signed(sums.parties[key])} 元" for key in moved)
    if sums.withheld != base.withheld:
        yield f"暂不拨付 {signed(sums.withheld - base.withheld)} 元"
    if sums.pending != base.pending:
        yield f"有待定项目的户由 {base.pending} 户变为 {sums.pending} 户"
    if sums.refused_alone:
        reasons = "；".join(f"{reason}（{count} 户）" for reason, count in sorted(sums.reasons.items()))
        yield f"退回 {sums.refused_alone} 户，原来合计 {yuan(sums.refused_total)} 元：{reasons}"
    if sums.newly_computed:
        yield f"不再退回 {sums.newly_computed} 户，合计 {yuan(sums.gained)} 元"


def _row(reading: Reading, option: Option, sums: OptionSums, base: OptionSums) -> tuple[str, ...]:
    name = f"{'*' if option.chosen else ' '}{reading.options[option.option].name}（{option.option}）"
    if option.chosen:
        return name, yuan(sums.total), "", ""
    return name, yuan(sums.total), signed(sums.total - base.total), str(sums.changed)


def readings_data(found: ReadingSums, evaluator: Evaluator) -> dict[str, Any]:
    """The same for programs; amounts are strings."""
    base, setting = found.base, evaluator.setting
    return {
        "rulebook": reference(evaluator.rulebook),
        "readings": setting.readings,
        "households": {"read": found.read, "computed": base.computed, "refused": base.refused, "pending": base.pending},
        "base": _amounts(base),
        "alternatives": [_reading_data(name, found, evaluator) for name in evaluator.rulebook.readings],
    }


def _reading_data(name: str, found: ReadingSums, evaluator: Evaluator) -> dict[str, Any]:
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


def _option_data(option: Option, reading: Reading, found: ReadingSums) -> dict[str, Any]:
    sums = found.of(option)
    return {
        "option": option.option,
        "name": reading.options[option.option].name,
        "default": option.option == reading.default,
        "chosen": option.chosen,
        **_amounts(sums),
        "difference": f"{sums.total - found.base.total:.2f}",
        "computed": sums.computed,
        "refused": sums.refused,
        "changed": sums.changed,
        "newly_refused": sums.refused_alone,
        "newly_computed": sums.newly_computed,
        "refused_total": f"{sums.refused_total:.2f}",
        "computed_total": f"{sums.gained:.2f}",
        "items": {key: f"{amount:.2f}" for key, amount in sums.items.items() if amount},
        "parties": {key: f"{amount:.2f}" for key, amount in sums.parties.items() if amount},
    }


def _amounts(sums: OptionSums) -> dict[str, str]:
    amounts = {"total": sums.total, "payable": sums.payable, "withheld": sums.withheld}
    return {name: f"{amount:.2f}" for name, amount in amounts.items()}

"""A statement on the screen or in a text file: a table that a clerk can read to a villager."""

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from yzcomp.documents.tables import Column, grid, wrapped
from yzcomp.documents.wrapping import wrap
from yzcomp.forms import one_line
from yzcomp.money import ZERO, yuan
from yzcomp.statement import PAYEE_LABELS, STATUS_LABELS, Line, Statement

_ITEMS = (
    Column("项目", 4),
    Column("依据", 4),
    Column("计算", 8),
    Column("金额（元）", 0, width=14, right=True),
    Column("领款人", 0, width=8),
)
_NOT_PAID = (Column("项目", 4), Column("依据", 4), Column("原因", 10))


def print_statement(statement: Statement, console: Console) -> None:
    """The whole statement, top to bottom."""
    for line in _head(statement):
        console.print(line)
    if statement.items:
        console.print(grid(_ITEMS, list(_rows(statement)), console))
    else:
        console.print("没有应付的项目。")
    _totals(statement, console)
    if statement.not_paid:
        console.print(Text("\n不付的项目和原因", style="bold"))
        rows = [(row.name, row.article, row.reason) for row in statement.not_paid]
        console.print(grid(_NOT_PAID, rows, console, header=False))
    _notices(statement, console)
    _source(statement, console)


def _head(statement: Statement) -> Iterator[Text]:
    household = statement.household
    yield Text("征地拆迁补偿计算单", style="bold")
    yield Text(statement.rulebook.title)
    if statement.rulebook.note:
        yield Text(statement.rulebook.note, style="bold")
    who = f"户主：{one_line(household.head)}    户编号：{one_line(household.household_id)}"
    yield Text(f"\n{who}    村组：{one_line(household.village)}\n" if household.village else f"\n{who}\n")


def _rows(statement: Statement) -> Iterator[tuple[str | Text, ...]]:
    """The lines of each payee, then their subtotal, then a blank row."""
    for payee, label in PAYEE_LABELS.items():
        lines = [line for line in statement.items if line.payee == payee]
        if not lines:
            continue
        for line in lines:
            yield _row(line, label)
        subtotal = sum((line.amount for line in lines if line.amount is not None), ZERO)
        title = "小计" + "".join(f"（{remark}）" for remark in _remarks(lines))
        yield Text(title, style="bold"), "", "", Text(yuan(subtotal), style="bold"), label
        yield "", "", "", "", ""


def _remarks(lines: Sequence[Line]) -> Iterator[str]:
    """What a reader of a subtotal must know."""
    if any(line.status == "withheld" for line in lines):
        yield STATUS_LABELS["withheld"]
    if any(line.amount is None for line in lines):
        yield "不含待定"


def _row(line: Line, label: str) -> tuple[str | Text, ...]:
    amount = STATUS_LABELS["pending"] if line.amount is None else yuan(line.amount)
    name = f"{line.name}\n{STATUS_LABELS['withheld']}" if line.status == "withheld" else line.name
    calculation = f"{line.formula}\n{line.note}" if line.note else line.formula
    return name, line.article, calculation, amount, label


def _totals(statement: Statement, console: Console) -> None:
    totals = statement.totals
    console.print(Text(f"应付合计：{yuan(totals.payable)} 元", style="bold"))
    console.print(Text(f"大写：{totals.payable_capital}", style="bold"))
    console.print(f"其中：付被征收户 {yuan(totals.household)} 元，付村组 {yuan(totals.collective)} 元")
    if totals.withheld:
        console.print(Text(f"暂不拨付：{yuan(totals.withheld)} 元，未计入应付合计", style="bold"))
    if totals.pending_items:
        console.print(Text(f"待定：{totals.pending_items} 项，未计入应付合计，录入标准后重算", style="bold"))


def _notices(statement: Statement, console: Console) -> None:
    if not statement.notices:
        return
    console.print(Text("\n说明", style="bold"))
    for number, text in enumerate(statement.notices, 1):
        head = f"{number}. ".rjust(4)
        lines = wrap(text, console.width - len(head))
        console.print(Text(head + f"\n{' ' * len(head)}".join(lines)))


def _source(statement: Statement, console: Console) -> None:
    rulebook = statement.rulebook
    rows = [f"规则：{rulebook.id}（{rulebook.document}）", f"规则摘要：{rulebook.digest}"]
    for standard in statement.standards:
        mark = "" if standard.official or "非官方" in standard.title else "，非官方"
        rows += [f"标准：{standard.title}（{standard.document}{mark}）", f"标准摘要：{standard.digest}"]
    console.print(wrapped(Text("\n" + "\n".join(rows), style="dim"), console.width))

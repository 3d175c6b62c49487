"""A statement on the screen or in a text file: a table that a clerk can read to a villager."""

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from yzcomp.forms import one_line
from yzcomp.money import ZERO, yuan
from yzcomp.output.grid import Column, grid, wrapped
from yzcomp.output.wrapping import wrap
from yzcomp.statement import STATUS_LABELS, Fact, Line, Statement

_ITEMS = (Column("项目", 4), Column("依据", 4), Column("计算", 8), Column("金额（元）", 0, width=14, right=True))
_NOT_PAID = (Column("项目", 4), Column("依据", 4), Column("原因", 10))


def print_statement(statement: Statement, console: Console) -> None:
    """The whole statement, top to bottom."""
    for line in _head(statement):
        console.print(line)
    _basics(statement, console)
    if statement.items:
        widest = max(cell_len(statement.payees[line.payee]) for line in statement.items)
        payee = Column("领款人", 0, width=max(8, widest))
        console.print(grid((*_ITEMS, payee), list(_rows(statement)), console))
    else:
        console.print("没有应付的项目。")
    _totals(statement, console)
    if statement.not_paid:
        console.print(Text("\n不付的项目和原因", style="bold"))
        rows = [(row.name, row.article, row.reason) for row in statement.not_paid]
        console.print(grid(_NOT_PAID, rows, console, header=False))
    _numbered("须核对", [f"{q.text}（{q.article}）" for q in statement.questions], console)
    _numbered("说明", statement.notices, console)
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
    """The lines of each payee, then their subtotal, then a blank row; then a subtotal each payer, if another than the
    first pays."""
    for payee, label in statement.payees.items():
        lines = [line for line in statement.items if line.payee == payee]
        if not lines:
            continue
        for line in lines:
            yield _row(line, label, statement)
        yield from _subtotals("小计", lines, label)
        yield "", "", "", "", ""
    paying = {line.payer for line in statement.items}
    for payer, label in statement.payers.items() if paying - {next(iter(statement.payers))} else ():
        if payer in paying:
            own = [line for line in statement.items if line.payer == payer]
            yield from _subtotals(f"{label}支付\n小计", own, "")


def _subtotals(title: str, lines: Sequence[Line], label: str) -> Iterator[tuple[str | Text, ...]]:
    """What is paid out of some lines, and, apart from it, what is withheld."""
    if any(line.amount is None for line in lines):
        title += "（不含待定）"
    held = [line for line in lines if line.status == "withheld"]
    if len(held) < len(lines):
        yield _sum(title, [line for line in lines if line not in held], label)
    if held:
        yield _sum("暂不拨付小计", held, label)


def _sum(title: str, lines: Sequence[Line], label: str) -> tuple[str | Text, ...]:
    subtotal = sum((line.amount for line in lines if line.amount is not None), ZERO)
    return Text(title, style="bold"), "", "", Text(yuan(subtotal), style="bold"), label


def _row(line: Line, label: str, statement: Statement) -> tuple[str | Text, ...]:
    amount = STATUS_LABELS["pending"] if line.amount is None else yuan(line.amount)
    name = f"{line.name}\n{STATUS_LABELS['withheld']}" if line.status == "withheld" else line.name
    if line.payer != next(iter(statement.payers)):
        name += f"\n{statement.payers[line.payer]}支付"
    calculation = f"{line.formula}\n{line.note}" if line.note else line.formula
    return name, line.article, calculation, amount, label


def _totals(statement: Statement, console: Console) -> None:
    totals = statement.totals
    console.print(Text(f"应付合计：{yuan(totals.payable)} 元", style="bold"))
    console.print(Text(f"大写：{totals.payable_capital}", style="bold"))
    paid = dict.fromkeys(line.payee for line in statement.items)
    shares = (f"付{name} {yuan(totals.payees[key])} 元" for key, name in statement.payees.items() if key in paid)
    if paid:
        console.print(wrapped(Text(f"其中：{'，'.join(shares)}"), console.width))
    if totals.withheld:
        console.print(Text(f"暂不拨付：{yuan(totals.withheld)} 元，未计入应付合计", style="bold"))
    if totals.pending_items:
        console.print(Text(f"待定：{totals.pending_items} 项，未计入应付合计", style="bold"))


def _basics(statement: Statement, console: Console) -> None:
    """基本情况: the facts that the statement rests on, and who was counted."""
    facts = [f"{fact.name}：{fact.shown}{_default(fact)}" for fact in statement.facts]
    counted = [member.name for member in statement.members if member.counted]
    if counted:
        facts.append(f"计入人口：{'、'.join(counted)}")
    facts += [f"不计入：{member.name}（{member.reason}）" for member in statement.members if not member.counted]
    console.print(Text("基本情况", style="bold"))
    for line in wrap("；".join(map(one_line, facts)), console.width):
        console.print(line)
    console.print()


def _default(fact: Fact) -> str:
    """What is there although nobody wrote it says so."""
    return "" if fact.given or fact.value is None else "（未填写）"


def _numbered(title: str, texts: Sequence[str], console: Console) -> None:
    if not texts:
        return
    console.print(Text(f"\n{title}", style="bold"))
    for number, text in enumerate(texts, 1):
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

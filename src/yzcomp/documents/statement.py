"""计算单: what one household is paid, item by item, as it is checked, signed and filed."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from yzcomp.documents.kinds import Kind
from yzcomp.documents.setting import Setting
from yzcomp.forms import one_line
from yzcomp.household.catalogue import Catalogue
from yzcomp.money import ZERO, round_half_up, yuan
from yzcomp.output.layout import Block, Cell, Column, Document, Line, Live, Row, Style, Table, Wide
from yzcomp.statement import STATUS_LABELS, Fact, Statement
from yzcomp.statement import Line as Item


class _Plan(NamedTuple):
    """How the page is divided: its columns, those of the items, and how many a label and its value span, twice."""

    widths: tuple[int, ...]
    items: tuple[Column, ...]
    fields: tuple[int, int, int, int]

    @property
    def span(self) -> int:
        return len(self.widths)


_PLAIN = _Plan(
    (18, 11, 21, 18, 16, 10),
    (Column("项目"), Column("依据"), Column("计算", 2), Column("金额（元）", 1, "money"), Column("领款人", 1, "word")),
    (1, 2, 1, 2),
)
#: With the figures that a spreadsheet multiplies.
_LIVE = _Plan(
    (18, 12, 18, 10, 8, 11, 16, 11),
    (
        *(Column("项目"), Column("依据"), Column("计算"), Column("数量", 1, "number"), Column("单位", 1, "word")),
        *(Column("标准（元）", 1, "number"), Column("金额（元）", 1, "money"), Column("领款人", 1, "word")),
    ),
    (1, 2, 2, 3),
)
_QUANTITY, _RATE = 3, 5
_SIGNING = (("被征收户\n（签字、按印）", "日期"), ("经办", "复核"), ("审批", "日期"))


def documents(statements: Sequence[Statement], setting: Setting) -> Iterator[Document]:
    """A 计算单 for each statement."""
    for statement in statements:
        yield _Page(statement, setting).document()


KIND = Kind(lambda found, setting: found.statement, documents, single=True, whole=True, uses=("--each", "--formulas"))


class _Page:
    def __init__(self, statement: Statement, setting: Setting) -> None:
        self.statement, self.setting = statement, setting
        self.live = setting.options.formulas
        self.plan = _LIVE if self.live else _PLAIN

    def document(self) -> Document:
        who, rules = self.statement.household, self.statement.rulebook
        foot = self.setting.foot(told=True)[1:]  # the rules stand at the head
        return Document(
            f"{who.household_id} {who.head}",
            "征地拆迁补偿计算单",
            self.plan.widths,
            list(self._blocks()),
            [f"依据：{rules.title}（{rules.document}）"],
            foot=foot,
        )

    def _blocks(self) -> Iterator[Block]:
        yield from (Line(text, "strong") for text in self.setting.warnings())
        yield Line("单位：元", "right")
        yield self._basics()
        yield Line("补偿项目", "head")
        yield _Items(self.statement, self.plan, self.live).table()
        yield from self._waiting()
        if self.statement.not_paid:
            yield Line("不付的项目和原因", "head")
            yield self._not_paid()
        yield from _numbered("须核对", [f"{q.text}（{q.article}）" for q in self.statement.questions])
        who = self.statement.household  # named again: the place to sign may be on a page of its own
        due = f"应付合计 {yuan(self.statement.totals.payable)}元"
        yield Line(f"签字：{one_line(f'{who.household_id} {who.head}')}，{due}", "head")
        rows = [Row([one, "", other, ""], least=2) for one, other in _SIGNING]
        yield Table(self._fields(), rows, heading=False, whole=True)
        yield from _numbered("说明", self.statement.notices, "small")

    def _fields(self) -> list[Column]:
        """A label and its value, and again."""
        kinds = ("label", "text", "label", "text")
        return [Column("", span, kind) for span, kind in zip(self.plan.fields, kinds, strict=True)]  # type: ignore[arg-type]

    def _basics(self) -> Table:
        """基本情况: who it is, the facts that the statement rests on, and who was counted."""
        who, statement = self.statement.household, self.statement
        pairs = [("户编号", who.household_id), ("户主", who.head), ("村组", who.village or "未填写")]
        pairs += _facts(statement.facts, self.setting.rulebook.catalogue)
        counted = [member.name for member in statement.members if member.counted]
        pairs += [("计入人口", "、".join(counted))] if counted else []
        pairs += [("不计入人口", f"{m.name}：{m.reason}") for m in statement.members if not m.counted]
        cells = [one_line(text) for pair in pairs for text in pair]
        cells += ["", ""] * (len(pairs) % 2)
        return Table(self._fields(), [Row(cells[n : n + 4]) for n in range(0, len(cells), 4)], heading=False)

    def _waiting(self) -> Iterator[Block]:
        totals = self.statement.totals
        if totals.withheld:
            yield Line(f"{STATUS_LABELS['withheld']}：{yuan(totals.withheld)}元，未计入应付合计", "strong")
        if totals.pending_items:
            yield Line(f"{STATUS_LABELS['pending']}：{totals.pending_items}项，未计入应付合计", "strong")

    def _not_paid(self) -> Table:
        columns = [Column("项目"), Column("依据"), Column("原因", self.plan.span - 2)]
        return Table(columns, [Row([row.name, row.article, row.reason]) for row in self.statement.not_paid])


class _Items:
    """The lines of each payee, then their subtotal; a subtotal each payer, if several pay; the total."""

    def __init__(self, statement: Statement, plan: _Plan, live: bool) -> None:
        self.statement, self.plan, self.live = statement, plan, live
        self.rows: list[Row] = []
        self.at: dict[int, int] = {}

    def table(self) -> Table:
        items, totals = self.statement.items, self.statement.totals
        for payee, label in self.statement.payees.items():
            own = [item for item in items if item.payee == payee]
            for item in own:
                self.at[id(item)] = len(self.rows)
                self.rows.append(self._row(item, label))
            self._subtotals(f"付{label}小计", own)
        if len({item.payer for item in items}) > 1:
            for payer, label in self.statement.payers.items():
                self._subtotals(f"{label}支付小计", [item for item in items if item.payer == payer])
        self._sum("应付合计", totals.payable, [item for item in items if item.status == "payable"])
        self.rows.append(Row(["大写", Wide(totals.payable_capital, len(self.plan.items) - 1)], strong=True))
        return Table(self.plan.items, self.rows)

    def _row(self, item: Item, label: str) -> Row:
        name = item.name
        if item.status == "withheld":
            name += f"\n（{STATUS_LABELS['withheld']}）"
        if item.payer != next(iter(self.statement.payers)):
            name += f"\n（{self.statement.payers[item.payer]}支付）"
        words = f"{item.formula}\n{item.note}" if item.note else item.formula
        amount: Cell = STATUS_LABELS["pending"] if item.amount is None else item.amount
        if not self.live:
            return Row([name, item.article, words, amount, label])
        quantity, rate = (Decimal(text) if text else None for text in (item.quantity, item.rate))
        if item.amount is not None and _comes_to(item.amount, quantity, rate):
            amount = Live(item.amount, columns=(_QUANTITY, _RATE))
        return Row([name, item.article, words, quantity, item.unit, rate, amount, label])

    def _subtotals(self, title: str, items: Sequence[Item]) -> None:
        """What is paid out of some items, and apart from it what is withheld."""
        for status, name in (("payable", title), ("withheld", f"{title}（{STATUS_LABELS['withheld']}）")):
            own = [item for item in items if item.status == status]
            if own:
                self._sum(name, sum((item.amount or ZERO for item in own), ZERO), own)

    def _sum(self, name: str, amount: Decimal, items: Iterable[Item]) -> None:
        rows = tuple(self.at[id(item)] for item in items)
        value: Cell = Live(amount, rows=rows) if self.live and rows else amount
        self.rows.append(Row([Wide(name, len(self.plan.items) - 2), value, ""], strong=True))


def _comes_to(amount: Decimal, quantity: Decimal | None, rate: Decimal | None) -> bool:
    """Whether a spreadsheet, which reckons with fifteen digits, comes to the very amount."""
    if quantity is None or rate is None:
        return False
    return amount == round_half_up(Decimal(f"{float(quantity) * float(rate):.15g}"))


def _facts(facts: Iterable[Fact], catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """The facts by name; what is said of each record of a list stands together: ``有证（第1至3条）；无（第4条）``."""
    found: dict[str, dict[str, list[int]]] = {}
    for fact in facts:
        scope, _, rest = fact.key.partition(".")
        number, _, key = rest.partition(".")
        name = f"{catalogue.records[scope].title}{catalogue.of(scope)[key].title}" if key else fact.name
        shown = fact.shown if fact.given or fact.value is None else f"{fact.shown}（未填写）"
        found.setdefault(name, {}).setdefault(shown, []).append(int(number) if key else 0)
    for name, values in found.items():
        alike = len(values) == 1
        yield name, "；".join(shown if alike else f"{shown}（第{_ranges(of)}条）" for shown, of in values.items())


def _ranges(numbers: Iterable[int]) -> str:
    """``1至3、5``."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and ranges[-1][-1] + 1 == number:
            ranges[-1].append(number)
        else:
            ranges.append([number])
    return "、".join(str(run[0]) if len(run) == 1 else f"{run[0]}至{run[-1]}" for run in ranges)


def _numbered(title: str, texts: Sequence[str], style: Style = "text") -> Iterator[Line]:
    if texts:
        yield Line(title, "head")
    yield from (Line(f"{number}. {text}", style) for number, text in enumerate(texts, 1))

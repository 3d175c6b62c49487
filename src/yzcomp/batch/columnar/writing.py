"""Rows of items.csv and totals.csv as texts of SQL, to the byte as :mod:`yzcomp.batch.worker` writes them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlglot import exp

from yzcomp.batch.rows import FORMULA_STARTS, cell, labels, party_columns
from yzcomp.batch.tally import SUMS
from yzcomp.engine.to_python import Head, heads
from yzcomp.engine.to_sql.folding import folded
from yzcomp.engine.to_sql.items import MONEY
from yzcomp.engine.to_sql.rows import ONE, ZERO, RowLine, RowRules
from yzcomp.engine.to_sql.tables import KEY, cast
from yzcomp.engine.to_sql.values import added, all_of, any_of, chosen, coalesce, literal
from yzcomp.engine.to_sql.words import call, text

_NOTHING = "0.00"


class Sums(NamedTuple):
    """The columns that tell of a household how many lines of a head it has that are paid, what they come to, and how
    many are pending."""

    head: Head
    paid: exp.Expr
    amount: exp.Expr
    pending: exp.Expr


class Rows:
    """Adds the rows of each household to the chain of its rules: ``items``, ``totals``, ``sums`` by head. What a
    spreadsheet may take for a formula is ``doubtful``."""

    def __init__(self, rules: RowRules, english: bool, marks: Mapping[str, str]) -> None:
        self.rules, self.chain, self.rulebook, self.marks = rules, rules.chain, rules.rulebook, marks
        self.parties, self.statuses = labels(rules.rulebook, english)
        self._doubtful: list[exp.Expr | None] = []
        who = [coalesce(self._own(key), literal("")) for key in (KEY, "head", "village")]
        self.who = self.chain.add("who", text(who[0], ",", who[1], ",", who[2]))
        written = [self.chain.add(f"row__{n}", self._line(line)) for n, line in enumerate(rules.lines)]
        self.items = self.chain.add("items_rows", call("concat", literal(""), *written))
        self.sums = [*self._sums()]
        self.totals = self.chain.add("totals_row", self._totals())
        self.doubtful = any_of(*self._doubtful) or exp.false()

    def _own(self, key: str) -> exp.Expr:
        return self.chain.named(key) or exp.null()

    def _line(self, line: RowLine) -> exp.Expr:
        """A line; NULL where there is none."""
        item = self.rulebook.items[line.item]
        due = not isinstance(line.due, exp.Boolean)
        status = chosen([(self.rules.held.copy(), literal(self.statuses[SUMS[1]]))], literal(self.statuses[SUMS[0]]))
        note = line.note
        if due and (mark := self.marks[line.item]):
            bare = exp.EQ(this=note.copy(), expression=literal(""))
            note = chosen([(bare, literal(mark))], text(note.copy(), f"；{mark}"))
        cells: list[exp.Expr | str] = [
            *(self.who.copy(), f",{cell(line.item)},{cell(item.name)},", self._cell(line.article, line), ","),
            *(self._party(line.payee), ",", self._cell(line.formula, line), ",", line.quantity.copy(), ","),
            *(self._cell(line.unit, line), ",", line.rate.copy(), ","),
            *((cast(line.amount.copy(), "VARCHAR"), ",", status) if due else (f",{self.statuses[SUMS[2]]}",)),
            *(",", self._cell(note, line), ",", self._party(line.payer), "\r\n"),
        ]
        return chosen([(line.paid, text(*cells))], exp.null())

    def _cell(self, x: exp.Expr, line: RowLine) -> exp.Expr:
        """A text as a cell."""
        if x.is_string:
            return literal(cell(x.this))
        first = x
        while isinstance(first, exp.DPipe):
            first = first.this
        if not first.is_string or cell(first.this)[:1] == "'":
            starts = [literal(sign) for sign in sorted(FORMULA_STARTS)]
            self._doubtful.append(
                all_of(line.paid, exp.In(this=call("left", x.copy(), ONE.copy()), expressions=starts))
            )
        quoted = text('"', call("replace", x.copy(), literal('"'), literal('""')), '"')
        special = any_of(*(call("contains", x.copy(), literal(mark)) for mark in ',"'))
        return chosen([(special, quoted)], x.copy()) if special is not None else x.copy()

    def _party(self, x: exp.Expr) -> exp.Expr:
        if x.is_string:
            return literal(cell(self.parties[x.this]))
        named = [
            (exp.EQ(this=x.copy(), expression=literal(key)), literal(cell(name))) for key, name in self.parties.items()
        ]
        return chosen(named, exp.null())

    def _sums(self) -> Sequence[Sums]:
        found = []
        for number, head in enumerate(heads(self.rulebook)):
            paid, amounts, pending = [], [], []
            for line in self.rules.lines:
                if line.item != head.item:
                    continue
                mine = all_of(*(_is(party, key) for party, key in ((line.payee, head.payee), (line.payer, head.payer))))
                if isinstance(mine, exp.Boolean) and not mine.this:
                    continue
                due, waits = (folded(all_of(one.copy(), mine and mine.copy())) for one in (line.due, line.pending))
                if isinstance(due, exp.Boolean) and isinstance(waits, exp.Boolean) and not (due.this or waits.this):
                    continue
                paid.append(chosen([(due, ONE.copy())], ZERO.copy()))
                amounts.append(chosen([(due.copy(), line.amount.copy())], ZERO.copy()))
                pending.append(chosen([(waits, ONE.copy())], ZERO.copy()))
            if paid:
                names = (f"sums__{number}__{what}" for what in ("paid", "amount", "pending"))
                columns = [
                    self.chain.add(name, added(parts))
                    for name, parts in zip(names, (paid, amounts, pending), strict=True)
                ]
                found.append(Sums(head, *columns))
        return found

    def _totals(self) -> exp.Expr:
        """The row of totals.csv: what is withheld counts nowhere else."""
        held = self.rules.held
        whole = self._amount("whole", [one.amount for one in self.sums])
        pending = cast(added([one.pending.copy() for one in self.sums]), "VARCHAR")
        parties = [
            self._amount(key, [one.amount for one in self.sums if key in (one.head.payee, one.head.payer)])
            for key in party_columns(self.rulebook)
        ]
        payable, withheld = (
            chosen([(held.copy(), a)], b) for a, b in ((literal(_NOTHING), whole), (whole.copy(), literal(_NOTHING)))
        )
        first, second, *rest = (chosen([(held.copy(), literal(_NOTHING))], sum_) for sum_ in parties)
        columns = [payable, first, second, withheld, pending, *rest]
        return text(self.who.copy(), *(piece for column in columns for piece in (",", column)), "\r\n")

    def _amount(self, key: str, parts: Sequence[exp.Expr]) -> exp.Expr:
        if not parts:
            return literal(_NOTHING)
        return cast(self.chain.add(f"total__{key}", cast(added([part.copy() for part in parts]), MONEY)), "VARCHAR")


def _is(party: exp.Expr, key: str) -> exp.Expr | None:
    """Whether a payee or payer is a certain one; ``None`` where it is no other."""
    if party.is_string:
        return None if party.this == key else exp.false()
    return exp.EQ(this=party.copy(), expression=literal(key))

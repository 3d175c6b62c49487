"""A statement as JSON: English keys, money as strings, in the order that programs rely on."""

import json
from decimal import Decimal
from typing import Any

from yzcomp.statement import Line, NotPaid, RulebookRef, Statement


def statement_json(statement: Statement) -> str:
    """The statement as one JSON object, indented, Chinese as it is."""
    return json.dumps(statement_object(statement), ensure_ascii=False, indent=2)


def statement_object(statement: Statement) -> dict[str, Any]:
    """The statement as plain objects. Amounts are strings of yuan with two decimals, ``None`` while pending."""
    totals = statement.totals
    return {
        "household": statement.household.model_dump(),
        "rulebook": _rulebook(statement.rulebook),
        "readings": dict(statement.readings),
        "items": [_line(line) for line in statement.items],
        "not_paid": [_not_paid(row) for row in statement.not_paid],
        "facts": [fact.model_dump() for fact in statement.facts],
        "members": [member.model_dump() for member in statement.members],
        "questions": [question.model_dump(exclude={"record"}) for question in statement.questions],
        "notices": list(statement.notices),
        "totals": {
            "payable": _money(totals.payable),
            "payable_capital": totals.payable_capital,
            "household": _money(totals.household),
            "collective": _money(totals.collective),
            "withheld": _money(totals.withheld),
            "pending_items": totals.pending_items,
            "payees": {key: _money(amount) for key, amount in totals.payees.items()},
            "payers": {key: _money(amount) for key, amount in totals.payers.items()},
        },
    }


def _rulebook(rulebook: RulebookRef) -> dict[str, Any]:
    shown = rulebook.model_dump(exclude_none=True)
    return shown | {"built_in": False} if rulebook.note else shown


def _line(line: Line) -> dict[str, Any]:
    shown = line.model_dump(exclude={"record", "index"})
    shown["amount"] = None if line.amount is None else _money(line.amount)
    return shown


def _not_paid(row: NotPaid) -> dict[str, Any]:
    return {"id": row.id, "reason": row.reason, "article": row.article}


def _money(amount: Decimal) -> str:
    return f"{amount:.2f}"

"""An audit for programs: keys in English, money as text with two decimals."""

import json
from decimal import Decimal
from typing import Any

from yzcomp.audit.method import method
from yzcomp.audit.reconcile import Reconciliation
from yzcomp.audit.result import Audit
from yzcomp.audit.roll_up import by_cause
from yzcomp.audit.run import AuditOptions
from yzcomp.audit.sample import Sample
from yzcomp.audit.tables import by_kind, written
from yzcomp.engine.evaluator import Evaluator
from yzcomp.rulebook.origin import reference


def audit_json(audit: Audit, evaluator: Evaluator, options: AuditOptions) -> str:
    """Everything that was found, and how."""
    rulebook = evaluator.rulebook
    told: dict[str, Any] = {
        "rulebook": reference(rulebook),
        "readings": evaluator.setting.readings,
        "inputs": [file._asdict() for file in audit.inputs],
        "recorded": audit.recorded._asdict() if audit.recorded else None,
        "counts": {
            "households": audit.households,
            "rejected": len(audit.rejected),
            "compared": audit.compared,
            "within_tolerance": audit.within,
            "unchecked": audit.unchecked,
            "differences": len(audit.differences),
            "flags": len(audit.flags),
            "kinds": {kind: found.count for kind, found in by_kind(audit).items()},
        },
        "totals": {
            "payable": _money(audit.payable),
            "over": _money(audit.over),
            "under": _money(audit.under),
            "net": _money(audit.over - audit.under),
            "unmatched": _money(audit.unmatched),
        },
        "causes": [
            {
                "cause": cause,
                "differences": found.count,
                "households": len(found.households),
                "net": _money(found.net),
                "items": dict(found.items),
                "villages": dict(found.villages),
            }
            for cause, found in by_cause(audit.differences).items()
        ],
        "reconciliation": _reconciliation(audit.reconciliation) if audit.reconciliation else None,
        "differences": [
            {
                "household_id": d.household_id,
                "village": d.village,
                "item_id": d.item_id,
                "item": d.item,
                "recorded": _money(d.recorded),
                "recomputed": _money(d.recomputed),
                "difference": _money(d.difference),
                "kind": d.kind,
                "causes": list(d.causes),
                "article": d.article,
                "formula": d.basis,
                "note": d.note or None,
                "rows": list(d.rows),
                "reason": d.reason,
            }
            for d in audit.differences
        ],
        "flags": [
            {
                "key": f.key,
                "name": f.name,
                "article": f.article,
                "why": f.why,
                "households": [someone.household_id for someone in f.households],
                "villages": list(f.villages),
                "detail": f.detail,
            }
            for f in audit.flags
        ],
        "rejected": [
            {"household_id": r.household_id, "source": r.source, "problems": [str(p) for p in r.problems]}
            for r in audit.rejected
        ],
        "notes": audit.notes,
        "sample": _sample(audit.sample) if audit.sample else None,
        "method": [{"title": title, "text": text} for title, text in method(audit, evaluator, options)],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _reconciliation(found: Reconciliation) -> dict[str, str | None]:
    return {key: _money(amount) for key, amount in (*found._asdict().items(), ("rest", found.rest))}


def _sample(sample: Sample) -> dict[str, Any]:
    drawn = [
        {
            "household_id": d.someone.household_id,
            "village": d.someone.village,
            "amount": _money(d.amount),
            "stratum": d.stratum,
            "households": d.households,
            "interval": _money(d.interval),
        }
        for d in sample.drawn
    ]
    return {"method": sample.method, "how": sample.how, "households": drawn}


def _money(amount: Decimal | None) -> str | None:
    return None if amount is None else written(amount)

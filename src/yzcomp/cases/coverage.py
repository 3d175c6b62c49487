"""What the cases exercise of a rulebook, and what is missing."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from yzcomp.cases.choices_and_clauses import Shown
from yzcomp.cases.models import Case, CaseFile
from yzcomp.cases.points import GROUPS, Point, in_brackets, points
from yzcomp.cases.results import Outcome, parties_of
from yzcomp.cases.run import Bench
from yzcomp.cases.trace import Tracer
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.walk import deciding


class Coverage(NamedTuple):
    """All points of a rulebook and those that no case exercises."""

    points: tuple[Point, ...]
    missing: tuple[Point, ...]

    @property
    def percent(self) -> str:
        """One decimal, rounded down: 100.0 only when nothing is missing."""
        tenths = (len(self.points) - len(self.missing)) * 1000 // len(self.points)
        return f"{tenths // 10}.{tenths % 10}%"


class CaseTrace(NamedTuple):
    """What one case passed through: the points that it ticks off, and every node that was evaluated."""

    seen: frozenset[object]
    reached: frozenset[int]


def measure(rulebook: Rulebook, cases: Iterable[Case]) -> Coverage:
    """How much of a rulebook the cases exercise."""
    seen: set[object] = set()
    for trace in traces(rulebook, cases):
        seen |= trace.seen
    found = tuple(points(rulebook))
    return Coverage(found, tuple(point for point in found if not seen.issuperset(point.needs)))


def traces(rulebook: Rulebook, cases: Iterable[Case]) -> Iterator[CaseTrace]:
    """What each case passes through."""
    tracer, shown = Tracer(rulebook), Shown(rulebook)
    bench = Bench(rulebook, tracer.watch)
    refusing = {id(node) for path, node, _ in deciding(rulebook) if path and path[0] in ("requirements", "terms")}
    for case in cases:
        evaluator = bench.evaluator(case)
        tracer.begin(evaluator.setting)
        outcome = bench.outcome(case)
        if outcome.assessment is None:  # a refused household shows nothing of what items would have come to
            kept: set[object] = {seen for seen in tracer.seen if seen[0] in refusing}
        else:
            notices = evaluator.statement(outcome.assessment).notices
            kept = {*tracer.seen, *_of_amounts(rulebook, case, outcome), *_of_notices(rulebook, notices)}
        reached = frozenset(node for node, what in tracer.seen if what == "reached")  # notices are put in words last
        kept |= {*_of_case(rulebook, case, outcome, bench), *shown.by(case, outcome)}
        yield CaseTrace(frozenset(kept), reached)


def _of_amounts(rulebook: Rulebook, case: Case, outcome: Outcome) -> Iterator[object]:
    """Items paid and not paid, caps that bit: only of items that the case expects something of."""
    assert outcome.assessment is not None
    withheld = any(draft.withheld for draft in outcome.assessment.drafts)
    for draft in outcome.assessment.drafts:
        key, item = draft.item.key, draft.item.item
        if draft.amount and case.asks_for(key, draft.parties, draft.withheld):
            yield ("item", key, "paid")
            for name in ("at_most", "at_least"):
                if getattr(item, name) is not None:
                    yield ("cap", key, name, draft.bound is getattr(item, name))
    for refusal in outcome.assessment.refusals:
        if case.asks_for(refusal.item.key, parties_of(refusal, outcome.assessment), outcome.assessment.withheld):
            yield ("item", refusal.item.key, "not_paid")
    if withheld:
        yield ("withheld",)


def _of_notices(rulebook: Rulebook, said: Sequence[str]) -> Iterator[object]:
    for key, notice in rulebook.notices.items():
        if f"{notice.text}（{notice.article}）" in said:
            yield ("notice", key)


def _of_case(rulebook: Rulebook, case: Case, outcome: Outcome, bench: Bench) -> Iterator[object]:
    """Requirements that refuse, and readings that matter."""
    for key in outcome.failed if case.expects_error else ():
        yield ("check", key)
    evaluator = bench.evaluator(case)
    touched: set[str | None] = set(outcome.touched)
    rounding = getattr(rulebook.rounding.step, "reading", None)
    if outcome.assessment and any(evaluator.rounding_mattered(draft) for draft in outcome.assessment.drafts):
        touched.add(rounding)
    for name in rulebook.readings:
        if name in touched:
            yield ("reading", name, evaluator.setting.readings[name])


def coverage_text(coverage: Coverage) -> str:
    """The percentage, the sums of each group, and everything that is missing, in Chinese."""
    total, missing = len(coverage.points), len(coverage.missing)
    lines = [f"覆盖率 {coverage.percent}：共 {total} 处，用到 {total - missing} 处，缺 {missing} 处。"]
    for group in GROUPS:
        own = [point for point in coverage.points if point.group == group]
        lacking = [point for point in coverage.missing if point.group == group]
        if own:
            lines.append(f"  {group} {len(own) - len(lacking)}/{len(own)}")
    if missing:
        lines += ["", "还缺："]
    for point in coverage.missing:
        lines.append(f"  {point.text}{in_brackets(point.place)}")
    return "\n".join(lines)


def common_rulebook(files: Sequence[CaseFile]) -> Rulebook | None:
    """The one rulebook that all files are about; ``None`` if they are about several."""
    first = files[0].rulebook
    return first if all(file.rulebook.digest == first.digest for file in files) else None

"""Puts an assessment into words: lines with their formula, why-nots, notices, totals, problems."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from yzcomp.engine.conditions import why_not
from yzcomp.engine.expression import UNNAMED
from yzcomp.engine.items import Draft, Refusal
from yzcomp.engine.notes import EVERYTHING, Missing, Pending, Record, Run, Setting
from yzcomp.engine.pieces import Note, Piece, quantity_text
from yzcomp.engine.screening import Raised
from yzcomp.forms import one_line
from yzcomp.frozen import FrozenDict
from yzcomp.household.catalogue import FactInfo
from yzcomp.household.intake import field_title
from yzcomp.money import FEN, YUAN, ZERO, capital, plain, yuan
from yzcomp.problems import Path, Problem
from yzcomp.rulebook.models import Bound, Item, Rulebook
from yzcomp.rulebook.origin import not_built_in
from yzcomp.statement import (
    CountedMember,
    Fact,
    HouseholdRef,
    Line,
    NotPaid,
    Question,
    RulebookRef,
    StandardRef,
    Statement,
    Status,
    Totals,
)

if TYPE_CHECKING:
    from yzcomp.engine.evaluator import Assessment, Evaluator

#: What stands at the head of a statement already.
_HEAD = ("household_id", "head", "village")
LABEL_KEYS = ("name", "kind", "land_class")


def labeller(scope: str, setting: Setting) -> Callable[[int, Any], str]:
    """Says how a record of a list is called on a statement (``房屋第1条（主屋）``); remembers the last few."""
    fields, describe = setting.facts.records[scope].fields, setting.facts.describe
    keys = [key for key in LABEL_KEYS if key in fields]

    @lru_cache(maxsize=4096)
    def written(index: int, key: str, value: Any) -> str:
        return f"{describe(scope, index)}（{one_line(fields[key].label(value))}）"

    def label(index: int, record: Any) -> str:
        for key in keys:
            value = getattr(record, key, None)
            if value is not None:
                return written(index, key, value)
        return describe(scope, index)

    return label


def problems(assessment: "Assessment", setting: Setting, bad: frozenset[Path]) -> list[Problem]:
    """Failed requirements and missing facts, each once, in the order in which they were found."""
    found: dict[tuple[Path, str], Problem] = {}
    for rule, path in assessment.failures:
        if path not in bad:
            message = f"{rule.message}（{rule.article}）"
            title = field_title(path, setting.facts)
            found[(path, message)] = Problem("requirement", message, field=title, remedy=rule.remedy, path=path)
    failed = {path for path, _ in found}
    for missing, needed_by in assessment.missing.items():
        if missing.path not in bad and missing.path not in failed:
            found.setdefault((missing.path, ""), _missing(missing, needed_by, setting))
    return list(found.values())


def _missing(missing: Missing, needed_by: str, setting: Setting) -> Problem:
    title = field_title(missing.path, setting.facts)
    if missing.imprecise:
        message = f"只写了年份，与要比较的日期同年，无法判断先后；{needed_by}要用到它"
        return Problem("year-ambiguous", message, field=title, remedy="填写完整日期", path=missing.path)
    message = f"没有填写，{needed_by}要用到它"
    return Problem("fact-missing", message, field=title, remedy="补填后再算", path=missing.path)


class Writer:
    """Writes the statement of one assessment. Its parts are built unchecked: their values are the engine's own."""

    def __init__(self, evaluator: "Evaluator", assessment: "Assessment") -> None:
        self.evaluator, self.assessment = evaluator, assessment
        self.setting = evaluator.setting
        self.household = assessment.household
        self.touched = dict(assessment.touched)
        self.run = Run()
        self.run.amounts = assessment.amounts

    def statement(self) -> Statement:
        """The whole statement."""
        drafts = self._in_rulebook_order(self.assessment.drafts)
        lines = self.lines()
        not_paid = tuple(self.not_paid(r) for r in self._in_rulebook_order(self.assessment.refusals))
        rulebook, head = self.setting.rulebook, self.setting.rulebook.rulebook
        standards = self.setting.standards
        return Statement.model_construct(
            household=HouseholdRef.model_construct(
                household_id=self.household.household_id,
                head=self.household.head,
                village=self.household.village,
            ),
            rulebook=RulebookRef.model_construct(
                id=head.id,
                title=head.title,
                document=head.document,
                digest=rulebook.digest,
                note=not_built_in(rulebook),
            ),
            standards=tuple(
                StandardRef.model_construct(title=s.title, document=s.document, official=s.official, digest=d)
                for s, d in zip(standards.headers, standards.digests, strict=True)
            ),
            readings=self.setting.readings,
            items=lines,
            not_paid=not_paid,
            facts=tuple(self._facts()),
            members=tuple(self._members()),
            questions=tuple(self._questions()),
            notices=tuple(dict.fromkeys(self._notices(drafts))),
            totals=totals(lines, rulebook),
            payees=FrozenDict({key: party.name for key, party in rulebook.payees.items()}),
            payers=FrozenDict({key: party.name for key, party in rulebook.payers.items()}),
        )

    def lines(self) -> tuple[Line, ...]:
        """The lines alone, in the rulebook's order."""
        return tuple(self.line(draft) for draft in self._in_rulebook_order(self.assessment.drafts))

    def _in_rulebook_order(self, found: list[Any]) -> list[Any]:
        position = {key: i for i, key in enumerate(self.evaluator.items)}
        return sorted(found, key=lambda part: position[part.item.key])

    def line(self, draft: Draft) -> Line:
        """One line in words. Its rate and quantity multiply to the exact amount."""
        self.run.supposing = draft.awaited
        item, h, r = draft.item.item, self.household, draft.record
        rate, quantity, unit = _split(draft.item.pieces, draft.values)
        unit = unit.replace(UNNAMED, self._counted_in(draft))
        pending = draft.amount is None
        status: Status = "pending" if pending else "withheld" if draft.withheld else "payable"
        return Line.model_construct(
            id=draft.item.key,
            name=item.name,
            article=cited_articles(item, draft.item.cited(h, r), self.setting.rulebook),
            payee=draft.parties[0],
            payer=draft.parties[1],
            formula=self.formula(draft),
            quantity=quantity_text(quantity, unit).removesuffix(unit).replace(",", ""),
            unit=unit or ("户" if draft.item.scope is None else ""),
            rate=None if rate is None else plain(rate),
            amount=draft.amount,
            status=status,
            note="；".join(self._line_notes(draft, h, r)) or None,
            record=None if draft.index is None else self._label(draft),
            index=draft.index,
        )

    def _facts(self) -> Iterator[Fact]:
        """What the rulebook begins a statement with, then whatever else was given of the household."""
        catalogue, told = self.setting.facts, set()
        for basic, check in self.evaluator.basics:
            info = catalogue.of(basic.for_each)[basic.fact]
            told.add((basic.for_each, basic.fact))
            records = enumerate(getattr(self.household, basic.for_each)) if basic.for_each else ((0, None),)
            for index, record in records:
                if check is None or check.holds(self.household, record, Run()):
                    yield self._fact(info, index, record)
        for key, info in catalogue.fields.items():
            given = key in self.household.model_fields_set and getattr(self.household, key) is not None
            if given and (None, key) not in told and not info.carried and not info.form.private and key not in _HEAD:
                yield self._fact(info, 0, None)

    def _fact(self, info: FactInfo, index: int, record: Record) -> Fact:
        owner = self.household if record is None else record
        value = getattr(owner, info.key, None)
        given = value is not None and info.key in owner.model_fields_set
        shown = "未填写" if value is None else f"{info.label(value)}{info.unit or ''}"
        where = f"{self.setting.facts.describe(info.scope, index)} " if info.scope else ""
        written = {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
        key = f"{info.scope}.{index + 1}.{info.key}" if info.scope else info.key
        return Fact.model_construct(
            key=key, name=f"{where}{info.title}", value=None if value is None else written, shown=shown, given=given
        )

    def _members(self) -> Iterator[CountedMember]:
        """Every member by name, with the reason why one doesn't count."""
        check = self.evaluator.counted_member
        for index, member in enumerate(self.household.members if check else ()):
            name = member.name or self.setting.facts.describe("members", index)
            counted = check is not None and check.holds(self.household, member, Run()) is True
            reason = None if counted or check is None else why_not(check, self.household, member, index).reason
            yield CountedMember.model_construct(name=one_line(name), counted=counted, reason=reason)

    def _questions(self) -> Iterator[Question]:
        for found in self.evaluator.screen.raised(self.household):
            rule = self.setting.rulebook.questions[found.key]
            yield Question.model_construct(
                id=found.key, article=rule.article, text=question_text(found, rule), record=found.record
            )

    def _label(self, part: Draft | Refusal) -> str:
        assert part.item.scope is not None and part.index is not None
        return labeller(part.item.scope, self.setting)(part.index, part.record)

    def formula(self, draft: Draft) -> str:
        """``350元/㎡ × 96.50㎡``, with what a cap or floor made of it."""
        written = []
        for piece, value in zip(draft.item.pieces, draft.values, strict=True):
            if isinstance(value, Pending):
                written.append(f"{piece.label}（待定）")
            else:
                written.append(piece.text(value, self.household, draft.record, self.run))
        text = " × ".join(written).replace(UNNAMED, self._counted_in(draft))
        if draft.bound is not None and draft.exact is not None:
            text += bound_text(draft.bound, draft.exact)
        return text

    def _counted_in(self, part: Draft | Refusal) -> str:
        """The unit of a quantity that has none of its own: the one that its rate is per."""
        rates = (piece.counts_in for piece in part.item.pieces if piece.counts_in is not None)
        return next((counts_in(self.household, part.record) for counts_in in rates), "")

    def _notes(self, piece: Piece, part: Draft | Refusal) -> list[Note]:
        """What a reader must know of a factor."""
        self.run.supposing = part.awaited if isinstance(part, Draft) else EVERYTHING
        notes = piece.notes(self.household, part.record, self.run)
        return [note._replace(text=note.text.replace(UNNAMED, self._counted_in(part))) for note in notes]

    def _line_notes(self, draft: Draft, h: Any, r: Record) -> Iterator[str]:
        if draft.index is not None:
            yield self._label(draft)
        for piece, value in zip(draft.item.pieces, draft.values, strict=True):
            if isinstance(value, Pending):
                yield value.reason
            else:
                yield from (note.text for note in self._notes(piece, draft))
        yield from filter(None, (piece.entry(h, r, self.run) for piece in draft.item.pieces))
        if draft.waiting is not None:
            yield draft.waiting.reason
        if draft.awaited:
            come_to = "" if draft.supposed is None else f"；届时应付{yuan(draft.supposed)}元"
            yield f"{'；'.join(draft.awaited)}{come_to}"

    def not_paid(self, refusal: Refusal) -> NotPaid:
        """Why an item, or one record of it, is not paid."""
        item = refusal.item.item
        reason, article = self._reason(refusal)
        label = self._label(refusal) if refusal.index is not None else None
        return NotPaid.model_construct(
            id=refusal.item.key,
            name=item.name,
            reason=f"{label}：{reason}" if label else reason,
            article=article or item.article,
            record=label,
            index=refusal.index,
        )

    def _reason(self, refusal: Refusal) -> tuple[str, str | None]:
        compiled, h, r = refusal.item, self.household, refusal.record
        if refusal.kind == "no_records":
            return f"没有填报{self.setting.facts.describe(compiled.scope)}", None
        if refusal.kind == "zero":
            piece = compiled.pieces[refusal.zero]
            lists = {node.inner(None) or "" for node in compiled.item.factors[refusal.zero].walk() if node.LIST}
            if lists and not any(getattr(h, records) for records in lists):
                return f"没有填报{'、'.join(map(self.setting.facts.describe, sorted(lists)))}", None
            notes = [note.text for note in self._notes(piece, refusal)]
            return "；".join([f"{piece.label or '标准'}为0", *notes]), None
        if refusal.kind == "rounded_away":
            return f"算得{yuan_exact(refusal.exact or ZERO)}元，取整后为0", None
        assert compiled.check is not None
        why = compiled.check.why(h, r, self._run_at(refusal))
        return why.reason, why.article

    def _run_at(self, refusal: Refusal) -> Run:
        run = Run(EVERYTHING)  # what excludes it even then
        run.index = refusal.index or 0
        return run

    def _notices(self, drafts: list[Draft]) -> Iterator[str]:
        for notice in self.evaluator.screen.noticed(self.household):
            yield f"{notice.text}（{notice.article}）"
        if (self.assessment.withheld or any(draft.withheld for draft in drafts)) and self.setting.rulebook.withholding:
            yield f"{self.setting.rulebook.withholding.text}（{self.setting.rulebook.withholding.article}）"
        for draft in drafts:
            yield from self._limits(draft)
        yield from self._readings(drafts)
        yield from self.setting.standards.unofficial

    def _limits(self, draft: Draft) -> Iterator[str]:
        """The caps and floors that bit."""
        name, article = draft.item.item.name, draft.item.item.article
        if draft.bound is not None and draft.exact is not None:
            result = yuan(draft.amount or ZERO)
            yield f"{name}算得{yuan_exact(draft.exact)}元，{draft.bound.text}，付{result}元（{article}）"
        for piece, value in zip(draft.item.pieces, draft.values, strict=True):
            if not isinstance(value, Pending):
                for note in self._notes(piece, draft):
                    if note.limited:
                        yield f"{name}：{note.text}（{article}）"

    def _readings(self, drafts: list[Draft]) -> Iterator[str]:
        rounding = self.setting.rulebook.rounding.step
        name = getattr(rounding, "reading", None)
        away = any(refusal.kind == "rounded_away" for refusal in self.assessment.refusals)
        if name and (away or any(self.evaluator.rounding_mattered(draft) for draft in drafts)):
            self.touched[name] = None
        for key, reading in self.setting.rulebook.readings.items():
            if key in self.touched:
                option = self.setting.readings[key]
                chosen = reading.options[option]
                yield f"读法“{reading.name}”（{reading.clause}）取“{chosen.name}”：{chosen.meaning}"


def cited_articles(item: Item, cited: Sequence[bool], rulebook: Rulebook) -> str:
    """The articles that govern a line, in the order of the register: the item's, and those its record calls for."""
    articles = item.article.split("、")
    articles += [part.article for part, holds in zip(item.cites, cited, strict=True) if holds]
    order = {clause.article: number for number, clause in enumerate(rulebook.clauses)}
    return "、".join(sorted(dict.fromkeys(articles), key=lambda article: order.get(article, -1)))


def question_text(found: Raised, rule: Any) -> str:
    """A question in words: the record, what it is about, why it is asked, and the facts that it rests on."""
    where = f"{found.record}：" if found.record else ""
    facts = f"（{found.facts}）" if found.facts else ""
    return f"{where}{rule.name}{facts}：{rule.why}"


def bound_text(bound: Bound, exact: Decimal) -> str:
    """What a cap or floor made of an amount."""
    return f" = {yuan_exact(exact)}元，{bound.text}"


def yuan_exact(amount: Decimal) -> str:
    """An amount that has not been rounded yet: at least two decimals, all digits kept."""
    digits = plain(amount, 2)
    whole, _, fraction = digits.partition(".")
    return f"{int(whole):,}.{fraction}"


def _split(pieces: list[Piece], values: tuple[Any, ...]) -> tuple[Decimal | None, Decimal, str]:
    """A product as rate × quantity: rates of money and pure numbers on one side, counted units on the other."""
    rate: Decimal | None = YUAN
    quantity, units = YUAN, []
    for piece, value in zip(pieces, values, strict=True):
        if not piece.is_rate:
            units.append(piece.unit)
            if not isinstance(value, Pending):
                quantity = quantity * value
        elif isinstance(value, Pending) or rate is None:
            rate = None
        else:
            rate = rate * value
    return rate, quantity, "·".join(units)


def totals(lines: tuple[Line, ...], rulebook: Rulebook) -> Totals:
    """The sums of a statement's lines."""
    sums = dict.fromkeys(rulebook.parties, ZERO)
    withheld = payable = ZERO
    for line in lines:
        if line.status == "withheld":
            withheld += line.amount or ZERO
        elif line.amount is not None:
            payable += line.amount
            sums[line.payee] += line.amount
            sums[line.payer] += line.amount
    return Totals.model_construct(
        payable=payable.quantize(FEN),
        payable_capital=capital(payable.quantize(FEN)),
        payees=FrozenDict({key: sums[key].quantize(FEN) for key in rulebook.payees}),
        payers=FrozenDict({key: sums[key].quantize(FEN) for key in rulebook.payers}),
        withheld=withheld.quantize(FEN),
        pending_items=sum(1 for line in lines if line.status == "pending"),
    )

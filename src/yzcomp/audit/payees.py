"""Who got it: the payee, the name, the account and the day of what a record says was paid, against the household.

A person is known by name as the head, a member or the payee of the register, an account as the register's. What either
side doesn't say is no difference: it is told.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from yzcomp.audit import findings as f
from yzcomp.audit.findings import Difference, exactly
from yzcomp.audit.names import JOINED, Names
from yzcomp.audit.reckoned import Reckoned
from yzcomp.audit.recorded import BESIDE, SUMS, Entry, Payment, counted
from yzcomp.audit.weigh import NOT_PAID
from yzcomp.batch.accounts import DAMAGED, account_of
from yzcomp.batch.shared import masked
from yzcomp.household.models import Household
from yzcomp.money import ZERO
from yzcomp.rulebook.models import Rulebook

#: What a line says of itself where nothing was paid.
_KEPT = (*NOT_PAID, "pending", *BESIDE)
_BLANKS = re.compile(r"\s")
_NO_ACCOUNT = "名册没有银行账号，没有核对记录的账号"
_SPOILT = "银行账号成了科学计数或丢了后几位，没有比较；把这一列改成文本重新填写"
OF_OTHERS = "名册没有村组等的收款人，没有核对这些钱的收款人"


class Paid(NamedTuple):
    """What a household's own money was paid by: accounts, and by name how much and whether the name is one of its
    own. ``raised`` are questions about it: the key of a suspicion, and what was seen."""

    accounts: frozenset[str] = frozenset()
    names: tuple[tuple[str, Decimal, bool], ...] = ()
    raised: tuple[tuple[str, str], ...] = ()


class PayeeCheck(NamedTuple):
    """What a household's payments come to: differences, what could not be compared, and what others may share."""

    differences: list[Difference]
    notes: tuple[str, ...]
    paid: Paid


NOTHING_PAID = PayeeCheck([], (), Paid())


def own_payees(household: Household, rulebook: Rulebook) -> frozenset[str]:
    """The payees that are the household itself: its own kind of party, and the first payee of the rulebook."""
    return frozenset((str(household.party.value), next(iter(rulebook.payees))))


def payee_words(rulebook: Rulebook) -> dict[str, str]:
    """The payees by everything that they are called."""
    parties = rulebook.payees.items()
    return {word.lower(): key for key, party in parties for word in (key, party.name, *party.aliases)}


class PayeeChecker:
    """Checks the payments of households. ``as_of`` is the day of the audit, after which nothing can have been paid."""

    def __init__(self, rulebook: Rulebook, as_of: date | None) -> None:
        self.rulebook, self.as_of, self.names = rulebook, as_of, Names(rulebook)
        self.words = payee_words(rulebook)

    def payee(self, payment: Payment) -> str | None:
        """The payee that a row names; ``None`` where it names none, or a person."""
        return self.words.get(payment.payee.lower()) if payment.payee else None

    def check(self, found: Reckoned, entries: Sequence[Entry]) -> PayeeCheck:
        """The payments of a household."""
        if self._expected(found, entries):
            return NOTHING_PAID
        paid = [e for e in counted(entries) if e.amount and e.status not in _KEPT and any(e.payment)]
        return _Household(self, found).check(paid) if paid else NOTHING_PAID

    def _expected(self, found: Reckoned, entries: Sequence[Entry]) -> bool:
        """Whether rows say no more than what most do: the head, and the payee of each item."""
        payees: dict[str, set[str]] | None = None
        head = found.household.head
        for item, _, _, _, _, _, payment, *_ in entries:
            payee, name, account, paid_on, _, said, id_number, _ = payment
            if name or account or paid_on or id_number or (said and said != head):
                return False
            if payee:
                payees = found.payees() if payees is None else payees
                if self.words.get(payee.lower()) not in payees.get(item or "", ()):
                    return False
        return True


class _Household:
    def __init__(self, checker: PayeeChecker, found: Reckoned) -> None:
        self.checker, self.household = checker, found.household
        h = found.household
        self.own, self.payees = own_payees(h, checker.rulebook), found.payees()
        self.all = {payee for payees in self.payees.values() for payee in payees}
        people = (h.head, h.payee_name, *(member.name for member in h.members))
        self.people = {_BLANKS.sub("", name) for name in people if name}
        self.account = account_of(h.account) if h.account else ""
        self.notes: dict[str, None] = {}

    def check(self, entries: Sequence[Entry]) -> PayeeCheck:
        wrong: dict[str, list[Entry]] = {}
        accounts, names = set[str](), dict[str, Decimal]()
        for entry in entries:
            due = self._due(entry)
            reasons = list(self._reasons(entry.payment, due))
            if reasons:
                wrong.setdefault("；".join(reasons), []).append(entry)
            if due & self.own:
                accounts.add(entry.payment.account)
                name = self._name(entry.payment)
                names[name] = names.get(name, ZERO) + (entry.amount or ZERO)
        told = tuple((name, amount, name in self.people) for name, amount in names.items() if name)
        raised = tuple(self._days(entries)) + tuple(self._persons(entries))
        differences = [self._difference(reason, of) for reason, of in wrong.items()]
        return PayeeCheck(differences, tuple(self.notes), Paid(frozenset(accounts - {"", DAMAGED}), told, raised))

    def _due(self, entry: Entry) -> set[str]:
        """Who is to have an amount: the household itself, where nothing is due."""
        if entry.item is None or entry.item in SUMS:
            payee = self.checker.payee(entry.payment)
            return {payee} & self.all if payee in self.all and payee is not None else self.all or set(self.own)
        parts = self.checker.names.parts(entry.item)
        return {p for part in parts for p in self.payees.get(part, ())} or set(self.own)

    def _name(self, payment: Payment) -> str:
        said = payment.payee_name or ("" if self.checker.payee(payment) else payment.payee)
        return _BLANKS.sub("", said)

    def _reasons(self, payment: Payment, due: set[str]) -> Iterator[str]:
        """Why a payment did not go to whom it is due."""
        payee, name, account = self.checker.payee(payment), self._name(payment), payment.account
        titles = self.checker.rulebook.payees
        own = due & self.own
        if payee is not None and payee not in due and not (payee in self.own and own):
            yield f"应当付给{'、'.join(titles[p].name for p in sorted(due))}，记录写付给{titles[payee].name}"
        if name and own and name not in self.people:
            unsure = "" if self.household.members else "（名册没有逐人填写家庭成员）"
            yield f"收款人“{name}”不是户主、家庭成员或登记的收款人{unsure}"
        elif name and not own and name in self.people:
            yield f"{'、'.join(titles[p].name for p in sorted(due))}的钱付给了个人“{name}”"
        elif name and not own:
            self.notes[OF_OTHERS] = None
        yield from self._other_account(account, bool(own))

    def _other_account(self, account: str, own: bool) -> Iterator[str]:
        if account == DAMAGED:
            self.notes[_SPOILT] = None
        elif account and own and self.account and self.account != DAMAGED and account != self.account:
            yield f"银行账号{masked(account)}不是名册上的{masked(self.account)}"
        elif account and own and not self.account:
            self.notes[_NO_ACCOUNT] = None
        elif account and not own and account == self.account:
            yield "村组等的钱付到了本户的银行账号"

    def _difference(self, reason: str, entries: Sequence[Entry]) -> Difference:
        h = self.household
        keys = dict.fromkeys(part for e in entries for part in (e.item or "").split(JOINED))
        key = next((k for k in keys if k in SUMS), JOINED.join(keys))
        amount = sum((e.amount for e in entries if e.amount is not None), ZERO)
        places = tuple(e.place for e in entries)
        name = self.checker.names.name(key) if key else entries[0].name
        village = h.village or ""
        return Difference(h.household_id, village, key, name, f.WRONG_PAYEE, amount, note=reason, places=places)

    def _days(self, entries: Sequence[Entry]) -> Iterator[tuple[str, str]]:
        """What was paid before it could be due, or on a day that hasn't come yet."""
        h, as_of = self.household, self.checker.as_of
        days = [(e.payment.paid_on, e.amount or ZERO) for e in entries if e.payment.paid_on is not None]
        if h.notice_date:
            yield from self._on("paid_before_notice", days, "征地告知日", h.notice_date, before=True)
        if h.signed_on:
            late = [(day, amount) for day, amount in days if not h.notice_date or day >= h.notice_date]
            yield from self._on("paid_before_signing", late, "签约日期", h.signed_on, before=True)
        if as_of:
            yield from self._on("paid_in_future", days, "核对的日期", as_of, before=False)

    def _on(
        self, key: str, days: Iterable[tuple[date, Decimal]], title: str, limit: date, *, before: bool
    ) -> Iterator[tuple[str, str]]:
        found = [(day, amount) for day, amount in days if (day < limit if before else day > limit)]
        if found:
            shown = "、".join(dict.fromkeys(day.isoformat() for day, _ in found))
            yield key, f"发放日期{shown}，{title}{limit}，{exactly(sum((a for _, a in found), ZERO))}元"

    def _persons(self, entries: Sequence[Entry]) -> Iterator[tuple[str, str]]:
        """The head and the identity number that the record has, where the household has others."""
        h = self.household
        heads = {_BLANKS.sub("", e.payment.head) for e in entries if e.payment.head}
        for head in sorted(heads - {_BLANKS.sub("", h.head or "")}):
            yield "recorded_person", f"记录的户主是{head}，名册是{h.head}"
        numbers = {h.id_number, *(member.id_number for member in h.members)} - {None}
        said = {e.payment.id_number.upper() for e in entries if e.payment.id_number}
        if numbers and said - numbers:
            yield "recorded_person", f"记录的身份证号{'、'.join(map(masked, sorted(said - numbers)))}不在名册这一户里"

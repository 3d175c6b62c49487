"""Which households a record means where it doesn't have their numbers: by what is left of a number, by the identity
number, by the bank account, by the head's name and village. Each match is told, and none but that of a person by
identity number or account is taken for sure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from yzcomp.audit.findings import SUGGESTED, Difference
from yzcomp.audit.recorded import Entry, Recorded, sum_recorded
from yzcomp.audit.village_lines import villages_named
from yzcomp.batch.accounts import DAMAGED, account_of
from yzcomp.batch.duplicates import Duplicates
from yzcomp.forms import alike, clean
from yzcomp.problems import Problem
from yzcomp.tables.cells import shown
from yzcomp.tables.columns import KEY, data_rows
from yzcomp.tables.inputs import Inputs

_TOKENS = re.compile(r"\d+|[^\W\d_]+")
_BY_ID, _BY_ACCOUNT = "身份证号", "银行账号"
K = TypeVar("K")
V = TypeVar("V")


class Person(NamedTuple):
    """Who a household is: its number, and what else tells it from others."""

    household_id: str
    head: str
    id_number: str
    village: str
    payee_name: str = ""
    account: str = ""


def matched(recorded: Recorded, inputs: Inputs, duplicates: Duplicates) -> Recorded:
    """The record with the households that it means, as far as that can be told; each match stands in ``unlike``, or in
    the warnings where it is sure."""
    known = set(duplicates.hashes)
    astray = [name for name in recorded.households if hash(name) not in known]
    if not astray and not recorded.blank:
        return recorded
    return _Matcher(recorded, list(_people(inputs))).matched(astray)


def _people(inputs: Inputs) -> Iterator[Person]:
    """Everyone in the input, as the rows have them."""
    for source in inputs.inputs:
        plan = source.plans.households
        columns = [plan.column_of(key) for key in (KEY, *Person._fields[1:])]
        for row in data_rows(source.households, plan):
            if row.number not in source.gone:
                *who, account = (row.cells[i] if i is not None and i < len(row.cells) else "" for i in columns)
                yield Person(*map(clean, map(shown, who)))._replace(account=account_of(account))


class _Matcher:
    def __init__(self, recorded: Recorded, people: list[Person]) -> None:
        self.recorded, self.people = recorded, people
        self.households = dict(recorded.households)
        self.villages: dict[str, frozenset[str]] = {}
        self.told: list[Difference] = []
        self.sure = 0

    def matched(self, astray: list[str]) -> Recorded:
        self._numbers(astray)
        blank = self._of_villages(astray, self._unnumbered())
        warnings = list(self.recorded.warnings)
        if self.sure:
            text = f"没有户编号的 {self.sure} 户，按{_BY_ID}或{_BY_ACCOUNT}和姓名对应到名册"
            warnings.append(Problem("matched", text, self.recorded.blank[0].place._replace(line=None), level="warning"))
        return self.recorded._replace(
            households=self.households,
            blank=blank,
            warnings=warnings,
            unlike=[*self.recorded.unlike, *self.told],
            villages=self.villages,
        )

    def _numbers(self, astray: list[str]) -> None:
        """Numbers that have lost noughts, blanks, width or dashes: only where no other household may be meant."""
        for words in (_tokens, _joined):
            meant = _single((words(p.household_id), p) for p in self.people if p.household_id not in self.households)
            said = _single((words(name), name) for name in astray if name in self.households)
            for key, name in said.items():
                person, entries = meant.get(key), self.households[name]
                if person is not None and key and _no_other(person, entries):
                    del self.households[name]
                    self._take(person, entries, f"记录写的是“{name}”，名册里没有这个编号")

    def _unnumbered(self) -> list[Entry]:
        """Gives the rows without a number to the people whom they name; returns those that are left."""
        rows: dict[tuple[str, str, str, str], list[Entry]] = {}
        for entry in self.recorded.blank:
            payment = entry.payment
            name = payment.head or payment.payee_name
            account = payment.account if payment.account != DAMAGED else ""
            rows.setdefault((name, payment.id_number.upper(), account, payment.village), []).append(entry)
        ids = _single((p.id_number.upper(), p) for p in self.people)
        accounts = _single((p.account, p) for p in self.people if p.account)
        places = _single(((p.head, p.village), p) for p in self.people)
        names = _single((p.head, p) for p in self.people)
        left = []
        for (name, number, account, village), entries in rows.items():
            if number:
                person, by = ids.get(number), _BY_ID
            elif account in accounts:
                person, by = accounts[account], _BY_ACCOUNT
            elif village:
                person, by = places.get((name, village)), "户主姓名和村组"
            else:
                person, by = names.get(name), "户主姓名（记录没有身份证号和村组）"
            if person is None or not (name or number or account):
                left += entries
            elif by in (_BY_ID, _BY_ACCOUNT) and name in ("", person.head, person.payee_name):
                self.sure += 1
                self.households[person.household_id] = [*self.households.get(person.household_id, ()), *entries]
            else:
                other = f"，名册里的户主是“{person.head}”" if name != person.head else ""
                self._take(person, entries, f"记录里的“{name}”没有户编号，按{by}对应{other}")
        return left

    def _of_villages(self, astray: list[str], blank: list[Entry]) -> list[Entry]:
        """Finds the lines that are villages' own; returns the rows without a number that are none."""
        known = {person.village for person in self.people if person.village}

        def meant(entry: Entry, name: str) -> frozenset[str]:
            words = filter(None, (name, entry.payment.head or entry.payment.payee_name))
            found = (villages_named(word, entry.payment.village, known) for word in words)
            return next(filter(None, found), frozenset())

        for name in [name for name in astray if name in self.households]:
            of = [meant(entry, name) for entry in self.households[name]]
            if all(of):
                for entry, villages in zip(self.households.pop(name), of, strict=True):
                    self._line(name, villages, entry)
        left = []
        for entry in blank:
            villages = meant(entry, "")
            if villages:
                self._line(entry.payment.head or entry.payment.payee_name, villages, entry)
            else:
                left.append(entry)
        return left

    def _line(self, name: str, villages: frozenset[str], entry: Entry) -> None:
        """A village's own line; one that is called as another's has its village before its name."""
        if (self.villages.get(name) if name in self.households else villages) != villages:
            name = entry.payment.village + name
        self.villages[name] = villages
        self.households.setdefault(name, []).append(entry)

    def _take(self, person: Person, entries: list[Entry], why: str) -> None:
        """Compares entries as those of a household, and says so: a person has to say whether they are."""
        name, places = person.household_id, tuple(entry.place for entry in entries)
        self.households[name] = [*self.households.get(name, ()), *entries]
        note = f"{why}；是不是“{name}”？先照它核对，请确认"
        amount = sum_recorded(entries)
        self.told.append(Difference(name, person.village, "", "", SUGGESTED, amount, note=note, places=places))


def _tokens(name: str) -> str:
    """A number by its parts, each without noughts before it: ``A-001`` and ``Ａ1`` are one."""
    return "-".join(part.lstrip("0") for part in _TOKENS.findall(alike(name)))


def _joined(name: str) -> str:
    """A number without anything between its parts."""
    return "".join(_TOKENS.findall(alike(name))).lstrip("0")


def _single(pairs: Iterable[tuple[K, V]]) -> Mapping[K, V]:
    """The values of those keys that only one has."""
    found: dict[K, V] = {}
    twice = set[K]()
    for key, value in pairs:
        if key in found:
            twice.add(key)
        found[key] = value
    return {key: value for key, value in found.items() if key not in twice}


def _no_other(person: Person, entries: list[Entry]) -> bool:
    """Whether the rows name nobody but the head of a household."""
    return all(entry.payment.head in ("", person.head) for entry in entries) or not person.head

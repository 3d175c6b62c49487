"""What the documents of one run have in common: their rules, what is asked for, where it all comes from."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from yzcomp.batch.manifest import Manifest
from yzcomp.batch.worker import Rejection
from yzcomp.documents.bank_layout import Layout
from yzcomp.engine.evaluator import Evaluator
from yzcomp.household.models import Household
from yzcomp.output.word_template import Template
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.origin import not_built_in


class Paid(NamedTuple):
    """Yuan that were paid, for which item, on which day; an item that isn't told is blank."""

    amount: Decimal
    item: str = ""
    on: date | None = None


class Options(NamedTuple):
    """What a person asks of documents. ``formulas``: statements have products and sums that a spreadsheet works out
    itself; ``masked``: names in public are; ``paid`` is what each household has got so far, in yuan, and
    ``payments`` are the parts of that; ``texts`` is what a 台账 says of each besides, by the titles of its columns;
    ``layout`` is that of the bank's table, and ``template`` that of agreements, unless it is the usual one; ``month``
    is the year and month of a monthly report."""

    village: str | None = None
    formulas: bool = False
    masked: bool = True
    paid: Mapping[str, Decimal] = {}
    payments: Mapping[str, Sequence[Paid]] = {}
    texts: Mapping[str, Mapping[str, str]] = {}
    layout: Layout | None = None
    template: Template | None = None
    month: tuple[int, int] | None = None


class ToSee(NamedTuple):
    """A household of which a paper needs something that isn't there: which paper, who it is, what it gets in yuan
    where that matters, and what it is."""

    paper: str
    household_id: str
    payee: str
    amount: Decimal | None
    what: str


class Setting(NamedTuple):
    """``digests`` are those of what was read, by what people call it. ``recorded`` is the manifest of the batch, where
    there is one; ``refused`` are its refused households, and ``to_see`` what a person has to look at on the papers, as
    far as they have come by."""

    evaluator: Evaluator
    options: Options
    digests: Mapping[str, str]
    recorded: Manifest | None = None
    refused: list[Rejection] = []
    to_see: list[ToSee] = []

    @property
    def rulebook(self) -> Rulebook:
        return self.evaluator.rulebook

    def warnings(self) -> list[str]:
        """What must stand at the head of every document: other rules than the built-in ones, standards that are not
        official."""
        other = not_built_in(self.rulebook)
        return [*([other] if other else []), *self.evaluator.setting.standards.unofficial]

    def carried(self, household: Household, key: str) -> str:
        """A fact that no rule reads: as the register has it, else as a 台账 does; where they differ, that is told."""
        own, title = getattr(household, key) or "", self.rulebook.catalogue.fields[key].title
        said = self.options.texts.get(household.household_id, {}).get(title, "")
        if own and said not in ("", own):
            what = f"名册与台账的{title}不同，用的是名册的"
            told = ToSee("台账", household.household_id, household.head, None, what)
            self.to_see.extend([told] if told not in self.to_see else [])
        return own or said

    def readings(self) -> list[str]:
        """The readings in force that are not the default ones, in words."""
        return [
            f"读法“{reading.name}”（{reading.clause}）取“{reading.options[option].name}”：{reading.options[option].meaning}"
            for key, reading in self.rulebook.readings.items()
            if (option := self.evaluator.setting.readings[key]) != reading.default
        ]

    def foot(self, told: bool = False) -> list[str]:
        """The small lines at the end: rules, standards, readings (unless they are ``told`` elsewhere), and last of all
        the digests in short form."""
        head, standards = self.rulebook.rulebook, self.evaluator.setting.standards
        lines = [f"规则：{head.title}（{head.document}）"]
        for standard in standards.headers:
            mark = "" if standard.official or "非官方" in standard.title else "，非官方"
            lines.append(f"标准：{standard.title}（{standard.document}{mark}）")
        lines += [] if told else self.readings()
        digests = {"规则": self.rulebook.digest}
        digests |= {f"标准“{h.title}”": d for h, d in zip(standards.headers, standards.digests, strict=True)}
        parts = (f"{name} {value.removeprefix('sha256:')[:12]}" for name, value in (digests | {**self.digests}).items())
        return [*lines, f"摘要：{'；'.join(parts)}"]

"""补偿安置协议书: the agreement with each household, from a template that a bureau edits in Word."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from yzcomp.batch.outcomes import Computed
from yzcomp.controls import without_controls
from yzcomp.documents.agreement_sample import sample
from yzcomp.documents.kinds import Kind
from yzcomp.documents.setting import Setting, ToSee
from yzcomp.documents.sums import residents
from yzcomp.forms import one_line
from yzcomp.household.catalogue import FactInfo
from yzcomp.household.choices import PartyKind
from yzcomp.money import ZERO, capital, grouped, yuan
from yzcomp.output.docx import docx
from yzcomp.output.template_marks import Fields
from yzcomp.output.word_template import Blank, Filled, Template, bound, fill, read_template, template_of
from yzcomp.rulebook.models import Rulebook
from yzcomp.statement import STATUS_LABELS, Line

#: The fields beside the facts of a household.
_SINGLE = ("收款人", "证件号码", "应付合计", "应付合计大写", "暂不拨付", "待定项数", "办法", "文号")
_LISTS = {
    "各项": ("项目", "依据", "计算", "说明", "金额", "大写", "领款人", "付款人", "状态"),
    "领款": ("领款人", "金额", "大写"),
    "不付": ("项目", "依据", "原因"),
    "警示": (),
    "落款": (),
}
_LEDGER = "台账"


class _Texts:
    """What a 台账 says of a household, by the titles of its columns; what it doesn't say is a place to write."""

    def __init__(self, texts: Mapping[str, str], told: list[str]) -> None:
        self._texts, self._told = texts, told

    def __getitem__(self, title: str) -> str | Blank:
        text = _plain(self._texts.get(title, ""))
        return text or Blank(f"{_LEDGER}.{title}", self._told)


def fields(rulebook: Rulebook, columns: Iterable[str] | None = None) -> Fields:
    """Everything that a template may name: the facts by their Chinese titles, what was computed, the ``columns`` of the
    台账, or any where there is none yet."""
    facts = rulebook.catalogue
    single = frozenset([*(info.title for info in facts.fields.values()), *_SINGLE])
    lists = {one.title: frozenset(info.title for info in one.fields.values()) for one in facts.records.values()}
    return Fields(
        single,
        lists | {name: frozenset(of) for name, of in _LISTS.items()},
        {_LEDGER: None if columns is None else frozenset(columns)},
    )


def opened(path: Path | None, rulebook: Rulebook, columns: Iterable[str] | None = None) -> Template:
    """A template of a file, or the usual one; raises :class:`yzcomp.Refused` with everything that is wrong in it."""
    if path is None:
        return template_of(usual(), "协议书.docx", fields(rulebook))
    return read_template(path, fields(rulebook, columns))


@lru_cache
def usual() -> bytes:
    """The usual template, as people get it to edit."""
    return docx([sample()], alone=False)


def documents(found: Sequence[Computed], setting: Setting) -> Iterator[Filled]:
    """The agreement of each household; what is left blank on it is told."""
    template = setting.options.template or opened(None, setting.rulebook)
    for one in found:
        h, told = one.household, list[str]()
        yield fill(template, f"{h.household_id} {h.head}", _values(one, setting, told))
        for title in dict.fromkeys(told):
            setting.to_see.append(ToSee("协议书", h.household_id, h.head, None, f"协议书里“{title}”空着，待填写"))


KIND = Kind(
    lambda found, setting: found,
    documents,
    single=True,
    whole=True,
    formats=("docx",),
    uses=("--each", "--template", "--ledger"),
    write=bound,
)


def _values(found: Computed, setting: Setting, told: list[str]) -> dict[str, Any]:
    h, totals, facts = found.household, found.totals, setting.rulebook.catalogue
    values: dict[str, Any] = {info.title: _shown(info, getattr(h, key), told) for key, info in facts.fields.items()}
    for key, info in facts.fields.items():
        if info.carried and (text := setting.carried(h, key)):
            values[info.title] = _plain(text)
    people = residents(found)
    values["合法常住人口"] = Blank("合法常住人口", told) if people is None else str(people)
    for key, record in facts.records.items():
        rows = getattr(h, key)
        values[record.title] = [{i.title: _shown(i, getattr(row, k)) for k, i in record.fields.items()} for row in rows]
    values["证件号码"] = values["身份证号" if h.party is PartyKind.HOUSEHOLD else "统一社会信用代码"]
    head = setting.rulebook.rulebook
    return {
        **values,
        **{"收款人": _plain(setting.carried(h, "payee_name") or h.head), "办法": head.title, "文号": head.document},
        **{"应付合计": yuan(totals.payable), "应付合计大写": totals.payable_capital},
        **{"暂不拨付": yuan(totals.withheld) if totals.withheld else "", "待定项数": str(totals.pending_items or "")},
        **{"警示": setting.warnings(), "落款": setting.foot(), _LEDGER: _Texts(_said(h.household_id, setting), told)},
        **_amounts(found, setting.rulebook),
    }


def _said(household: str, setting: Setting) -> Mapping[str, str]:
    return setting.options.texts.get(household, {})


def _amounts(found: Computed, rulebook: Rulebook) -> dict[str, list[dict[str, str]]]:
    """The lines, what each payee gets of them, and what isn't paid."""
    assert found.statement is not None
    payees = {key: party.name for key, party in rulebook.payees.items()}
    sums = [(name, found.totals.payees.get(key, ZERO)) for key, name in payees.items()]
    return {
        "各项": [_item(line, payees[line.payee], rulebook) for line in found.lines],
        "领款": [{"领款人": name, "金额": yuan(sum_), "大写": capital(sum_)} for name, sum_ in sums if sum_],
        "不付": [{"项目": row.name, "依据": row.article, "原因": row.reason} for row in found.statement.not_paid],
    }


def _item(line: Line, payee: str, rulebook: Rulebook) -> dict[str, str]:
    waits = line.amount is None
    return {
        **{"项目": line.name, "依据": line.article, "计算": line.formula, "说明": _plain(line.note or "")},
        "金额": STATUS_LABELS["pending"] if waits else yuan(line.amount or ZERO),
        "大写": "" if waits else capital(line.amount or ZERO),
        **{"领款人": payee, "付款人": rulebook.payers[line.payer].name, "状态": STATUS_LABELS[line.status]},
    }


def _shown(info: FactInfo, value: object, told: list[str] | None = None) -> str | Blank:
    """A fact as it is read on paper; one that isn't known is a place to write, in a list it is blank."""
    if value is None:
        return "" if told is None else Blank(info.title, told)
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, Decimal) and info.kind != "percent":
        return grouped(value)
    return _plain(info.label(value))


def _plain(text: str) -> str:
    return one_line(without_controls(text))

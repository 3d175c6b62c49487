"""Amounts of the whole household inside an item that goes record by record: each record would be paid all of it."""

from collections.abc import Iterator
from typing import NamedTuple

from yzcomp.household.catalogue import FactInfo
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.kinds import unit_of
from yzcomp.rulebook.logic import leaves
from yzcomp.rulebook.models import Rulebook

#: Facts of a household in these units don't add up over its records: so many months hold for each of them.
_FOR_EACH = {"个月", "月", "年", "天", "次"}

_LUMPS = {"", "次", "月", "个月", "人"}


class Fault(NamedTuple):
    """What is wrong with a factor of an item that goes record by record; ``certain`` where nobody can mean it."""

    part: f.Factor
    message: str
    remedy: str
    certain: bool


def totals_per_record(parts: tuple[f.Factor, ...], scope: str | None, rulebook: Rulebook) -> Iterator[Fault]:
    """The household's amounts among the factors of an item, or of its bound, that goes through the list ``scope``."""
    if scope is None:
        return
    title = rulebook.catalogue.records[scope].title
    leaves = [(part, *leaf) for part in parts for leaf in _leaves(part, scope, rulebook)]
    allotted = any(_is_share_of_record(leaf, of, rulebook) for _, leaf, of, _ in leaves)
    for part, leaf, of, given in leaves:
        if "户" in unit_of(leaf, of, given, rulebook).partition("/")[2]:
            message = f"每户的标准写在逐条计算的项目里，每条{title}都算一次"
            yield Fault(part, message, f"去掉 for_each，{title}的量用 sum 或 count 合计", certain=True)
        elif isinstance(leaf, f.Share):
            message = f"{rulebook.items[leaf.of].name}的全部金额乘在每条{title}上，每条都付一次"
            yield Fault(part, message, "去掉 for_each，按全户付一次；逐条算的，把那一项的因数写在这里", not allotted)
        elif isinstance(leaf, f.Sum | f.Count):
            own = (leaf.of if isinstance(leaf, f.Sum) else leaf.count) == scope
            what = f"各条{title}" if own else "全户"
            remedy = f"去掉 for_each；只要这一条的，写 {{fact: {leaf.sum if isinstance(leaf, f.Sum) else '…'}}}"
            yield Fault(part, f"{what}的合计乘在每条{title}上，每条都付一次", remedy, certain=own)
        elif (info := _of_household(leaf, of, rulebook)) is not None:
            members = scope == "members" and info.unit == "人"
            remedy = "删去它，元/人 已经是这一条的" if members else "去掉 for_each，或改用每条记录自己的量"
            yield Fault(part, f"全户的“{info.title}”乘在每条{title}上，每条都付一次", remedy, certain=members)


def _leaves(part: f.Factor, scope: str, rulebook: Rulebook) -> Iterator[tuple[f.Factor, str | None, str | None]]:
    """What is leaves, also the quantity of a tier that gives an amount, not a rate for a unit of the record."""
    for leaf, of, given in leaves(part, scope, None, rulebook):
        yield leaf, of, given
        if isinstance(leaf, f.Tier) and leaf.unit.partition("/")[2] in _LUMPS:
            yield from leaves(leaf.tier, of, None, rulebook)


def _of_household(leaf: f.Factor, scope: str | None, rulebook: Rulebook) -> FactInfo | None:
    """The household's quantity that a factor is: persons, an area, a sum of money."""
    info = rulebook.catalogue.find(leaf.fact, scope) if isinstance(leaf, f.FactValue) else None
    whole = info is not None and info.scope is None and info.kind in ("number", "integer")
    return info if info and whole and info.unit and "/" not in info.unit and info.unit not in _FOR_EACH else None


def _is_share_of_record(leaf: f.Factor, scope: str | None, rulebook: Rulebook) -> bool:
    """Whether a factor says which part of the whole a record gets."""
    info = rulebook.catalogue.find(leaf.fact, scope) if isinstance(leaf, f.FactValue) else None
    return info is not None and info.scope is not None and info.kind == "percent"

"""What two manifests of one batch say differently: the one that was recorded and that of today."""

from collections.abc import Iterator
from typing import Any

from yzcomp.batch.manifest import Manifest

_SUMS = {
    **{"read": "读入户数", "computed": "算出户数", "rejected": "退回户数", "lines": "条数", "pending": "待定条数"},
    **{"payable": "应付合计", "household": "付被征收户", "collective": "付村组", "withheld": "暂不拨付"},
}
_RULEBOOK = {"id": "规则编号", "title": "规则名称", "document": "规则文号"}
_STANDARD = {"title": "名称", "document": "文号", "official": "是否官方"}
_INPUT = {"encoding": "编码", "rows": "行数"}


def told_otherwise(old: Manifest, new: Manifest) -> list[str]:
    """The parts of run.json that differ, named in Chinese; what its digests say is told elsewhere."""
    sums = _differing({**_part(old.counts), **_part(old.totals)}, {**_part(new.counts), **_part(new.totals)}, _SUMS)
    found = [f"run.json 的合计：{'；'.join(sums)}"] if sums else []
    found += [f"run.json 的{text}" for text in _rest(old, new)]
    return found


def _rest(old: Manifest, new: Manifest) -> Iterator[str]:
    yield from _differing(_part(old.rulebook), _part(new.rulebook), _RULEBOOK)
    if (old.questions, old.notices) != (new.questions, new.notices):
        yield "须核对和说明的处数：记下的与重算的不同"
    if old.rulebook.digest == new.rulebook.digest and _digests(old) != _digests(new):
        yield "规则文件的摘要：与规则的总摘要对不上"
    for was, now in zip(old.standards, new.standards, strict=True):
        yield from (f"标准文件 {was.source} 的{text}" for text in _differing(_part(was), _part(now), _STANDARD))
    for file, again in zip(old.inputs, new.inputs, strict=True):
        yield from (f"输入 {file.name} 的{text}" for text in _differing(_part(file), _part(again), _INPUT))
    if old.readings != new.readings:
        yield "读法：记下的与所用的不同"


def _differing(was: dict[str, Any], now: dict[str, Any], titles: dict[str, str]) -> list[str]:
    return [
        f"{title} 记录 {_shown(was[key])}，重算 {_shown(now[key])}"
        for key, title in titles.items()
        if was[key] != now[key]
    ]


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)


def _digests(manifest: Manifest) -> list[str]:
    return sorted(manifest.rulebook.files.values())


def _part(part: Any) -> dict[str, Any]:
    found: dict[str, Any] = part.model_dump()
    return found

"""What two manifests of one batch say differently: the one that was recorded and that of today."""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from yzcomp.batch.manifest import Manifest
from yzcomp.rulebook.files import file_digests
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.origin import pretended
from yzcomp.rulebook.standards import Standards

_SUMS = {
    **{"read": "读入户数", "computed": "算出户数", "rejected": "退回户数", "lines": "条数", "pending": "待定条数"},
    **{"payable": "应付合计", "household": "付被征收户", "collective": "付村组", "withheld": "暂不拨付"},
}
_RULEBOOK = {"id": "规则编号", "title": "规则名称", "document": "规则文号"}
_STANDARD = {"title": "名称", "document": "文号", "official": "是否官方"}
_INPUT = {"encoding": "编码", "rows": "行数"}


def sources_changed(old: Manifest, rulebook: Rulebook, standards: Standards, rules: str | None) -> Iterator[str]:
    """Which rules and standards are no longer those that a batch was computed by, or not what they pass themselves off
    as, in Chinese."""
    if fault := pretended(rulebook):
        yield f"规则不是内置的：{fault}，在 {rulebook.source}"
    yield from contents_changed(old, rulebook, standards, rules)


def contents_changed(old: Manifest, rulebook: Rulebook, standards: Standards, rules: str | None) -> Iterator[str]:
    """Which rules and standards are no longer those that a batch was computed by, in Chinese."""
    was = old.rulebook
    if was.digest != rulebook.digest:
        now = file_digests(rules, rulebook.digest)
        files = [name for name in sorted({*was.files, *now}) if was.files.get(name) != now.get(name)]
        named = f"（{'、'.join(files)}）" if was.files else ""
        yield f"规则 {was.source or was.id}{named}：内容变了，{short_digests(was.digest, rulebook.digest)}"
    if len(old.standards) != len(standards.digests):
        yield f"标准文件：记录 {len(old.standards)} 份，现在 {len(standards.digests)} 份"
    for used, digest in zip(old.standards, standards.digests, strict=False):
        if used.digest != digest:
            yield f"标准文件 {used.source}（{used.title}）：内容变了，{short_digests(used.digest, digest)}"


def short_digests(was: str, now: str) -> str:
    """Two digests as far as people compare them."""
    return "，".join(f"{word} {value.removeprefix('sha256:')[:12]}" for word, value in (("记录", was), ("现在", now)))


def told_otherwise(old: Manifest, new: Manifest) -> list[str]:
    """The parts of run.json that differ, named in Chinese; what its digests say is told elsewhere."""
    sums = _differing({**_part(old.counts), **_part(old.totals)}, {**_part(new.counts), **_part(new.totals)}, _SUMS)
    was, now = ({**m.totals.payees, **m.totals.payers} for m in (old, new))
    if was:  # what earlier releases wrote has none
        missing = dict.fromkeys({**was, **now}, "没有")
        sums += _differing(missing | was, missing | now, {key: key for key in missing})
    found = [f"run.json 的合计：{'；'.join(sums)}"] if sums else []
    found += [f"run.json 的{text}" for text in _rest(old, new)]
    return found


def written_otherwise(old: Manifest, new: Manifest, content: bytes) -> list[str]:
    """Whether run.json is, to the byte, what a run writes today; only what files are called, and the program's version,
    may be another."""
    rules = {"source": old.rulebook.source, "files": old.rulebook.files if _one_file(new) else new.rulebook.files}
    pairs = zip(old.standards, new.standards, strict=False)
    columns = new.columns and new.columns.model_copy(update={"source": old.columns and old.columns.source})
    same = new.model_copy(
        update={
            "version": old.version,
            "engine": old.engine,
            "rulebook": new.rulebook.model_copy(update=rules),
            "standards": tuple(other.model_copy(update={"source": used.source}) for used, other in pairs),
            "columns": columns,
            "outputs": old.outputs,
        }
    )
    was, now = content.split(b"\n"), same.text().encode().split(b"\n")
    line = next((n for n, pair in enumerate(zip_longest(was, now), 1) if pair[0] != pair[1]), None)
    return [f"run.json 第{line}行：与重新计算写出的不同"] if line else []


def _one_file(manifest: Manifest) -> bool:
    return len(manifest.rulebook.files) == 1


def _rest(old: Manifest, new: Manifest) -> Iterator[str]:
    titles = _RULEBOOK if old.rulebook.built_in is None else {**_RULEBOOK, "built_in": "规则是不是内置的"}
    yield from _differing(_part(old.rulebook), _part(new.rulebook), titles)
    if (old.questions, old.notices) != (new.questions, new.notices):
        yield "须核对和说明的处数：记下的与重算的不同"
    if old.rulebook.digest == new.rulebook.digest and _digests(old) != _digests(new):
        yield "规则文件的摘要：与规则的总摘要对不上"
    for was, now in zip(old.standards, new.standards, strict=True):
        yield from (f"标准文件 {was.source} 的{text}" for text in _differing(_part(was), _part(now), _STANDARD))
    files, again = [*old.inputs, *old.replacements], [*new.inputs, *new.replacements]
    for file, other in zip(files, again, strict=True):
        yield from (f"输入 {file.name} 的{text}" for text in _differing(_part(file), _part(other), _INPUT))
    for one, other in zip(old.replacements, new.replacements, strict=True):
        if one.households != other.households:
            yield f"{one.name} 换上的户：记录 {len(one.households)} 户，重算 {len(other.households)} 户，不完全相同"
    if old.passed_over != new.passed_over:
        yield "略过的内容：记下的与重算的不同"
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

"""Makes documents of a run of outcomes: one pass, any number of kinds, files that are put in place whole."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from yzcomp.batch.outcomes import Computed, Outcome
from yzcomp.batch.worker import Rejection
from yzcomp.documents import KINDS
from yzcomp.documents.kinds import Ready, kind
from yzcomp.documents.setting import Setting
from yzcomp.output.files import Staging, staged
from yzcomp.output.names import plain_name
from yzcomp.output.writers import WRITERS
from yzcomp.problems import Place, Problem, Refused, did_you_mean
from yzcomp.watch import refuse_changed


class Request(NamedTuple):
    """What is to be made: kinds by their names, where to, with which suffix (``None``: each kind's usual one), and
    whether each document gets a file of its own."""

    kinds: tuple[str, ...]
    output: Path
    suffix: str | None = None
    each: bool = False
    force: bool = False

    @property
    def single(self) -> bool:
        """Whether everything goes into one file, named with its suffix."""
        return bool(self.output.suffix)

    @property
    def whole(self) -> bool:
        """Whether some kind needs whole statements."""
        return any(kind(name).whole for name in self.kinds)

    def suffix_of(self, name: str) -> str:
        """The suffix of a kind's files."""
        asked = self.output.suffix.removeprefix(".").lower() if self.single else self.suffix
        return asked or kind(name).formats[0]


class Made(NamedTuple):
    """The files that were written, how many households they are about, how many were refused, how many lines wait."""

    files: list[Path]
    computed: int
    refused: int
    pending: int


def request(
    words: Sequence[str], output: Path, suffix: str | None, each: bool, force: bool, options: Sequence[str] = ()
) -> Request:
    """What a person asks for, with the ``options`` given besides; raises :class:`Refused` with everything about it that
    can't be done."""
    problems: list[Problem] = []
    titles = {title: name for name, title in KINDS.items()}
    given = [word.strip() for part in words for word in part.replace("，", ",").split(",")]
    names = [titles.get(word, word) for word in given]
    known = "、".join(f"{name}（{title}）" for name, title in KINDS.items())
    for name in names:
        if name not in KINDS:
            remedy = did_you_mean(name, [*KINDS, *titles], f"可写：{known}")
            problems.append(Problem("unknown-paper", f"没有文件种类“{name}”", field="--kind", remedy=remedy))
    made = Request(tuple(dict.fromkeys(names)), output, suffix and suffix.removeprefix(".").lower(), each, force)
    if not problems:
        problems = [*_impossible(made), *_unused(made, [*options, *["--each"] * each])]
    if problems:
        raise Refused(problems)
    return made


def _impossible(made: Request) -> list[Problem]:
    if made.single and (made.each or len(made.kinds) > 1):
        remedy = "-o 写一个文件夹名，不带后缀"
        return [Problem("one-file", "几份文件不能写进一个文件", Place(str(made.output)), remedy=remedy)]
    found = []
    if made.single and made.suffix is not None and made.suffix != made.suffix_of(made.kinds[0]):
        message = f"-o 是 .{made.suffix_of(made.kinds[0])}，--format 是 {made.suffix}"
        found.append(Problem("unknown-format", message, Place(str(made.output)), remedy="去掉 --format"))
    for name in made.kinds:
        if made.suffix_of(name) not in kind(name).formats:
            message = f"{KINDS[name]}不能写成 .{made.suffix_of(name)}"
            remedy = f"可用的格式：{'、'.join(kind(name).formats)}"
            found.append(Problem("unknown-format", message, Place(str(made.output)), remedy=remedy))
    return found


def _unused(made: Request, options: Sequence[str]) -> Iterator[Problem]:
    """Options that mean nothing to any kind that is asked for: somebody expected something of them."""
    for option in options:
        users = [title for name, title in KINDS.items() if option in kind(name).uses]
        if not any(option in kind(name).uses for name in made.kinds):
            remedy = f"去掉它；用到它的是{'、'.join(users)}"
            yield Problem("unused-option", "要出的文件用不到它", field=option, remedy=remedy)
        elif option == "--formulas" and made.suffix_of("statement") != "xlsx":
            yield Problem("unused-option", "只有 Excel 的计算单能写公式", field=option, remedy="写成 .xlsx，或去掉它")


def make(outcomes: Iterable[Outcome], wanted: Request, setting: Setting) -> Made:
    """Makes the documents of all outcomes; raises :class:`Refused` where nothing can be made of them."""
    writers = {suffix: WRITERS[suffix].load() for suffix in map(wanted.suffix_of, wanted.kinds) if suffix in WRITERS}
    with staged(wanted.output, wanted.single, wanted.force) as staging:
        kinds = [_AtWork(name, wanted, setting, staging, writers.get(wanted.suffix_of(name))) for name in wanted.kinds]
        villages: dict[str, int] = {}
        pending = 0
        for outcome in outcomes:
            if isinstance(outcome, Rejection):
                setting.refused.append(outcome)
                continue
            village = outcome.household.village or ""
            villages[village] = villages.get(village, 0) + 1
            if setting.options.village in (None, village):
                pending += outcome.totals.pending_items
                for one in kinds:
                    one.take(outcome)
        computed = _some(villages, setting)
        for one in kinds:
            one.end()
        refuse_changed()
        return Made(staging.settle(), computed, len(setting.refused), pending)


def _some(villages: dict[str, int], setting: Setting) -> int:
    """How many households there are to be written about; raises :class:`Refused` where there is none."""
    wanted = setting.options.village
    if not villages:
        raise Refused([Problem("nothing-computed", "没有一户算出结果，没有可出的文件", remedy="先改好退回的户")])
    if wanted is not None and wanted not in villages:
        remedy = did_you_mean(wanted, [*villages], f"有：{'、'.join(filter(None, [*villages][:20]))}")
        raise Refused([Problem("unknown-village", f"没有村组“{wanted}”", field="--village", remedy=remedy)])
    return sum(villages.values()) if wanted is None else villages[wanted]


class _AtWork:
    """A kind at work: what it has taken of the households so far, and its documents."""

    def __init__(self, name: str, wanted: Request, setting: Setting, staging: Staging, write: Any) -> None:
        self.kind, self.title, self.suffix = kind(name), KINDS[name], wanted.suffix_of(name)
        self.each, self.setting, self.staging = wanted.each, setting, staging
        self.write = self.kind.write or write
        self.taken: list[Any] = []
        self.waiting: list[Any] = []
        self.number = 0

    def take(self, found: Computed) -> None:
        """A household; what concerns it alone is laid out at once, and, in a file of its own, written."""
        taken = self.kind.take(found, self.setting)
        if self.kind.single:
            self._laid_out(self.kind.documents([taken], self.setting))
        else:
            self.taken.append(taken)

    def end(self) -> None:
        """Everything that has waited for the others."""
        if not self.kind.single:
            self._laid_out(self.kind.documents(self.taken, self.setting))
        if self.waiting:
            self.staging.write(f"{self.title}.{self.suffix}", self.write(self.waiting))

    def _laid_out(self, documents: Iterable[Any]) -> None:
        for document in documents:
            self.number += 1
            if isinstance(document, Ready):
                if document.suffix != self.suffix:
                    continue
                self.staging.write(f"{plain_name(document.name)}.{document.suffix}", document.content)
            elif self.each:
                name = f"{self.title}/{self.number:04d} {plain_name(document.name)}".rstrip()
                self.staging.write(f"{name}.{self.suffix}", self.write([document]))
            else:
                self.waiting.append(document)

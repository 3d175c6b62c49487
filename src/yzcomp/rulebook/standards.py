"""Standards: rates that the measure leaves to other documents, in files of their own, laid over a rulebook."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from yzcomp import strict_yaml as yml
from yzcomp.frozen import FrozenDict
from yzcomp.household.fields import Date, YesNo
from yzcomp.problems import Place, Problem, Refused, by_place, did_you_mean
from yzcomp.rulebook.files import digest, plain
from yzcomp.rulebook.load import validate
from yzcomp.rulebook.messages import place_of
from yzcomp.rulebook.models import Rulebook, StandardRule
from yzcomp.rulebook.nodes import MARKS, Node, Words
from yzcomp.rulebook.rates import Rate, gaps, in_order
from yzcomp.rulebook.standard_rows import Row, RowReader
from yzcomp.textfiles import read_text, shown_name


class StandardHeader(Node):
    """Which document the rates are from. ``official: no`` marks an example, on every statement too: it is never taken
    for granted."""

    id: Words
    title: Words
    document: Words
    issued_on: Date
    official: YesNo


class StandardsFile(Node):
    """The shape of a standards file; its rows are checked against the rulebook that they serve."""

    standard: StandardHeader
    rates: dict[str, Any]


class Standards(NamedTuple):
    """All rates that have been entered: by standard, then by the values of its key."""

    rates: Mapping[str, Mapping[tuple[str, ...], Rate]] = FrozenDict()
    headers: tuple[StandardHeader, ...] = ()
    digests: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = ()
    places: tuple[str, ...] = ()

    def titled(self) -> Iterator[str]:
        """Each file by title and document, with where it lies."""
        for head, place in zip(self.headers, self.places, strict=True):
            mark = "" if head.official or "非官方" in head.title else "，非官方"
            yield f"标准：{head.title}（{head.document}{mark}），在 {place}"


def load_standards(sources: Iterable[str | Path], rulebook: Rulebook) -> Standards:
    """The standards of several files together; raises :class:`Refused` with every problem of all of them."""
    reader = _Reader(rulebook)
    for source in sources:
        reader.read(Path(source))
    rates = reader.rates()
    errors = [problem for problem in reader.problems if problem.level == "error"]
    if errors:
        raise Refused(by_place(errors))
    rates = FrozenDict({name: FrozenDict(table) for name, table in rates.items()})
    told = tuple(reader.headers), tuple(reader.digests), tuple(by_place(reader.problems)), tuple(reader.places)
    return Standards(rates, *told)


class _Reader:
    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.problems: list[Problem] = []
        self.entered: dict[str, dict[tuple[str, ...], list[tuple[Rate, Place]]]] = {}
        self.labels: dict[tuple[str, tuple[str, ...]], str] = {}
        self.headers: list[StandardHeader] = []
        self.digests: list[str] = []
        self.places: list[str] = []

    def read(self, path: Path) -> None:
        try:
            text = read_text(path)
        except Refused as refused:
            self.problems += refused.problems
            return
        name = shown_name(path)
        tree, found = yml.read_yaml(text, name)
        self.problems += found
        if tree is None and found:
            return
        data = plain(tree, name)
        if not isinstance(data, dict):
            remedy = yml.full_width_colon_hint(text) or "用 yzcomp standards new 生成一个空的标准文件再填写"
            self.problems.append(Problem("wrong-type", "不是标准文件", Place(name, 1, 1), remedy=remedy))
            return
        if "items" in data or "rulebook" in data:
            place, remedy = data[MARKS].place(), "用 --rules 指定它，--standards 后面写标准文件"
            self.problems.append(Problem("wrong-file", "这是规则文件，不是标准文件", place, remedy=remedy))
            return
        standards = validate(StandardsFile, data, self.problems)
        rates = data.get("rates")
        if isinstance(rates, dict):
            self._tables(rates, standards.standard.title if standards else "")
        if standards is not None:
            self.headers.append(standards.standard)
            self.digests.append(digest({path.name: text}))
            self.places.append(name)

    def _tables(self, rates: dict[str, Any], source: str) -> None:
        for name, rows in rates.items():
            if name == MARKS:
                continue
            rule = self.rulebook.standards.get(name)
            place = place_of(rates, (name,))
            if rule is None:
                known = list(self.rulebook.standards)
                remedy = did_you_mean(name, known, f"可写：{'、'.join(known)}")
                self._say("unknown-standard", f"没有标准“{name}”", place, name, remedy)
            elif rows is not None and not isinstance(rows, list):
                self._say("wrong-type", "应当是列表", place, name, "每条以“- ”开头")
            else:
                reader = RowReader(name, rule, self.rulebook, self.problems)
                for index, row in enumerate(rows or ()):
                    place = place_of(rates, (name, index))
                    found = reader.read(row, source, place)
                    if found is not None:
                        self._enter(name, rule, found, place)

    def _enter(self, name: str, rule: StandardRule, found: Row, place: Place) -> None:
        """Adds a rate, unless it contradicts one that has been entered already."""
        known = self.entered.setdefault(name, {}).setdefault(found.key, [])
        for other, where in known:
            if not found.rate.overlaps(other):
                continue
            if found.rate.always and other.always:
                self._say("duplicate-key", f"{found.label} 在 {where} 已经有标准", place, rule.name, "只保留一条")
            else:
                message = f"{found.label} 与 {where} 的有效期（{other.span()}）重叠"
                self._say("overlap", message, place, rule.name, "一段的有效期自应晚于前一段的有效期至")
            return
        known.append((found.rate, place))
        self.labels[name, found.key] = found.label

    def rates(self) -> dict[str, dict[tuple[str, ...], Rate]]:
        """All that has been entered; days between two periods without a rate are a problem."""
        made = {
            name: {key: in_order([rate for rate, _ in entered]) for key, entered in table.items()}
            for name, table in self.entered.items()
        }
        for name, table in made.items():
            for key, rate in table.items():
                for first, last in gaps(rate):
                    message = f"{self.labels[name, key]} 在 {first} 至 {last} 没有标准"
                    place = self.entered[name][key][-1][1]
                    self._say("gap", message, place, self.rulebook.standards[name].name, "补上这一段，或把有效期连起来")
        return made

    def _say(self, code: str, message: str, place: Place, field: str | None, remedy: str | None = None) -> None:
        self.problems.append(Problem(code, message, place, field, remedy=remedy))

"""Standards: rates that the measure leaves to other documents, in files of their own, laid over a rulebook."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count, product
from pathlib import Path
from typing import Any, Literal, NamedTuple

from yzcomp import strict_yaml as yml
from yzcomp.frozen import FrozenDict
from yzcomp.household.fields import Date, YesNo
from yzcomp.money import grouped
from yzcomp.problems import Place, Problem, Refused, by_place, did_you_mean
from yzcomp.rulebook.files import digest, plain
from yzcomp.rulebook.load import validate
from yzcomp.rulebook.messages import place_of
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.nodes import MARKS, Node, Words
from yzcomp.rulebook.rate_table import Key, RateTable, key_text, overlapping
from yzcomp.rulebook.rates import Rate, gaps, in_order
from yzcomp.rulebook.standard_rows import RowReader
from yzcomp.rulebook.standard_rule import StandardRule
from yzcomp.textfiles import kind_at, read_text, shown_name


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

    rates: Mapping[str, RateTable] = FrozenDict()
    headers: tuple[StandardHeader, ...] = ()
    digests: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = ()
    places: tuple[str, ...] = ()

    def titled(self) -> Iterator[str]:
        """Each file by title and document, with where it lies and its digest."""
        for head, place, sha256 in zip(self.headers, self.places, self.digests, strict=True):
            mark = "" if head.official or "非官方" in head.title else "，非官方"
            yield f"标准：{head.title}（{head.document}{mark}），在 {place}，{sha256}"

    @property
    def unofficial(self) -> tuple[str, ...]:
        """What every output must say of standards that are not official."""
        titles = dict.fromkeys(header.title for header in self.headers if not header.official)
        return tuple(f"使用了“{title}”，不是正式标准，金额不能作为支付依据" for title in titles)

    def mark(self, names: Iterable[str]) -> str:
        """What a line must say that rests on some of these standards: nothing where all their rates are official."""
        wrong = {header.title for header in self.headers if not header.official}
        rates = (rate for name in names if wrong and name in self.rates for rate in self.rates[name].values())
        titles = dict.fromkeys(part.source for rate in rates for part in rate.periods() if part.source in wrong)
        return "；".join(f"按“{title}”计，不是正式标准" for title in titles)


def load_standards(sources: Iterable[str | Path], rulebook: Rulebook) -> Standards:
    """The standards of several files together; raises :class:`Refused` with every problem of all of them."""
    reader = _Reader(rulebook)
    for source in sources:
        reader.read(Path(source))
    rates = reader.rates()
    errors = [problem for problem in reader.problems if problem.level == "error"]
    if errors:
        raise Refused(by_place(errors))
    told = tuple(reader.headers), tuple(reader.digests), tuple(by_place(reader.problems)), tuple(reader.places)
    return Standards(FrozenDict(rates), *told)


class Entered(NamedTuple):
    """A rate, where it stands, and its place in the order of all rows."""

    rate: Rate
    place: Place
    number: int


class _Reader:
    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.problems: list[Problem] = []
        self.entered: dict[str, dict[Key, list[Entered]]] = {}
        self.headers: list[StandardHeader] = []
        self.digests: list[str] = []
        self.count = count()
        self.doubtful = set[int]()  # the rows of which it has been told that they contradict another
        self.places: list[str] = []

    def read(self, path: Path) -> None:
        try:
            if kind_at(path) == "workbook":
                from yzcomp.rulebook.standards_book import read_book

                self._add(*read_book(path, self.rulebook, self.problems), shown_name(path))
                return
            text = read_text(path, "standards")
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
            remedy = yml.slip_hint(text) or "用 yzcomp standards new 生成一个空的标准文件再填写"
            self.problems.append(Problem("wrong-type", "不是标准文件", Place(name, 1, 1), remedy=remedy))
            return
        self._add(data, digest({path.name: text}), name)

    def _add(self, data: dict[str, Any], sha256: str, name: str) -> None:
        """The rates of one file, and what it says of itself."""
        standards = validate(StandardsFile, data, self.problems)
        rates = data.get("rates")
        if isinstance(rates, dict):
            self._tables(rates, standards.standard.title if standards else "")
        if standards is not None:
            self.headers.append(standards.standard)
            self.digests.append(sha256)
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
                        table = self.entered.setdefault(name, {})
                        entered = Entered(found.rate, place, next(self.count))
                        table.setdefault(found.key, []).append(entered)

    def rates(self) -> dict[str, RateTable]:
        """All that has been entered; rows that contradict each other and days without a rate are problems."""
        made = {}
        for name, table in self.entered.items():
            rule = self.rulebook.standards[name]
            for one, other in overlapping(tuple(table)):
                self._compare(rule, table[one], table[other])
            rates = {key: self._in_order(rule, entered) for key, entered in table.items()}
            ranges = frozenset(i for i, key in enumerate(rule.key) if key.range is not None)
            made[name] = RateTable(rates, ranges)
        return made

    def _in_order(self, rule: StandardRule, entered: list[Entered]) -> Rate:
        """The rates of one key as one that changes with time."""
        for i, one in enumerate(entered):
            self._compare(rule, entered[:i], [one], same_key=True)
        rate = in_order([one.rate for one in entered])
        for first, last in gaps(rate):
            message = f"{rate.label} 在 {first} 至 {last} 没有标准"
            self._say("gap", message, entered[-1].place, rule.name, "补上这一段，或把有效期连起来")
        return rate

    def _compare(
        self, rule: StandardRule, ones: Sequence[Entered], others: Sequence[Entered], same_key: bool = False
    ) -> None:
        """A row must not contradict an earlier one that the same record could fit at the same time; one is enough."""
        for pair in product(ones, others):
            earlier, later = sorted(pair, key=lambda entered: entered.number)
            if later.number not in self.doubtful and earlier.rate.overlaps(later.rate):
                self._contradiction(rule, earlier, later, same_key)

    def _contradiction(self, rule: StandardRule, earlier: Entered, later: Entered, same_key: bool) -> None:
        one, other, before = earlier.rate, later.rate, len(self.problems)
        same = (one.value, one.unit) == (other.value, other.unit)
        if same_key and one.always and other.always:
            message = f"{other.label} 在 {earlier.place} 已经有标准"
            if key_text(one.label) == key_text(other.label) and one.label != other.label:
                message += f"（写作“{one.label}”，全角半角、大小写、空格不同算同一个）"
            self._say("duplicate-key", message, later.place, rule.name, "只保留一条", warning=same)
        elif same_key and not same:
            message = f"{other.label} 与 {earlier.place} 的有效期（{one.span()}）重叠"
            self._say("overlap", message, later.place, rule.name, "一段的有效期自应晚于前一段的有效期至")
        elif not same:
            told = [f"“{rate.label}”{grouped(rate.value)}{rate.unit}" for rate in (other, one)]
            message = f"{told[0]} 与 {earlier.place} 的{told[1]} 会同时符合同一条记录，数额不同"
            remedy = "把两条写到互不重合，没有写的项目是不分，范围两端都含在内"
            self._say("overlap", message, later.place, rule.name, remedy)
        if len(self.problems) > before:
            self.doubtful.add(later.number)

    def _say(
        self,
        code: str,
        message: str,
        place: Place,
        field: str | None,
        remedy: str | None = None,
        warning: bool = False,
    ) -> None:
        level: Literal["error", "warning"] = "warning" if warning else "error"
        self.problems.append(Problem(code, message, place, field, remedy=remedy, level=level))

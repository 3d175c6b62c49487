"""Boundary cases as a case file that a person reads, checks and confirms."""

from collections.abc import Iterator, Mapping, Sequence

from yzcomp.cases.boundaries import Boundary
from yzcomp.documents.household_file import quoted
from yzcomp.documents.template.example import Cells, Example
from yzcomp.household.catalogue import FactInfo
from yzcomp.rulebook.models import Rulebook

_HEAD = (
    "# 边界案例，由程序照“{title}”（{document}）写出，规则摘要 {digest}",
    "# 每个界限几个案例：差一点、正好、过一点。金额是程序算的，还没有人核对。",
    "# 照条文核对一个，就把它的 confirmed: no 改成 yes，或删去这一行；不对的，改成应有的金额，再看规则错在哪里。",
)
#: A case is known already when the same household under the same readings is expected the same of.
_Content = tuple[str, str, tuple[str, str, str]]


def boundary_file(rulebook: Rulebook, found: Sequence[Boundary], *, rules: str | None, standards: Sequence[str]) -> str:
    """The text of the file; ``rules`` and ``standards`` are paths as seen from where it will lie."""
    head = rulebook.rulebook
    lines = [line.format(title=head.title, document=head.document, digest=rulebook.digest) for line in _HEAD]
    lines.append("")
    if rules is not None:
        lines.append(f"rules: {quoted(rules)}")
    if standards:
        lines.append(f"standards: [{', '.join(quoted(path) for path in standards)}]")
    return "\n".join([*lines, "cases:", *_Writer(rulebook).cases(found)]) + "\n"


class _Writer:
    """Writes cases; no two of them have one name or say the same."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.names: set[str] = set()
        self.said: set[_Content] = set()

    def cases(self, found: Sequence[Boundary]) -> Iterator[str]:
        for boundary in found:
            comment = f"  # {self._owner(boundary)}：{' '.join(boundary.threshold.words.split())}"
            written = [line for index in range(len(boundary.sides)) for line in self._case(boundary, index)]
            if written:
                yield from (comment, *written)

    def _case(self, boundary: Boundary, index: int) -> list[str]:
        example, trial = boundary.households[index], boundary.trials[index]
        household = list(self._household(example))
        content = ("\n".join(household), str(boundary.readings), trial.expect)
        if content in self.said:
            return []
        self.said.add(content)
        word, value, how = trial.expect
        comment = f"   # {' '.join(how.split())}" if how else ""
        readings = ", ".join(f"{name}: {option}" for name, option in boundary.readings.items())
        return [
            f"  - name: {quoted(self._name(boundary, index))}",
            "    confirmed: no",
            *([f"    readings: {{{readings}}}"] if readings else []),
            "    household:",
            *household,
            "    expect:",
            f"      {quoted(word)}: {quoted(value)}{comment}",
            "",
        ]

    def _owner(self, boundary: Boundary) -> str:
        section, key = boundary.target
        if section == "items":
            return self.rulebook.items[key].name
        if section == "withholding":
            return "暂不拨付"
        part = self.rulebook.requirements[key] if section == "requirements" else self.rulebook.notices[key]
        return f"{part.article}的{'核对' if section == 'requirements' else '提示'}"

    def _name(self, boundary: Boundary, index: int) -> str:
        fact = boundary.threshold.fact
        assert fact is not None
        value = _cells(boundary.households[index], fact)[fact.key]
        unit = fact.unit or "" if fact.kind in ("number", "integer") else ""
        under = "".join(f"（读法 {name}={option}）" for name, option in boundary.readings.items())
        name = f"{self._owner(boundary)}：{fact.title}{value}{unit}，{boundary.sides[index]}{under}"
        same = sum(known == name or known.startswith(f"{name}（第") for known in self.names)
        name = f"{name}（第{same + 1}个）" if same else name
        self.names.add(name)
        return name

    def _household(self, example: Example) -> Iterator[str]:
        facts = self.rulebook.catalogue
        cells = {key: text for key, text in example.household.items() if key not in ("household_id", "head")}
        for key, text in _in_order(cells, facts.fields):
            yield f"      {quoted(facts.fields[key].title)}: {quoted(text)}"
        for scope, record in example.records.items():
            yield f"      {quoted(facts.records[scope].title)}:"
            fields = facts.records[scope].fields
            pairs = [f"{quoted(fields[key].title)}: {quoted(text)}" for key, text in _in_order(record, fields)]
            yield f"        - {{{', '.join(pairs)}}}"


def _cells(example: Example, fact: FactInfo) -> Cells:
    return example.household if fact.scope is None else example.records[fact.scope]


def _in_order(cells: Cells, fields: Mapping[str, FactInfo]) -> list[tuple[str, str]]:
    """Cells in the order in which people know them."""
    return [(key, cells[key]) for key in fields if key in cells]

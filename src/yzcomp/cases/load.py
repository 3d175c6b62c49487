"""Loading case files: strictly, every problem of all of them at once, each with file, line and column."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from yzcomp import strict_yaml as yml
from yzcomp.cases.expectations import read_expect
from yzcomp.cases.files import ENDINGS, files_below, is_case_file
from yzcomp.cases.models import Case, CaseFile, Expectation, Options
from yzcomp.cases.tree_reader import NodeReader
from yzcomp.engine.evaluator import choose_readings
from yzcomp.file_kinds import of_folder, refuse_other
from yzcomp.household.intake import Intake, read_node
from yzcomp.problems import Place, Problem, Refused, by_place
from yzcomp.rulebook.files import packaged_rules
from yzcomp.rulebook.load import load_rulebook
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.standards import load_standards
from yzcomp.textfiles import STDIN, is_file, is_folder, is_there, read_text, real_path, shown_name

_SHARED = {"readings": "readings", "读法": "readings", "standards": "standards", "标准": "standards"}
_FILE = _SHARED | {"cases": "cases", "案例": "cases", "rules": "rules", "规则": "rules"}
_CASE = _SHARED | {
    **dict.fromkeys(("name", "名称"), "name"),
    **dict.fromkeys(("household", "被征收户"), "household"),
    **dict.fromkeys(("expect", "预期"), "expect"),
    **dict.fromkeys(("confirmed", "已确认"), "confirmed"),
    **dict.fromkeys(("marks", "标记"), "marks"),
}


class _Shared(NamedTuple):
    """What a case is computed with."""

    readings: dict[str, str]
    standards: tuple[Path, ...]


def load_cases(
    sources: Iterable[str | Path],
    options: Options = Options(),  # noqa: B008
    loaded: dict[str | None, Rulebook] | None = None,
) -> list[CaseFile]:
    """The case files named, and those in the folders named; raises :class:`Refused` with every problem.

    ``loaded`` keeps the rulebooks from one call to the next, by what the files call them.
    """
    problems: list[Problem] = []
    found, rulebooks = [], {} if loaded is None else loaded
    paths = {str(real_path(path)): path for source in sources for path in _files(source, problems)}
    for path in paths.values():  # a file that is named twice, or named and in a folder that is, counts once
        try:
            found.append(_FileReader(path, options, rulebooks).read())
        except Refused as refused:
            problems += refused.problems
    if problems:
        raise Refused(by_place(problems))
    return found


def _files(source: str | Path, problems: list[Problem]) -> Sequence[str | Path]:
    path = Path(source)
    if str(source) == STDIN or not is_folder(path):
        return [source]
    try:
        found = [file for file in files_below(path) if is_case_file(file.name)]
    except Refused as refused:
        problems += refused.problems
        return []
    if not found:
        refuse_other(of_folder(path), "cases", Place(str(source)))
        wanted = "、".join(f"*{ending}" for ending in ENDINGS)
        problems.append(Problem("no-cases", f"文件夹里没有案例文件（{wanted}）", Place(str(source))))
    return found


class _FileReader:
    """Reads one file; the problems of all its parts are collected."""

    def __init__(self, path: str | Path, options: Options, rulebooks: dict[str | None, Rulebook]) -> None:
        self.path, self.options, self.rulebooks = path, options, rulebooks
        self.nodes = NodeReader(shown_name(path))
        self.rulebook: Rulebook
        self.names: dict[str, Place] = {}

    def read(self) -> CaseFile:
        text = read_text(self.path, "cases")
        tree, problems = yml.read_yaml(text, self.nodes.file)
        self.nodes.problems += problems
        cases = self._cases(tree, text) if tree is not None or not problems else ()
        if self.nodes.problems:
            raise Refused(self.nodes.problems)
        return CaseFile(self.nodes.file, self.rulebook, cases, tuple(text.splitlines()))

    def _cases(self, tree: yml.Node | None, text: str) -> tuple[Case, ...]:
        if not isinstance(tree, yml.Mapping) or not {word.strip() for word in tree.entries} & set(_FILE):
            remedy = yml.slip_hint(text) or "写成 cases: 下面每个案例一条，以“- ”开头"
            self.nodes.say("wrong-type", "不是案例文件", Place(self.nodes.file, 1, 1), None, remedy)
            return ()
        entries = self.nodes.entries(tree, _FILE, "案例文件")
        rules = self._rules(entries)
        if rules not in self.rulebooks:
            self.rulebooks[rules] = load_rulebook(rules)
        self.rulebook = self.rulebooks[rules]
        shared = self._shared(entries, _Shared(self._chosen(), self.options.standards))
        listing = entries.get("cases")
        if listing is None or not isinstance(listing[0], yml.Listing) or not listing[0].items:
            place = listing[1] if listing else self.nodes.place(tree)
            self.nodes.say("required", "应当是案例的列表，至少一条", place, "cases", "每个案例以“- ”开头")
            return ()
        found = [self._case(node, shared) for node in listing[0].items]
        return tuple(case for case in found if case is not None)

    def _chosen(self) -> dict[str, str]:
        """The readings of the command line, as far as this rulebook has them: they were checked there."""
        pairs = (option.partition("=")[::2] for option in self.options.readings)
        return {name.strip(): value.strip() for name, value in pairs}

    def _rules(self, entries: dict[str, tuple[yml.Node, Place]]) -> str | None:
        if self.options.rules is not None or "rules" not in entries:
            return self.options.rules
        written = self.nodes.text(entries["rules"][0], "rules")
        return written if not written or packaged_rules(written) else str(self._beside(written))

    def _beside(self, written: str) -> Path:
        """A path in a case file is meant from where that file is, else from the current folder."""
        near = Path(self.path).parent / written
        return near if is_there(near) else Path(written)

    def _shared(self, entries: dict[str, tuple[yml.Node, Place]], given: _Shared) -> _Shared:
        readings, standards = given
        if "readings" in entries:
            readings = readings | self._readings(entries["readings"][0])
        if "standards" in entries:
            standards = self._standards(entries["standards"][0])
        return _Shared(readings, standards)

    def _readings(self, node: yml.Node) -> dict[str, str]:
        if not isinstance(node, yml.Mapping):
            self.nodes.say("wrong-type", "应当是“名称: 选项”", self.nodes.place(node), "readings")
            return {}
        found = {}
        for name, child in node.entries.items():
            option = child.text if isinstance(child, yml.Scalar) else None
            try:
                choose_readings(self.rulebook, {name: option or ""})
                found[name] = option or ""
            except Refused as refused:
                place = Place(self.nodes.file, *node.keys[name])
                self.nodes.problems += [p._replace(place=place, field="readings") for p in refused.problems]
        return found

    def _standards(self, node: yml.Node) -> tuple[Path, ...]:
        found = []
        for written, place in self.nodes.texts(node, "standards", "标准文件的名称，或名称的列表"):
            path = self._beside(written)
            found.append(path)
            if not is_file(path):
                self.nodes.say(
                    "file-not-found", f"没有标准文件“{written}”", place, "standards", "从案例文件所在的文件夹写起"
                )
        if found and all(is_file(path) for path in found):
            try:
                load_standards(found, self.rulebook)
            except Refused as refused:
                self.nodes.problems += refused.problems
        return tuple(found)

    def _case(self, node: yml.Node, shared: _Shared) -> Case | None:
        entries = self.nodes.entries(node, _CASE, "案例")
        if not entries:
            return None
        shared = self._shared(entries, shared)
        parts = {key: entries.get(key, (None, None))[0] for key in ("name", "household", "expect")}
        for key, title in (
            ("name", "name（名称）"),
            ("household", "household（被征收户）"),
            ("expect", "expect（预期）"),
        ):
            if parts[key] is None:
                self.nodes.say("required", "每个案例都要写，没有写", self.nodes.place(node), title)
        name = self._name(parts["name"])
        expect = read_expect(parts["expect"], self.rulebook, self.nodes) if parts["expect"] is not None else ()
        household = self._household(parts["household"], expect)
        confirmed = self.nodes.yes_no(entries["confirmed"][0], "confirmed", True) if "confirmed" in entries else True
        marks = tuple(text for text, _ in self.nodes.texts(entries["marks"][0], "marks")) if "marks" in entries else ()
        if name is None or household is None or not expect:
            return None
        return Case(name, self.nodes.place(node), household, *shared, expect, confirmed, marks)

    def _name(self, node: yml.Node | None) -> str | None:
        name = self.nodes.text(node, "name") if node is not None else None
        if node is None or name is None:
            return None
        place = self.nodes.place(node)
        if name in self.names:
            message = f"名称“{name}”与第{self.names[name].line}行的案例重复"
            self.nodes.say("duplicate-name", message, place, "name", "换一个名称")
        self.names.setdefault(name, place)
        return name

    def _household(self, node: yml.Node | None, expect: tuple[Expectation, ...]) -> Intake | None:
        """The household of a case; what is wrong with it is the case's mistake unless a refusal is what it expects."""
        if node is None:
            return None
        if isinstance(node, yml.Mapping):
            _name_household(node, expect)
        intake = read_node(node, self.nodes.file, self.rulebook.catalogue)
        if not any(part.kind == "error" for part in expect):
            self.nodes.problems += intake.problems
        return intake


def _name_household(node: yml.Mapping, expect: tuple[Expectation, ...]) -> None:
    """A case needs no 户编号 and no 户主, which decide nothing, unless it is their absence that it is about."""
    for key, title in (("household_id", "户编号"), ("head", "户主")):
        about_it = any(part.kind == "error" and title in part.text for part in expect)
        if not about_it and key not in node.entries and title not in node.entries:
            node.entries[key] = yml.Scalar("案例", node.line, node.column)
            node.keys[key] = (node.line, node.column)

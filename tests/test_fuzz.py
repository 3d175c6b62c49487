"""Whatever stands in a file, it is read or refused in Chinese with its place: nothing else ever comes out."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.conftest import ROOT, Call
from tests.damage import KINDS, SPLINTERS, drawn
from tests.small_rulebooks import HEAD, ROUNDING
from yzcomp import Evaluator, Refused, load_rulebook, load_standards
from yzcomp.household.files import read_household_file, read_household_text
from yzcomp.problems import Problem

RULEBOOK = load_rulebook()
EVALUATOR = Evaluator(RULEBOOK, load_standards([ROOT / "examples/standards.yaml"], RULEBOOK))
HOUSEHOLDS = [
    path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "examples").iterdir())
    if path.suffix in (".yaml", ".json") and path.name != "standards.yaml"
]
RULES = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "rules/xianggui-2018").iterdir())]
STANDARDS = (ROOT / "examples/standards.yaml").read_text(encoding="utf-8")
INVENTED = "\n".join(
    path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests/rules/invented-county").iterdir())
)
#: Words that only a library's own English would bring into a message.
ENGLISH = re.compile(
    r"\b(input|should|valid|expected|found|must be|error|field required|type=|none is not|traceback)\b", re.I
)
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def mutants(draw: st.DrawFn, texts: list[str]) -> str:
    """A good file with a few lines or characters lost, doubled, swapped or replaced."""
    text = draw(st.sampled_from(texts))
    for _ in range(draw(st.integers(1, 4))):
        text = draw(st.sampled_from([_cut, _insert, _lose_a_line, _double_a_line, _swap_lines, _new_value]))(draw, text)
    return text


def _cut(draw: st.DrawFn, text: str) -> str:
    start = draw(st.integers(0, len(text)))
    return text[:start] + text[start + draw(st.integers(0, 12)) :]


def _insert(draw: st.DrawFn, text: str) -> str:
    at = draw(st.integers(0, len(text)))
    return text[:at] + draw(st.sampled_from(SPLINTERS) | st.text(max_size=5)) + text[at:]


def _lose_a_line(draw: st.DrawFn, text: str) -> str:
    lines = text.splitlines(keepends=True)
    at = draw(st.integers(0, max(len(lines) - 1, 0)))
    return "".join(lines[:at] + lines[at + 1 :])


def _double_a_line(draw: st.DrawFn, text: str) -> str:
    lines = text.splitlines(keepends=True)
    at = draw(st.integers(0, max(len(lines) - 1, 0)))
    return "".join(lines[: at + 1] + lines[at:])


def _swap_lines(draw: st.DrawFn, text: str) -> str:
    lines = text.splitlines(keepends=True) or [""]
    one, other = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
    lines[one], lines[other] = lines[other], lines[one]
    return "".join(lines)


def _new_value(draw: st.DrawFn, text: str) -> str:
    """Another value after one of the colons: the shape stays, so that validation is reached."""
    colons = [match.end() for match in re.finditer(r": ", text)]
    if not colons:
        return text
    start = draw(st.sampled_from(colons))
    end = min(i for i in (text.find(c, start) for c in ",}]\n") if i >= 0) if "\n" in text[start:] else len(text)
    return text[:start] + draw(st.sampled_from(SPLINTERS) | st.text(max_size=5)) + text[end:]


LISTED = set(re.findall(r"^\| `([a-z-]+)` \|", (ROOT / "docs/errors.md").read_text(encoding="utf-8"), re.M))


def readable(problems: tuple[Problem, ...] | list[Problem]) -> None:
    """Every problem is in Chinese, placed in the file and in the catalogue."""
    for problem in problems:
        assert problem.place.file.endswith(("f.yaml", "f.json")), problem
        assert re.search("[\u4e00-\u9fff]", problem.message), problem
        assert not ENGLISH.search(problem.message.replace(str(problem.value), "")), problem
        assert problem.code in LISTED, problem


def household_is_read_or_refused(text: str) -> None:
    """Through the intake and the rules, as ``yzcomp calc`` does it."""
    intake = read_household_text(text, "f.yaml", EVALUATOR.setting.facts)
    readable(intake.problems)
    if intake.facts is None:
        assert intake.problems
        return
    assessment = EVALUATOR.assess(intake.facts)
    found = [problem.at(intake.locate(problem.path)) for problem in EVALUATOR.problems(assessment, intake.bad)]
    readable(found)
    if not intake.problems and not found:
        assert EVALUATOR.statement(assessment).totals.payable >= 0


@pytest.mark.slow
@QUICK
@given(mutants(HOUSEHOLDS))
@example("")
@example("\ufeff")
@example("户主: \ud800")
@example('{"户主": "\\ud800"}')
@example('{"户主": "a"} {')
@example("房屋: " + "[" * 5000)
@example("户主: !!binary x\n")
@example("- " * 1000)
def test_a_mutated_household_is_read_or_refused(text: str) -> None:
    household_is_read_or_refused(text)


@pytest.mark.slow
@settings(QUICK, max_examples=100)
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    household_is_read_or_refused(text)


def from_bytes(content: bytes, read: Callable[[Path], object]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "f.yaml"
        path.write_bytes(content)
        try:
            read(path)
        except Refused as refused:
            assert refused.problems
            readable(refused.problems)


@settings(QUICK, max_examples=60)
@given(st.binary(max_size=120), st.sampled_from([b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"]))
def test_any_bytes_are_read_or_refused(content: bytes, mark: bytes) -> None:
    from_bytes(mark + content, read_household_file)


@pytest.mark.slow
@settings(QUICK, max_examples=60)
@given(mutants(HOUSEHOLDS), st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]), st.data())
def test_damaged_bytes_of_a_good_file_are_read_or_refused(text: str, encoding: str, data: st.DataObject) -> None:
    content = bytearray(text.encode(encoding, "replace"))
    if content:
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    from_bytes(bytes(content), read_household_file)


@pytest.mark.slow
@settings(QUICK, max_examples=100)
@given(mutants([HEAD + ROUNDING + INVENTED.replace("rulebook:", "x:", 1), INVENTED, "\n".join(RULES)]))
def test_a_mutated_rulebook_is_loaded_or_refused(text: str) -> None:
    """A rulebook that loads can also be put to work."""
    from_bytes(text.encode("utf-8", "replace"), lambda path: Evaluator(load_rulebook(path)))


@pytest.mark.slow
@settings(QUICK, max_examples=100)
@given(mutants([STANDARDS]))
def test_a_mutated_standards_file_is_loaded_or_refused(text: str) -> None:
    from_bytes(text.encode("utf-8", "replace"), lambda path: load_standards([path], RULEBOOK))


@pytest.mark.parametrize("text", HOUSEHOLDS)
def test_the_files_that_are_mutated_are_good(text: str) -> None:
    assert read_household_text(text, "f.yaml").problems == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_input_of_each_kind_is_computed_or_refused(
    call_cli: Call, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through the whole command; ``scripts/fuzz.py`` runs thousands of these, with limits."""
    for seed in range(6):
        trial, place = drawn(kind, Random(seed)), tmp_path / str(seed)
        for name, content in trial.files.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_bytes(content)
        monkeypatch.chdir(place)
        done = call_cli(*trial.arguments)
        assert done.returncode in (0, 1, 2), seed
        assert "程序内部错误" not in done.stderr, seed
        assert done.returncode != 2 or re.search("[\u4e00-\u9fff]", done.stderr), seed
        record = place / "out/run.json"
        if done.returncode != 2 and kind != "run.json" and record.exists():
            counts = json.loads(record.read_bytes())["counts"]
            assert counts["read"] == counts["computed"] + counts["rejected"] > 0, seed

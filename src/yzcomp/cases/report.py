"""The results of cases in words: each failure with its line of the file, expected, got, difference and formula."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from yzcomp.cases.results import Mismatch, Result
from yzcomp.output.grid import Column, grid

if TYPE_CHECKING:
    from rich.console import Console

_AMOUNTS = [
    Column("项目", 4),
    Column("应为（元）", 0, 13, True),
    Column("算得（元）", 0, 13, True),
    Column("差额（元）", 0, 13, True),
    Column("算式或原因", 6),
]


def failure_text(result: Result, console: "Console") -> str:
    """A failed case: where it stands, the lines that it was wrong about, and a table of the amounts."""
    case = result.case
    lines = [f"{'失败' if case.confirmed else '未确认，与规则现在算得的不同'}：{case.name}（{case.place}）"]
    lines += [f"  第{m.expectation.place.line}行：{result.file.line(m.expectation.place)}" for m in _by_line(result)]
    amounts = [m for m in result.mismatches if _is_amount(m)]
    if amounts:
        rows = [(m.expectation.title, m.expected, m.got, m.difference, m.formula) for m in amounts]
        lines.append(grid(_AMOUNTS, rows, console).plain)
    for m in result.mismatches:
        if not _is_amount(m):
            lines += [f"  应为：{m.expected}", f"  实际：{m.got}"]
    return "\n".join(lines)


def _is_amount(mismatch: Mismatch) -> bool:
    return mismatch.expectation.amount_like and not mismatch.refused


def _by_line(result: Result) -> list[Mismatch]:
    """One mismatch for each line of the file: several may stand on the same one."""
    return list({m.expectation.place.line: m for m in result.mismatches}.values())


def counts(results: Sequence[Result]) -> tuple[int, int, int]:
    """How many cases passed, failed, and have not been confirmed by a person, whatever they come to."""
    failed = sum(r.failed for r in results)
    unconfirmed = sum(not r.case.confirmed for r in results)
    return len(results) - failed - unconfirmed, failed, unconfirmed


def summary(results: Sequence[Result]) -> str:
    """``共 12 个案例：通过 10，失败 1，未确认 1。``"""
    passed, failed, unconfirmed = counts(results)
    outdated = sum(r.outdated for r in results)
    tail = f"，未确认 {unconfirmed}" if unconfirmed else ""
    tail += f"，其中 {outdated} 个与规则现在算得的不同" if outdated else ""
    return f"共 {len(results)} 个案例：通过 {passed}，失败 {failed}{tail}。"


def unconfirmed_text(result: Result) -> str:
    """What a test report says of a case that nobody has confirmed."""
    told = "；".join(map(str, result.mismatches))
    return f"未确认，与规则现在算得的不同：{told}" if told else "未确认：金额由程序算出，还没有人核对"


def junit_xml(results: Sequence[Result], console: "Console") -> str:
    """The results as JUnit XML; unconfirmed cases are skipped ones there."""
    root = ElementTree.Element("testsuites")
    by_file: dict[str, list[Result]] = {}
    for result in results:
        by_file.setdefault(result.file.name, []).append(result)
    for name, found in by_file.items():
        _, failed, unconfirmed = counts(found)
        numbers = {"tests": len(found), "failures": failed, "errors": 0, "skipped": unconfirmed}
        suite = ElementTree.SubElement(root, "testsuite", {"name": name, **{k: str(v) for k, v in numbers.items()}})
        for result in found:
            _junit_case(suite, result, console)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=False) + "\n"


def _junit_case(suite: ElementTree.Element, result: Result, console: "Console") -> None:
    place = result.case.place
    attributes = {"classname": result.file.name, "name": result.case.name, "line": str(place.line)}
    case = ElementTree.SubElement(suite, "testcase", attributes)
    if result.failed:
        message = "；".join(map(str, result.mismatches))
        ElementTree.SubElement(case, "failure", {"message": message}).text = failure_text(result, console)
    elif not result.case.confirmed:
        ElementTree.SubElement(case, "skipped", {"message": unconfirmed_text(result)})

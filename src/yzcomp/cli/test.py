"""``yzcomp test``: runs case files, and says how well they prove the rules."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from yzcomp.cases.coverage import common_rulebook, coverage_text, measure
from yzcomp.cases.files import passed_over
from yzcomp.cases.load import load_cases
from yzcomp.cases.models import Case, CaseFile, Options
from yzcomp.cases.report import counts, failure_text, junit, summary
from yzcomp.cases.results import Result
from yzcomp.cases.run import chosen, proving, run_cases
from yzcomp.cli.common import ATTENTION, DONE, FAILED, build_evaluator, print_problems, say_other_rules
from yzcomp.cli.console import say_error, stdout_console
from yzcomp.output.files import refuse_name, write_new
from yzcomp.problems import Problem, Refused
from yzcomp.rulebook.models import Rulebook


class Request(NamedTuple):
    """What ``yzcomp test`` was asked for."""

    sources: Sequence[str]
    word: str | None = None
    junit: Path | None = None
    coverage: bool = False
    mutate: bool = False
    equivalent: Path | None = None
    rules: str | None = None
    standards: Sequence[Path] = ()
    readings: Sequence[str] = ()


def run(request: Request) -> int:
    """Runs the cases and prints what failed, or how well they prove the rules; returns the exit code."""
    try:
        if request.junit is not None:
            refuse_name(request.junit, "JUnit 结果", ".xml")
        files = _load(request)
        results = run_cases(files, request.word)
        skipped = list(passed_over(request.sources))
        if request.junit is not None:
            write_new(request.junit, _document(results), force=True)
    except Refused as refused:
        print_problems([*refused.problems, *passed_over(request.sources)])
        return FAILED
    print_problems(skipped)
    say_other_rules(*(file.rulebook for file in files))
    code = max(_report(results), ATTENTION if skipped else DONE)
    return max(code, _prove(request, files, results)) if request.coverage or request.mutate else code


def _prove(request: Request, files: Sequence[CaseFile], results: Sequence[Result]) -> int:
    """How well the cases prove their rulebook."""
    rulebook = common_rulebook(files)
    if rulebook is None:
        message = "这些案例不是同一套规则的"
        print_problems([Problem("several-rulebooks", message, remedy="一次只给一套规则的案例，或用 --rules 指定")])
        return FAILED
    cases, code = proving(files, request.word), DONE
    if len(cases) < len(results):
        say_error(f"未确认的 {len(results) - len(cases)} 个案例不计在下面。")
    if request.coverage:
        found = measure(rulebook, cases)
        print(f"\n{coverage_text(found)}")
        code = ATTENTION if found.missing else DONE
    if request.mutate and counts(results)[1]:
        say_error("有案例失败，没有逐处改动规则：先让案例全部通过。")
        return ATTENTION
    return max(code, _mutate(request, rulebook, cases)) if request.mutate else code


def _mutate(request: Request, rulebook: Rulebook, cases: Sequence[Case]) -> int:
    """The mutants that no case notices, but for those that are listed as making no difference."""
    from yzcomp.cases.equivalent import beside, load_equivalents, not_surviving
    from yzcomp.cases.mutants import mutants
    from yzcomp.cases.mutate import Job, mutate, mutation_text

    try:
        lists = [request.equivalent] if request.equivalent else beside(request.sources)
        listed = load_equivalents(lists, mutants(rulebook))
    except Refused as refused:
        print_problems(refused.problems)
        return FAILED
    found = mutate(Job(tuple(request.sources), _options(request), request.word), rulebook, cases)
    names = [mutant.name for mutant in found.survivors]
    strays = not_surviving(listed, names)
    print(f"\n{mutation_text(found, listed, strays)}")
    return ATTENTION if strays or set(names) - set(listed) else DONE


def _options(request: Request) -> Options:
    return Options(request.rules, tuple(request.standards), tuple(request.readings))


def _load(request: Request) -> list[CaseFile]:
    """The case files that were named; raises :class:`Refused`."""
    if request.rules is not None or request.standards or request.readings:
        build_evaluator(request.rules, request.standards, request.readings)
    files = [file for file in load_cases(request.sources, _options(request)) if chosen(file, request.word)]
    if not files:
        raise Refused([Problem("no-cases", f"没有名称含“{request.word}”的案例", field="-k", remedy="换一个词")])
    return files


def _document(results: Sequence[Result]) -> str:
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + junit(results, stdout_console())


def _report(results: Sequence[Result]) -> int:
    """Prints the failures and the sums."""
    console = stdout_console()
    for result in results:
        if not result.passed:
            print(failure_text(result, console), end="\n\n")
    print(summary(results))
    _, failed, unconfirmed = counts(results)
    if unconfirmed:
        print("未确认的案例：金额由程序算出，还没有人核对。核对后把 confirmed: no 改成 yes，或删去这一行。")
    return ATTENTION if failed or unconfirmed else DONE

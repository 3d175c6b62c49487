"""``yzcomp test``: runs case files, and says how well they prove the rules."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from yzcomp.cases.coverage import common_rulebook, coverage_text, measure
from yzcomp.cases.files import passed_over
from yzcomp.cases.load import load_cases
from yzcomp.cases.models import Case, CaseFile, Options
from yzcomp.cases.mutants import beside, load_equivalents, mutants, not_surviving
from yzcomp.cases.mutate import Job, mutation_text
from yzcomp.cases.mutate import mutate as try_mutants
from yzcomp.cases.report import counts, failure_text, junit_xml, summary
from yzcomp.cases.results import Result
from yzcomp.cases.run import chosen, proving, run_cases
from yzcomp.cli.common import ATTENTION, DONE, build_evaluator, print_problems, say_other_rules
from yzcomp.cli.console import say_error, stdout_console
from yzcomp.cli.options import Limits, Readings, Rules, StandardsFiles
from yzcomp.output.files import refuse_name, write_new
from yzcomp.problems import Problem, Refused
from yzcomp.rulebook.models import Rulebook


def test(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="案例",
            help="案例文件，或装着它们（*.cases.yaml）的文件夹；- 为标准输入。",
        ),
    ],
    word: Annotated[str | None, typer.Option("-k", metavar="词", help="只运行名称里有这个词的案例。")] = None,
    junit: Annotated[
        Path | None,
        typer.Option("--junit", metavar="文件", help="把结果写成 JUnit XML，每次覆盖。"),
    ] = None,
    coverage: Annotated[bool, typer.Option("--coverage", help="说明案例用到了规则的哪些部分，还缺什么。")] = False,
    mutate: Annotated[bool, typer.Option("--mutate", help="逐处改动规则，列出没有案例发现的改动。")] = False,
    equivalent: Annotated[
        Path | None,
        typer.Option(
            "--equivalent",
            metavar="文件",
            help="不影响结果的改动和理由，与 --mutate 同用；不写则用案例文件夹里的 equivalent.yaml。",
        ),
    ] = None,
    rules: Rules = None,
    standards: StandardsFiles = None,
    reading: Readings = None,
    limit: Limits = None,
) -> int:
    """Runs the cases and prints what failed, or how well they prove the rules; returns the exit code."""
    job = Job(tuple(sources), Options(rules, tuple(standards or ()), tuple(reading or ())), word)
    try:
        if junit is not None:
            refuse_name(junit, "JUnit 结果", ".xml")
        files = _load(job)
        results = run_cases(files, word)
        skipped = list(passed_over(sources))
        if junit is not None:
            write_new(junit, _document(results), force=True)
    except Refused as refused:
        raise Refused([*refused.problems, *passed_over(sources)]) from None
    print_problems(skipped)
    say_other_rules(*(file.rulebook for file in files))
    code = max(_report(results), ATTENTION if skipped else DONE)
    if not coverage and not mutate:
        return code
    rulebook = common_rulebook(files)
    if rulebook is None:
        message = "这些案例不是同一套规则的"
        raise Refused([Problem("several-rulebooks", message, remedy="一次只给一套规则的案例，或用 --rules 指定")])
    cases = proving(files, word)
    if len(cases) < len(results):
        say_error(f"未确认的 {len(results) - len(cases)} 个案例不计在下面。")
    if coverage:
        measured = measure(rulebook, cases)
        print(f"\n{coverage_text(measured)}")
        code = max(code, ATTENTION if measured.missing else DONE)
    if mutate and counts(results)[1]:
        say_error("有案例失败，没有逐处改动规则：先让案例全部通过。")
        return max(code, ATTENTION)
    return max(code, _mutate(job, equivalent, rulebook, cases)) if mutate else code


def _mutate(job: Job, equivalent: Path | None, rulebook: Rulebook, cases: Sequence[Case]) -> int:
    """The mutants that no case notices, but for those that are listed as making no difference."""
    lists = [equivalent] if equivalent else beside(job.sources)
    listed = load_equivalents(lists, mutants(rulebook))
    found = try_mutants(job, rulebook, cases)
    names = [mutant.name for mutant in found.survivors]
    strays = not_surviving(listed, names)
    print(f"\n{mutation_text(found, listed, strays)}")
    return ATTENTION if strays or set(names) - set(listed) else DONE


def _load(job: Job) -> list[CaseFile]:
    """The case files that were named; raises :class:`Refused`."""
    rules, standards, readings = job.options
    if rules is not None or standards or readings:
        build_evaluator(rules, standards, readings)
    files = [file for file in load_cases(job.sources, job.options) if chosen(file, job.word)]
    if not files:
        raise Refused([Problem("no-cases", f"没有名称含“{job.word}”的案例", field="-k", remedy="换一个词")])
    return files


def _document(results: Sequence[Result]) -> str:
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + junit_xml(results, stdout_console())


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

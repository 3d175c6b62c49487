"""What commands share: building the evaluator from options, and printing problems in one spot."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from yzcomp.cli.console import say_error, stderr_console, stdout_console
from yzcomp.engine.evaluator import Evaluator, choose_readings
from yzcomp.forms import BadForm, clean, read_number
from yzcomp.household.fields import Form
from yzcomp.limits import limit
from yzcomp.problems import Problem, Refused
from yzcomp.rulebook.load import load_rulebook
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.standards import Standards, load_standards

if TYPE_CHECKING:
    from yzcomp.audit.recorded import Recorded
    from yzcomp.audit.result import Audit
    from yzcomp.batch.subject import Subject
    from yzcomp.tables.replacing import Replaced
    from yzcomp.tables.unseen import FileNotes

DONE, ATTENTION, FAILED = 0, 1, 2
_NAMED = 10


def build_evaluator(rules: str | None, standards: Sequence[Path], readings: Sequence[str]) -> Evaluator:
    """The evaluator that the common options ask for; raises :class:`Refused` with the problems of all of them."""
    rulebook = load_rulebook(rules)
    problems: list[Problem] = []
    rates, chosen = Standards(), {}
    try:
        rates = load_standards(standards, rulebook)
        print_problems(rates.warnings)
    except Refused as refused:
        problems += refused.problems
    try:
        chosen = chosen_readings(readings, rulebook)
    except Refused as refused:
        problems += refused.problems
    if problems:
        raise Refused(problems)
    return Evaluator(rulebook, rates, chosen)


def subject_evaluator(subject: "Subject") -> Evaluator:
    """The evaluator for what a command works on; what a finished batch was made from and has changed is named."""
    evaluator = build_evaluator(subject.rules, subject.standards, subject.readings)
    for concern in subject.concerns(evaluator):
        say_error(f"警告：{concern}。")
    return evaluator


def say_other_rules(*rulebooks: Rulebook) -> None:
    """Names the rules that aren't the built-in ones, and where they lie, on standard error."""
    from yzcomp.rulebook.origin import not_built_in, titled

    for line in dict.fromkeys(titled(rulebook, where=True) for rulebook in rulebooks if not_built_in(rulebook)):
        say_error(f"规则：{line}。")


def chosen_readings(options: Sequence[str], rulebook: Rulebook) -> dict[str, str]:
    """The readings that ``--reading NAME=OPTION`` options choose; raises :class:`Refused`."""
    chosen: dict[str, str] = {}
    problems: list[Problem] = []
    for option in options:
        name, equals, value = (part.strip() for part in option.partition("="))
        if not equals:
            message = f"“{option}”应当写成 名称=选项"
            problems.append(Problem("reading-form", message, field="--reading", remedy="如 --reading rounding=yuan"))
        elif chosen.setdefault(name, value) != value:
            problems.append(Problem("duplicate-key", f"读法“{name}”选了两次", field="--reading", remedy="只选一次"))
    try:
        choose_readings(rulebook, chosen)
    except Refused as refused:
        problems += refused.problems
    if problems:
        raise Refused(problems)
    return chosen


def read_yuan(text: str, option: str) -> Decimal:
    """An amount of yuan that an option gives; raises :class:`Refused`."""
    try:
        amount = read_number(clean(text).removesuffix("元"))
    except BadForm as bad:
        raise Refused([Problem(bad.code, bad.message, field=option, remedy="写元数，如 0.5")]) from None
    if amount < 0:
        raise Refused([Problem("out-of-range", f"“{text}”小于0", field=option, remedy="写元数，如 0.5")])
    return amount


def read_day(text: str, option: str) -> date:
    """A day that an option gives; raises :class:`Refused`."""
    try:
        day = Form("date").read(text)
    except BadForm as bad:
        raise Refused([Problem(bad.code, bad.message, field=option, remedy="写年月日，如 2020-06-30")]) from None
    assert isinstance(day, date)
    return day


class Cause(NamedTuple):
    """Something that needs a person: what it is, how often it occurs, in what it is counted, and where it is told."""

    name: str
    number: int
    unit: str
    where: str

    def __str__(self) -> str:
        return f"{self.name} {self.number} {self.unit}" if self.unit else self.name


def attention(*causes: Cause) -> int:
    """The exit code of what is done; where something needs a person, the last line on the screen counts it."""
    found = [cause for cause in causes if cause.number]
    if not found:
        return DONE
    if sys.stdout is not None:
        sys.stdout.flush()
    where = "、".join(dict.fromkeys(cause.where for cause in found))
    say_error(f"需要处理：{'，'.join(map(str, found))}（见{where}）")
    return ATTENTION


def tell_of(files: "FileNotes | Audit | Recorded", to_program: bool = False) -> Cause:
    """Says what was converted in the files, what asks to be looked at, and what was passed over, which is a part of the
    result for people; returns why that needs a person."""
    print_problems(files.warnings)
    for question in files.questions:
        say_error(f"须核对：{question}")
    from rich.text import Text

    from yzcomp.output.grid import wrapped

    console = stderr_console() if to_program else stdout_console()
    for line in (*(f"略过：{passed}" for passed in files.passed_over), *_replaced(getattr(files, "replaced", ()))):
        console.print(wrapped(Text(line), console.width))
    return Cause("文件本身须核对", len(files.questions), "处", "上面的“须核对”")


def _replaced(replaced: "Sequence[Replaced]") -> Iterator[str]:
    """How many corrected households each file has brought, and which of them have another number now."""
    for file in dict.fromkeys(one.file for one in replaced):
        own = [one for one in replaced if one.file == file]
        others = [
            f"{one.was or '（空）'} 改为 {one.household_id or '（空）'}" for one in own if one.was != one.household_id
        ]
        more = "等" if len(others) > _NAMED else ""
        renamed = f"；户编号改了 {len(others)} 处：{'，'.join(others[:_NAMED])}{more}" if others else ""
        yield f"换上：{file} 的 {len(own)} 户{renamed}"


def print_problems(problems: Iterable[Problem]) -> None:
    """Every problem on a line of its own, on standard error, and how many there are."""
    found, most = list(problems), limit("errors")
    for problem in found[:most]:
        say_error(f"{'警告' if problem.level == 'warning' else '错误'}：{problem}")
    if len(found) > most:
        say_error(f"……另有 {len(found) - most} 处没有显示，加 --limit errors=更大的数 可以看到。")
    if len(found) > 1:
        say_error(f"共 {len(found)} 处问题。")

"""``yzcomp new``: a household's file, asked for question by question."""

import errno
import sys
from pathlib import Path

from yzcomp.cli.common import ATTENTION, DONE, FAILED, build_evaluator, print_problems
from yzcomp.cli.console import say_error
from yzcomp.documents.household_file import household_yaml
from yzcomp.engine.evaluator import Evaluator
from yzcomp.household.files import read_household_text
from yzcomp.interview import Dialogue, EndOfAnswers, ask_household
from yzcomp.output.files import refuse_existing, unwritable, write_new
from yzcomp.problems import Place, Problem, Refused
from yzcomp.textfiles import UnknownEncoding, decode

_GREETING = (
    "逐项填写一户的情况。直接回车：方括号里有缺省值的取缺省值，其他选填项表示不填。",
    "按 Ctrl-C 退出，什么也不写。",
    "",
)


def run(output: Path, rules: str | None, force: bool) -> int:
    """Asks for a household on standard error and writes its file; returns the exit code."""
    dialogue = Dialogue(_say, _hear)
    try:
        evaluator = build_evaluator(rules, (), ())
        _refuse_output(output, force)
        return _interview(dialogue, evaluator, output, force)
    except Refused as refused:
        print_problems(refused.problems)
    except EndOfAnswers:
        say_error(f"\n错误：标准输入在第{dialogue.asked}个问题处结束，没有答完，什么也没有写。")
    return FAILED


def _interview(dialogue: Dialogue, evaluator: Evaluator, output: Path, force: bool) -> int:
    for line in _GREETING:
        dialogue.tell(line)
    head = evaluator.rulebook.rulebook
    answers = ask_household(dialogue, evaluator.rulebook)
    facts = evaluator.setting.facts
    text = household_yaml(answers.household, answers.records, facts, title=head.title, document=head.document)
    problems = _problems(text, output, evaluator)
    if problems:
        dialogue.tell()
        print_problems(problems)
        if not dialogue.ask_yes_no("照样保存吗"):
            say_error("没有保存。")
            return FAILED
    write_new(output, text, force)
    say_error(f"已写出：{output}。用 yzcomp calc {output} 计算。")
    return ATTENTION if problems else DONE


def _problems(text: str, output: Path, evaluator: Evaluator) -> list[Problem]:
    """What ``yzcomp calc`` would say of the file: it is read back just as it will be written."""
    intake = read_household_text(text, str(output), evaluator.setting.facts)
    if intake.facts is None:
        return intake.problems
    found = evaluator.problems(evaluator.assess(intake.facts), intake.bad)
    return [*intake.problems, *(problem.at(intake.locate(problem.path)) for problem in found)]


def _refuse_output(output: Path, force: bool) -> None:
    """Before the first question rather than after the last: what could not be written at the end."""
    if output.suffix.lower() not in (".yaml", ".yml"):
        remedy = "文件名以 .yaml 结尾"
        raise Refused([Problem("file-name", "一户的文件是 YAML 文件", Place(str(output)), remedy=remedy)])
    if not output.parent.is_dir():
        raise Refused([unwritable(output, FileNotFoundError(errno.ENOENT, ""))])
    refuse_existing(output, force)


def _say(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


def _hear() -> str | None:
    """A line of standard input; a pipe's answers are not shown, so the line is ended for them."""
    line = sys.stdin.buffer.readline() if sys.stdin is not None else b""
    if not line:
        return None
    if not sys.stdin.isatty():
        _say("\n")
    try:
        return decode(line)[0]
    except UnknownEncoding:
        problem = Problem("encoding", "回答的编码不是 UTF-8，也不是 GB18030", Place("标准输入"), remedy="改用 UTF-8")
        raise Refused([problem]) from None

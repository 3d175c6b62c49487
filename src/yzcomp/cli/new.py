"""``yzcomp new``: a household's file, asked for question by question."""

import errno
import sys
from pathlib import Path

from yzcomp.cli.common import ATTENTION, DONE, FAILED, build_evaluator, print_problems
from yzcomp.cli.console import say_error
from yzcomp.cli.options import Force, NoProject, OutputFile, Rules, StandardsFiles
from yzcomp.documents.household_file import household_yaml
from yzcomp.engine.evaluator import Evaluator
from yzcomp.household.files import read_household_text
from yzcomp.interview import Answers, Dialogue, Draft, EndOfAnswers, Interview, yes_no
from yzcomp.output.files import refuse_existing, refuse_unwritable, unwritable, write_new
from yzcomp.problems import Place, Problem, Refused
from yzcomp.textfiles import UnknownEncoding, decode, is_there

_GREETING = (
    "逐项填写一户的情况。直接回车：方括号里有缺省值的取缺省值，其他选填项表示不填。",
    "填 < 回到上一个问题；填 ? 列出已经填的，可以修改；数可以带单位，如 4人、120㎡。",
    "随时可以按 Ctrl-C 离开：已经填的留在 {draft}，再用同样的命令接着填。",
    "",
)


def new(
    output: OutputFile,
    rules: Rules = None,
    standards: StandardsFiles = None,
    force: Force = False,
    no_project: NoProject = False,
) -> int:
    """Asks for a household on standard error and writes its file; returns the exit code."""
    dialogue = Dialogue(_say, _hear)
    evaluator = build_evaluator(rules, standards or (), ())
    _refuse_output(output, force)
    asked = _New(dialogue, evaluator, output, force)
    refuse_unwritable(asked.draft.path)
    try:
        return asked.run()
    except EndOfAnswers:
        say_error(f"\n错误：标准输入在第{dialogue.asked}个问题处结束，没有答完，没有写 {output}。")
    return FAILED


class _New:
    """One household, asked for and written."""

    def __init__(self, dialogue: Dialogue, evaluator: Evaluator, output: Path, force: bool) -> None:
        self.dialogue, self.evaluator, self.output, self.force = dialogue, evaluator, output, force
        self.draft = Draft(output, evaluator.rulebook)

    def run(self) -> int:
        for line in _GREETING:
            self.dialogue.tell(line.format(draft=self.draft.path))
        setting, given = self.evaluator.setting, self._given()
        interview = Interview(self.dialogue, setting.rulebook, setting.standards, given, self.draft.save)
        try:
            return self._finish(interview)
        except (EndOfAnswers, KeyboardInterrupt):
            if is_there(self.draft.path):
                say_error(f"\n已经填的留在 {self.draft.path}，再用同样的命令接着填。")
            raise

    def _given(self) -> dict[tuple[str | int, ...], object]:
        """What was answered before an interruption, if that is to be gone on with."""
        if not is_there(self.draft.path):
            return {}
        given = self.draft.load()
        return given if self.dialogue.ask(yes_no(f"上次没有答完（已填 {len(given)} 项），接着填吗", True)) else {}

    def _finish(self, interview: Interview) -> int:
        """Shows what was answered and what is wrong with it until there is nothing more to change; writes it."""
        while True:
            answers = interview.ask()
            self.dialogue.tell()
            interview.show()
            text = self._text(answers)
            problems = self._problems(text)
            print_problems(problems)
            how = "照样保存吗（是/否）[否]：" if problems else "没有要改的直接回车，就保存："
            answer = self._last(f"要改哪一项，填编号；{how}", bool(problems))
            if answer in ("", "是", "否") and (problems or not answer):
                break
            interview.change(answer)
        if problems and answer != "是":
            say_error(f"没有保存。已经填的留在 {self.draft.path}，再用同样的命令接着填。")
            return FAILED
        write_new(self.output, text, self.force)
        self.draft.remove()
        say_error(f"已写出：{self.output}。用 yzcomp calc {self.output} 计算。")
        return ATTENTION if problems else DONE

    def _last(self, prompt: str, needed: bool) -> str:
        """The answer to the last question, which may be left out where nothing is wrong."""
        try:
            return self.dialogue.hear(prompt)
        except EndOfAnswers:
            if needed:
                raise
            return ""

    def _text(self, answers: Answers) -> str:
        head, facts = self.evaluator.rulebook.rulebook, self.evaluator.setting.facts
        return household_yaml(answers.household, answers.records, facts, title=head.title, document=head.document)

    def _problems(self, text: str) -> list[Problem]:
        """What ``yzcomp calc`` would say of the file: it is read back just as it will be written."""
        intake = read_household_text(text, str(self.output), self.evaluator.setting.facts)
        if intake.facts is None:
            return intake.problems
        found = self.evaluator.problems(self.evaluator.assess(intake.facts), intake.bad)
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

"""One question and its answer: shown in Chinese, read by the field's own form, asked again while it can't be read."""

from collections.abc import Callable
from typing import Any, NamedTuple

from yzcomp.forms import BadForm, clean, narrow
from yzcomp.household.fields import Form

_YES_NO = Form("yes_no")


class EndOfAnswers(Exception):
    """The answers ended before the questions did."""


class Question(NamedTuple):
    """What is asked: a field's title, form and note; ``default`` is the value of a blank answer, shown as ``shown``."""

    title: str
    form: Form
    required: bool = False
    default: Any = None
    shown: str | None = None
    note: str | None = None


class Dialogue:
    """Asks through ``say`` (a text without line end, at once on the screen) and hears through ``hear`` (a line, or
    ``None`` at the end of the answers)."""

    def __init__(self, say: Callable[[str], None], hear: Callable[[], str | None]) -> None:
        self._say, self._hear = say, hear
        self.asked = 0

    def tell(self, text: str = "") -> None:
        """A line of its own."""
        self._say(f"{text}\n")

    def ask(self, question: Question) -> Any:
        """The value of the answer; ``None`` where an optional one is left blank. Raises :class:`EndOfAnswers`."""
        self.asked += 1
        self._choices(question)
        while True:
            self._say(_prompt(question))
            answer = self._answer()
            if not answer and not question.required:
                return question.default
            try:
                if not answer:
                    raise BadForm("required", "必填")
                return question.form.read(_chosen(answer, question.form))
            except BadForm as bad:
                self.tell(f"  {bad.message}。{bad.remedy}" if bad.remedy else f"  {bad.message}")

    def ask_yes_no(self, title: str, default: bool = False) -> bool:
        """是 or 否; a blank answer is the default."""
        return bool(self.ask(Question(title, _YES_NO, default=default, shown="是" if default else "否")))

    def _choices(self, question: Question) -> None:
        if question.form.choices:
            labels = [f"{number} {label}" for number, (_, label) in enumerate(question.form.choices, 1)]
            self.tell(f"{question.title}：{'　'.join(labels)}")

    def _answer(self) -> str:
        answer = self._hear()
        if answer is None:
            raise EndOfAnswers
        return clean(answer)


def _prompt(question: Question) -> str:
    """``过渡月数（个月；分散迁建安置必填）：``"""
    form = question.form
    hints = [form.unit, "必填" if question.required else None, question.note, _HINTS.get(form.kind)]
    inside = "；".join(hint for hint in hints if hint)
    shown = f"[{question.shown}]" if question.shown else ""
    return f"{question.title}{f'（{inside}）' if inside else ''}{shown}："


_HINTS = {
    "yes_no": "是/否",
    "choice": "填编号或名称",
    "date": "如 2019-03-01",
    "percent": "如 80%",
    "id_number": "18位",
}


def _chosen(answer: str, form: Form) -> str:
    """The choice that a number means; any other answer as it is."""
    digits = narrow(answer)
    if form.choices and digits.isascii() and digits.isdigit():
        if not 1 <= int(digits) <= len(form.choices):
            raise BadForm("not-a-choice", f"没有编号{digits}", f"填1至{len(form.choices)}")
        return form.choices[int(digits) - 1][0]
    return answer

"""One question and its answer: shown in Chinese, read as a cell of a table is, asked again while it can't be read."""

from collections.abc import Callable
from typing import Any, NamedTuple

from yzcomp.forms import BadForm, clean, narrow
from yzcomp.household.fields import Form
from yzcomp.rulebook.rate_table import key_text
from yzcomp.tables.cells import raw_value

YES_NO = Form("yes_no")
_BACK, _LIST = ("<", "上一步"), ("?", "清单")


class EndOfAnswers(Exception):
    """The answers ended before the questions did."""


class Back(Exception):
    """The question before is to be asked again."""


class Listing(Exception):
    """What was answered is to be listed, and may be changed."""


class Question(NamedTuple):
    """What is asked: a field's title, form and note; ``default`` is the value of a blank answer, shown as ``shown``.

    ``words`` are answers to choose from; any other is taken too, with ``otherwise`` told of it.
    """

    title: str
    form: Form
    required: bool = False
    default: Any = None
    shown: str | None = None
    note: str | None = None
    words: tuple[str, ...] = ()
    otherwise: str = ""


def yes_no(title: str, default: bool = False) -> Question:
    """A question to be answered by 是 or 否; a blank answer is the default."""
    return Question(title, YES_NO, default=default, shown="是" if default else "否")


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
        """The value of the answer; ``None`` where an optional one is left blank.

        Raises :class:`EndOfAnswers`, and :class:`Back` or :class:`Listing` where that is asked for.
        """
        self.asked += 1
        self._choices(question)
        while True:
            answer = self.hear(_prompt(question))
            if narrow(answer) in _BACK:
                raise Back
            if narrow(answer) in _LIST:
                raise Listing
            if not answer and not question.required:
                return question.default
            try:
                return self._read(answer, question)
            except BadForm as bad:
                self.tell(f"  {bad.message}。{bad.remedy}" if bad.remedy else f"  {bad.message}")

    def hear(self, prompt: str) -> str:
        """The next answer as it was written; raises :class:`EndOfAnswers`."""
        self._say(prompt)
        answer = self._hear()
        if answer is None:
            raise EndOfAnswers
        return clean(answer)

    def _read(self, answer: str, question: Question) -> Any:
        if not answer:
            raise BadForm("required", "必填")
        labels = question.words or tuple(label for _, label in question.form.choices)
        chosen = _chosen(answer, labels)
        word = next((word for word in question.words if key_text(word) == key_text(chosen)), None)
        value = question.form.read(raw_value(word or chosen, question.form))
        if question.words and word is None:
            self.tell(f"  {question.otherwise}")
        return value

    def _choices(self, question: Question) -> None:
        labels = question.words or [label for _, label in question.form.choices]
        if labels:
            numbered = [f"{number} {label}" for number, label in enumerate(labels, 1)]
            self.tell(f"{question.title}：{'　'.join(numbered)}")


def _prompt(question: Question) -> str:
    """``过渡月数（个月；分散迁建安置必填）：``"""
    form = question.form
    how = "填编号或名称" if question.words else _HINTS.get(form.kind)
    hints = [form.unit, "必填" if question.required else None, question.note, how]
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


def _chosen(answer: str, labels: tuple[str, ...]) -> str:
    """The label that a number means; any other answer as it is."""
    digits = narrow(answer)
    if labels and digits.isascii() and digits.isdigit():
        if not 1 <= int(digits) <= len(labels):
            raise BadForm("not-a-choice", f"没有编号{digits}", f"填1至{len(labels)}")
        return labels[int(digits) - 1]
    return answer

"""The marks in the text of a file of Word's, brought together: Word scatters them over its tags as it is edited."""

import re
from typing import NamedTuple
from xml.sax.saxutils import unescape

from yzcomp.output.template_marks import Checker, Fields, Mark, marks
from yzcomp.problems import Place, Problem, Refused

_TAG = re.compile(r"(<[^>]*>)")
_NAME = re.compile(r"</?([\w:]+)")


def gathered(text: str, name: str, fields: Fields) -> str:
    """The text with each mark in one piece; raises :class:`Refused` with every mark that can't be, at its paragraph."""
    paper = _Paper(text, name, Checker(fields))
    paper.walk()
    if paper.problems:
        raise Refused(paper.problems)
    return "".join(paper.tokens)


class _Open(NamedTuple):
    """A paragraph or a row of a table that is being read: where it begins, and where its texts stand."""

    name: str
    start: int
    texts: list[int]
    number: int


class _Paper:
    """The text of a template, tag by tag: every mark is brought together into one piece, as Word scatters it, and one
    that stands for a whole paragraph or row takes its place."""

    def __init__(self, text: str, name: str, checker: Checker) -> None:
        self.tokens, self.name, self.checker = _TAG.split(text), name, checker
        self.problems: list[Problem] = []
        self.open: list[_Open] = []
        self.number = 0

    def walk(self) -> None:
        """All of it, from top to bottom."""
        for at in range(1, len(self.tokens), 2):
            tag, text = self.tokens[at], self.tokens[at + 1]
            found = _NAME.match(tag)
            name = found[1] if found else ""
            if name == "w:t" and tag[1] != "/":
                self._text(at + 1)
            if any(mark in part for part in (tag, "" if name == "w:t" else text) for mark in ("{{", "{%", "{#")):
                self._problem("有不在文字里的字段", "接受全部修订，把字段写成普通的文字", self.number)
            if name in ("w:p", "w:tr") and not tag.endswith("/>"):
                self._opened(name, at) if tag[1] != "/" else self._closed(at)
        for block in self.checker.unclosed:
            remedy = f"在它管到的地方之后写 {{% end{block.mark.word} %}}"
            self._problem(f"“{block.mark.text}”没有结尾", remedy, block.number)

    def _text(self, at: int) -> None:
        """A text belongs to its paragraph, which may stand in a box within another, and to every row around."""
        paragraph = next((part for part in reversed(self.open) if part.name == "w:p"), None)
        for part in self.open:
            if part is paragraph or part.name == "w:tr":
                part.texts.append(at)

    def _opened(self, name: str, at: int) -> None:
        self.number += name == "w:p"
        self.open.append(_Open(name, at, [], self.number))

    def _closed(self, at: int) -> None:
        part = self.open.pop()
        raw = "".join(self.tokens[index] for index in part.texts)
        if "{" not in raw and "}" not in raw:
            return
        found, sound = marks(raw)
        if part.name == "w:p":
            self._check(found, sound, raw, part.number)
        whole = next((mark for mark in found if f"w:{mark.scope}" == part.name), None)
        if whole is not None:
            if raw.strip() != whole.text:
                message = f"“{whole.text}”代替整{'段' if part.name == 'w:p' else '行'}，却还有别的文字"
                self._problem(message, "让它自己占一段、一行", part.number, raw)
            self.tokens[part.start : at + 1] = [whole.plain, *[""] * (at - part.start)]
        elif part.name == "w:p" and not any(mark.scope for mark in found):
            self._gather(found, raw, part.texts)

    def _check(self, found: list[Mark], sound: bool, raw: str, number: int) -> None:
        if not sound:
            self._problem("字段的括号不成对", "字段写成 {{ 户主 }}，不单独写 { 或 }", number, raw)
        for mark in found:
            for message, remedy in self.checker.check(mark, number):
                self._problem(message, remedy, number, raw)

    def _problem(self, message: str, remedy: str | None, number: int, raw: str = "") -> None:
        text = unescape(raw).strip()
        where = f"{self.name} 第{number}段" + (f"“{text[:40]}{'…' * (len(text) > 40)}”" if text else "")
        self.problems.append(Problem("template-mark", message, Place(where), remedy=remedy))

    def _gather(self, found: list[Mark], raw: str, texts: list[int]) -> None:
        """Each mark whole, in the text that it begins in."""
        owners = [index for index in texts for _ in self.tokens[index]]
        new: dict[int, list[str]] = {index: [] for index in texts}
        at = 0
        for mark in [*found, Mark("", len(raw))]:
            for place in range(at, mark.start):
                new[owners[place]].append(raw[place])
            if mark.text:
                new[owners[mark.start]].append(mark.plain)
            at = mark.start + len(mark.text)
        for index, parts in new.items():
            self.tokens[index - 1 : index + 1] = ['<w:t xml:space="preserve">', "".join(parts)]

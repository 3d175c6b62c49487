"""Reads the tree of a case file: keys in Chinese or English, and a problem with its place for whatever is amiss."""

from collections.abc import Mapping

from yzcomp import strict_yaml as yml
from yzcomp.forms import BadForm, clean, read_yes_no
from yzcomp.problems import Place, Problem, did_you_mean


class NodeReader:
    """The values of one file's tree; what is wrong with them is collected in ``problems``."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def place(self, node: yml.Node) -> Place:
        return Place(self.file, node.line, node.column)

    def say(self, code: str, message: str, place: Place, field: str | None = None, remedy: str | None = None) -> None:
        self.problems.append(Problem(code, message, place, field, remedy=remedy))

    def entries(self, node: yml.Node, words: Mapping[str, str], what: str) -> dict[str, tuple[yml.Node, Place]]:
        """A mapping's values and the places of their keys, by English key; words that mean nothing are reported."""
        if not isinstance(node, yml.Mapping):
            self.say("wrong-type", "应当是“键: 值”的一组内容", self.place(node), what)
            return {}
        found: dict[str, tuple[yml.Node, Place]] = {}
        for word, child in node.entries.items():
            place, key = Place(self.file, *node.keys[word]), words.get(word.strip())
            if key is None:
                remedy = did_you_mean(word, list(words), f"可写：{'、'.join(dict.fromkeys(words.values()))}")
                self.say("unknown-key", "没有这一项", place, word, remedy)
            elif key in found:
                self.say("duplicate-key", "同一项用两个名称写了两次", place, word, "只保留一处")
            else:
                found[key] = (child, place)
        return found

    def texts(self, node: yml.Node, field: str, what: str = "文字，或文字的列表") -> list[tuple[str, Place]]:
        """One text, or a list of them, each with its place; ``what`` is what they are."""
        parts = node.items if isinstance(node, yml.Listing) else [node]
        found = []
        for part in parts:
            text = clean(part.text or "") if isinstance(part, yml.Scalar) else ""
            if text:
                found.append((text, self.place(part)))
            else:
                self.say("wrong-type", f"应当是{what}", self.place(part), field)
        return found

    def text(self, node: yml.Node, field: str) -> str | None:
        """One text."""
        text = clean(node.text or "") if isinstance(node, yml.Scalar) else ""
        if not text:
            self.say("wrong-type", "应当是文字", self.place(node), field)
        return text or None

    def yes_no(self, node: yml.Node, field: str, default: bool) -> bool:
        text = self.text(node, field)
        try:
            return default if text is None else read_yes_no(text)
        except BadForm as bad:
            self.say(bad.code, bad.message, self.place(node), field, bad.remedy)
            return default

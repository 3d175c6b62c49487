"""The marks of a template: ``{{ field }}``, ``{% for … %}``, ``{% if … %}``; which may stand in it, and which can't."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import unescape

from yzcomp.problems import did_you_mean

if TYPE_CHECKING:
    from jinja2 import nodes

_ENDS = {"{{": "}}", "{%": "%}", "{#": "#}"}
_SCOPED = re.compile(r"\{%(tr|p)\s+")
_WORD = re.compile(r"\{%-?\s*(\w+)")
_STRAIGHT = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})  # what Word's autocorrection makes of quotes
_LOOP = frozenset(["index", "first", "last", "length"])
_REMEDY = "只能写字段，用 for 逐条写，用 if、elif、else 按条件写，比较只用 ==、!="
_LONGEST = 1_000  # a mark: a longer one is nothing that a person wrote, and goes deeper than Python can
_PAGE = "可用的字段见 docs/agreement.md"

Trouble = tuple[str, str | None]


class Mark(NamedTuple):
    """A mark as it is written, and where in its paragraph."""

    text: str
    start: int

    @property
    def scope(self) -> str:
        """``tr`` where it stands for a whole row of a table, ``p`` for a paragraph, else blank."""
        found = _SCOPED.match(self.text)
        return found[1] if found else ""

    @property
    def plain(self) -> str:
        """As the templates' language has it."""
        return unescape(_SCOPED.sub("{% ", self.text), {"&quot;": '"', "&apos;": "'"}).translate(_STRAIGHT)

    @property
    def word(self) -> str:
        """What a statement begins with; blank for a field."""
        found = _WORD.match(self.plain)
        return found[1] if found else ""


def marks(text: str) -> tuple[list[Mark], bool]:
    """The marks of a paragraph, and whether no brace stands outside of them."""
    found, at = list[Mark](), 0
    outside = ""
    while (start := text.find("{", at)) >= 0:
        closing = _ENDS.get(text[start : start + 2])
        end = text.find(closing, start + 2) if closing else -1
        if end < 0:
            return found, False
        outside += text[at:start]
        at = end + 2
        found.append(Mark(text[start:at], start))
    return found, "}" not in outside + text[at:]


class Fields(NamedTuple):
    """What a template may name: fields; lists, with the fields of their entries (none where an entry is a text); and
    fields that have others of their own (``None``: nobody knows yet which)."""

    single: frozenset[str]
    lists: Mapping[str, frozenset[str]]
    open: Mapping[str, frozenset[str] | None]


class _Block(NamedTuple):
    """A loop or condition that hasn't ended: its mark and paragraph, and what a loop calls an entry of which list."""

    mark: Mark
    number: int
    entry: str = ""
    of: str = ""


class Checker:
    """Reads the marks of a template in their order."""

    def __init__(self, fields: Fields) -> None:
        from jinja2 import Environment

        self.fields, self.unclosed, self.language = fields, list[_Block](), Environment()

    def check(self, mark: Mark, number: int) -> Iterator[Trouble]:
        """What is wrong with a mark of paragraph ``number``, and what to do."""
        if mark.text.startswith("{#"):
            return
        if mark.word in ("endfor", "endif", "else"):
            yield from self._ended(mark)
        elif mark.text.startswith("{{") or mark.word in ("if", "elif", "for"):
            yield from self._parsed(mark, number)
        else:
            yield f"不能写“{mark.text}”", _REMEDY

    def _ended(self, mark: Mark) -> Iterator[Trouble]:
        block = self.unclosed[-1] if self.unclosed else None
        if block is None or (mark.word != "else" and mark.word != f"end{block.mark.word}"):
            yield f"“{mark.text}”没有与它相配的开头", "检查 for、if 和它们的结尾是不是成对"
        elif mark.word != "else":
            self.unclosed.pop()

    def _parsed(self, mark: Mark, number: int) -> Iterator[Trouble]:
        from jinja2 import nodes

        tree = self._tree(mark)
        if mark.word == "for":
            yield from self._loop(tree, mark, number)
        elif mark.word == "if":
            self.unclosed.append(_Block(mark, number))
        elif mark.word == "elif" and not (self.unclosed and self.unclosed[-1].mark.word == "if"):
            yield from self._ended(mark)
        if tree is None:
            yield f"“{mark.text}”写得不对", _REMEDY
        elif isinstance(tree, nodes.If):
            yield from self._of(tree.test, printed=False)
        elif isinstance(tree, nodes.Output):
            for node in tree.nodes:
                yield from self._of(node, printed=True)

    def _tree(self, mark: Mark) -> "nodes.Node | None":
        """A mark as the templates' language understands it; ``None`` where it doesn't."""
        from jinja2 import TemplateSyntaxError

        text = mark.plain.replace("elif", "if", 1) if mark.word == "elif" else mark.plain
        end = {"": "", "for": "{% endfor %}"}.get(mark.word, "{% endif %}")
        try:
            return self.language.parse(text + end).body[0] if len(text) <= _LONGEST else None
        except (TemplateSyntaxError, RecursionError):
            return None

    def _loop(self, tree: "nodes.Node | None", mark: Mark, number: int) -> Iterator[Trouble]:
        from jinja2 import nodes

        entry, of = "?", "?"
        inside = any(block.entry for block in self.unclosed)
        if not isinstance(tree, nodes.For) or not isinstance(tree.iter, nodes.Name) or inside or tree.recursive:
            yield f"“{mark.text}”不是这样的循环", "写 {% for 项 in 各项 %}，循环里不再套循环"
        elif isinstance(tree.target, nodes.Name):
            entry, of = tree.target.name, tree.iter.name
            if of not in self.fields.lists:
                known = f"可写：{'、'.join(self.fields.lists)}"
                yield f"没有可以逐条写的“{of}”", did_you_mean(of, [*self.fields.lists], known)
        self.unclosed.append(_Block(mark, number, entry, of))
        if isinstance(tree, nodes.For) and tree.test is not None:
            yield from self._of(tree.test, printed=False)

    def _of(self, node: "nodes.Node", printed: bool) -> Iterator[Trouble]:
        """What is wrong in an expression that is printed, or asked for."""
        from jinja2 import nodes

        if isinstance(node, nodes.CondExpr) and node.expr2 is None:
            yield "if 后面没有写 else", "写 {{ 户主 if 村组 else 户编号 }}"
            return
        whole = (nodes.Compare, nodes.Not, nodes.And, nodes.Or, nodes.CondExpr)
        if isinstance(node, nodes.Name):
            yield from self._name(node.name, printed)
        elif isinstance(node, nodes.Getattr | nodes.Getitem):
            yield from self._field(node)
        elif isinstance(node, whole) or (isinstance(node, nodes.Operand) and node.op in ("eq", "ne")):
            for child in node.iter_child_nodes():
                yield from self._of(child, printed)
        elif not isinstance(node, nodes.Const | nodes.TemplateData):
            yield "有不能用的写法", _REMEDY

    def _name(self, name: str, printed: bool) -> Iterator[Trouble]:
        loop = self._loop_around()
        known = [*self.fields.single, *self.fields.lists, *self.fields.open, *([loop.entry] if loop else [])]
        texts = loop is not None and name == loop.entry and not self.fields.lists.get(loop.of)
        if name not in known:
            yield f"没有字段“{name}”", did_you_mean(name, known, _PAGE)
        elif printed and name not in self.fields.single and not texts:
            yield f"“{name}”有几条或几项，不能直接写", "用 for 逐条写，写到其中的一项，如 {{ 项.金额 }}"

    def _loop_around(self) -> _Block | None:
        return next((block for block in self.unclosed if block.entry), None)

    def _field(self, node: "nodes.Getattr | nodes.Getitem") -> Iterator[Trouble]:
        from jinja2 import nodes

        key = node.attr if isinstance(node, nodes.Getattr) else getattr(node.arg, "value", None)
        if not isinstance(node.node, nodes.Name) or not isinstance(key, str) or key.startswith("_"):
            yield "有不能用的写法", _REMEDY
            return
        name = node.node.name
        known = self._known(name)
        if known is not None and key not in known:
            yield f"没有字段“{name}.{key}”", did_you_mean(key, sorted(known), _PAGE)

    def _known(self, name: str) -> frozenset[str] | None:
        """What a name has fields of; ``None`` where nobody knows, or that is told already."""
        loop = self._loop_around()
        if loop is None or name in self.fields.open:
            return self.fields.open.get(name, frozenset())
        if name == loop.entry:
            return self.fields.lists.get(loop.of)
        return _LOOP if name == "loop" else frozenset()

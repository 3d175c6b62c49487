"""What every part of a rule file shares: immutability, strictness, and the place it was written at."""

from collections.abc import Callable, Container, Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Any, ClassVar, NamedTuple, TypeVar, Union

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, PlainSerializer, Tag
from pydantic_core import CoreSchema, core_schema
from typing_extensions import TypeAliasType

from yzcomp.controls import without_controls
from yzcomp.forms import BadForm, narrow, one_line
from yzcomp.frozen import FrozenDict
from yzcomp.household.fields import Form
from yzcomp.money import grouped, percent, plain
from yzcomp.problems import Place
from yzcomp.rulebook.names import Key
from yzcomp.tables.letters import column_letter

#: The way from a node to a part of it: field names, keys and positions.
NodePath = tuple[str | int, ...]

#: The hidden key under which the loader hands each node its marks.
MARKS = "@"


class Marks(NamedTuple):
    """Where a node and each of its keys stand in the rule file, or on a sheet."""

    file: str = ""
    line: int | None = None
    column: int | None = None
    keys: dict[str, tuple[int, int]] = {}
    sheet: str | None = None

    def place(self, key: str | None = None) -> Place:
        line, column = self.keys.get(key, (None, None)) if key else (None, None)
        line, column = line or self.line, column or self.column
        if self.sheet is None:
            return Place(self.file, line, column)
        return Place(self.file, line, None, self.sheet, column_letter(column - 1) if column else None)

    def of(self, key: str) -> "Marks":
        """The marks of what stands at a key and has none of its own."""
        return Marks(self.file, *self.keys.get(key, (None, None)))


class _AsItIs:
    """The loader's own objects need no validation."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        return core_schema.any_schema()


class Node(BaseModel):
    """A piece of a rulebook."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", defer_build=True, validate_by_alias=True, validate_by_name=True
    )

    #: The fields that name something else of the rulebook, each with the section that defines it, facts included.
    NAMES: ClassVar[Mapping[str, str]] = {}
    #: The field that names the list of records which the parts of this node, and the facts that it names, are of.
    LIST: ClassVar[str | None] = None

    at: Annotated[Marks, _AsItIs()] = Field(default=Marks(), alias="@", exclude=True, repr=False)

    def __eq__(self, other: object) -> bool:
        """Two nodes are equal when they say the same, wherever they stand."""
        said = (name for name, info in type(self).model_fields.items() if not info.exclude)
        return type(self) is type(other) and all(getattr(self, name) == getattr(other, name) for name in said)

    __hash__ = None  # type: ignore[assignment]

    def children(self) -> Iterator[tuple[NodePath, "Node"]]:
        """The nodes directly inside this one, each with the way to it, in the order of its fields."""
        for name, value in self.__dict__.items():
            if name != "at" and value and not isinstance(value, str):  # the marks hold no nodes, and many little tuples
                yield from _nodes_in(value, (name,))

    def parts(self) -> Iterator["Node"]:
        """The nodes directly inside this one."""
        return (node for _, node in self.children())

    def inner(self, scope: str | None) -> str | None:
        """The list of records that the parts of this node are about, if the node itself is about ``scope``."""
        return getattr(self, self.LIST) if self.LIST else scope

    def named(self, *sections: str) -> Iterator[tuple[str, str]]:
        """The fields that name something of some sections, and what they name."""
        for field, section in self.NAMES.items():
            if section in sections:
                yield field, getattr(self, field)

    def visits(self, scope: str | None = None, without: Container[str] = ()) -> Iterator["Visit"]:
        """This node and all nodes below it, in the order of the rule files: the only traversal that there is.

        ``scope`` is the list of records that this node is about; fields in ``without`` are not entered.
        """
        waiting = [Visit((), self, scope)]
        while waiting:
            visit = waiting.pop()
            yield visit
            inner = visit.node.inner(visit.scope)
            steps = [step for step in visit.node.children() if step[0][0] not in without]
            waiting += [Visit(visit.path + step, part, inner) for step, part in reversed(steps)]

    def walk(self) -> Iterator["Node"]:
        """This node and all nodes below it."""
        return (visit.node for visit in self.visits())


class Visit(NamedTuple):
    """A node on a walk: the way to it, and the list of records that it is about (``None``: the household)."""

    path: NodePath
    node: Node
    scope: str | None


def kind_teller(kinds: Mapping[str, type[Node]]) -> Callable[[Any], str | None]:
    """Tells the tag of a part by the one key that names its kind, or by the kind of a ready-made model."""

    def kind_of(value: Any) -> str | None:
        if isinstance(value, Node):
            return next((f"<{key}>" for key, kind in kinds.items() if type(value) is kind), None)
        named = [key for key in kinds if key in value] if isinstance(value, dict) else []
        return f"<{named[0]}>" if len(named) == 1 else None

    return kind_of


def any_of(name: str, kinds: Mapping[str, type[Node]], unknown: str) -> Any:
    """The type of what is one of several kinds; ``unknown`` is what an author is told when it can't be told which.
    It has a name, so that pydantic builds its schema once and refers to it from wherever it may stand."""
    one = Union[tuple(Annotated[kind, Tag(f"<{key}>")] for key, kind in kinds.items())]  # type: ignore[valid-type]  # noqa: UP007
    told = Discriminator(kind_teller(kinds), custom_error_type="unknown-kind", custom_error_message=unknown)
    return TypeAliasType(name, Annotated[one, told])


def known_keys(kind: type[Node] = Node) -> list[str]:
    """Every key that a rule or standards file may contain anywhere, for suggestions."""
    keys = {info.alias or name: None for name, info in kind.model_fields.items()}
    for narrower in kind.__subclasses__():
        keys |= dict.fromkeys(known_keys(narrower))
    return [key for key in keys if key != MARKS]


def _nodes_in(value: Any, path: NodePath) -> Iterator[tuple[NodePath, Node]]:
    if isinstance(value, Node):
        yield path, value
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _nodes_in(item, (*path, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _nodes_in(item, (*path, key))


def unmarked(value: Any) -> Any:
    """A mapping by name without the loader's marks."""
    return {key: item for key, item in value.items() if key != MARKS} if isinstance(value, dict) else value


T = TypeVar("T")
#: Parts by name, in the order of the file.
Named = Annotated[Mapping[Key, T], BeforeValidator(unmarked), AfterValidator(FrozenDict)]
#: What belongs to each value of a choice or option of a reading; which there are is checked against those.
Cases = Annotated[Mapping[str, T], BeforeValidator(unmarked), AfterValidator(FrozenDict)]

as_text = PlainSerializer(str, return_type=str)


class NumberForm(Form):
    """A number; a percentage is told how it is written, because taken for a number it would pay a hundredfold."""

    def read(self, value: object) -> object:
        """The exact number, as :meth:`Form.read`."""
        digits = narrow(value) if isinstance(value, str) else ""
        if not digits.endswith("%"):
            return super().read(value)
        share = plain(Form("percent", minimum=self.minimum).read(digits))  # type: ignore[arg-type]
        remedy = f"写成小数 {share}，单位写 倍；另一项金额的{digits}写 {{share: {digits}, of: 项目}}"
        raise BadForm("not-a-number", f"“{digits}”是百分数，这里要写数字", remedy)


#: A number of a rule file: exact, never negative.
Number = Annotated[Decimal, NumberForm("number", minimum=Decimal(0)), as_text]


class Percentage(Decimal):
    """A limit written with a percent sign: ``50%`` is 0.5, and says so of itself."""


class LimitForm(Form):
    """A number, or a percentage where what it limits is one."""

    def read(self, value: object) -> object:
        number = Form("number", minimum=Decimal(0))
        if isinstance(value, str) and narrow(value).endswith("%"):
            return Percentage(Form("percent", minimum=Decimal(0)).read(value))  # type: ignore[arg-type]
        return value if isinstance(value, Percentage) else number.read(value)

    def json_schema(self) -> dict[str, Any]:
        """The JSON Schema of what may be written."""
        return {"anyOf": [Form("number", minimum=Decimal(0)).json_schema(), Form("percent").json_schema()]}


def limit_text(limit: Decimal, unit: str = "") -> str:
    """A limit as people read it, in the unit of what it limits."""
    return percent(limit) if isinstance(limit, Percentage) else f"{grouped(limit)}{unit}"


Limit = Annotated[Decimal, LimitForm("number"), PlainSerializer(limit_text, return_type=str)]


class WordsForm(Form):
    """A text of one line: it goes into cells, comments and lines of a statement, where it must not pass for others."""

    def read(self, value: object) -> object:
        text = str(super().read(value))
        if without_controls(text) != text:
            raise BadForm("control-character", "含有看不见的控制字符", "删去它")
        return one_line(text)


WORDS = WordsForm("text")
Words = Annotated[str, WORDS]


def none_named() -> Any:
    """The default of a section that may be left out: no parts."""
    return Field(default_factory=FrozenDict)

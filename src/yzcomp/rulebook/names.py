"""What the parts of a rulebook may be called: keys that are plain identifiers, names that can't be confused.

A key ends up as a field of a model, a column and a word of a command line; so it is one word of letters, digits and
underlines, and nothing that Python or the models call something else.
"""

import keyword
import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, WithJsonSchema
from pydantic_core import PydanticCustomError

from yzcomp.forms import BadForm, narrow

_PATTERN = "^[A-Za-z][A-Za-z0-9_]*$"
_IDENTIFIER = re.compile(_PATTERN[1:-1])
_LONGEST = 60
_OF_MODELS = frozenset(map(str.casefold, dir(BaseModel)))


def _read_key(key: str) -> str:
    """A key as it is; raises :class:`BadForm` where it is no plain identifier, or a word of Python or of the models."""
    folded_key = key.casefold()
    if len(key) > _LONGEST or not _IDENTIFIER.fullmatch(key):
        remedy = f"用英文字母开头，只用英文字母、数字和下划线，最多{_LONGEST}个字符，如 land_area"
        raise BadForm("key-name", "不能用作键", remedy)
    if keyword.iskeyword(key) or folded_key in _OF_MODELS or folded_key.startswith("model_"):
        raise BadForm("key-name", "是程序自己用的词，不能用作键", "换一个词")
    return key


def _key(key: str) -> str:
    try:
        return _read_key(key)
    except BadForm as bad:
        raise PydanticCustomError(bad.code, "{text}", {"text": bad.message, "remedy": bad.remedy}) from None


#: The key of a part of a rulebook.
Key = Annotated[str, AfterValidator(_key), WithJsonSchema({"type": "string", "pattern": _PATTERN})]


def folded(word: str) -> str:
    """A key or name without what people don't tell apart: case and the width of its characters."""
    return narrow(word).casefold()


def alike(parts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Pairs of keys that differ in case alone: the first, and the one that comes too late."""
    seen: dict[str, str] = {}
    for key in parts:
        if key.casefold() in seen:
            yield seen[key.casefold()], key
        seen.setdefault(key.casefold(), key)

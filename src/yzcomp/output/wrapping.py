"""Chinese text broken into lines, and how wide it is: a Chinese character takes two cells of a screen."""

import re
import unicodedata
from functools import lru_cache

_NO_START = set("〕，。、；：？！）》”’】％㎡%)]},.;:?!/")
_NO_END = set("〔（《“‘【([{/")
_PIECE = re.compile(
    r"第[一二三四五六七八九十百]+条|（[^（）]{1,4}）|\[[^][]{1,4}\]"  # an article; a short remark in brackets
    r"|[!-\u10ff]*\d）?(?:个月|[^\W!-\u10ff])"  # a number with its unit
    r"|[!-\u10ff]+|.",  # a run of letters and digits; any other character by itself
    re.DOTALL,
)


def cell_width(text: str) -> int:
    """How many cells of a screen a text takes."""
    return len(text) if text.isascii() else sum(map(_width, text))


def _width(char: str) -> int:
    if unicodedata.east_asian_width(char) in "WF":
        return 2
    return 0 if unicodedata.category(char) in ("Mn", "Me", "Cf") else 1


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most ``width`` cells. Chinese breaks anywhere but before closing and after opening marks; runs of
    letters and digits, numbers with their units and articles of a law stay together where they fit."""
    lines: list[str] = []
    line, used = "", 0
    for piece, size in unbreakable(text):
        if used + size <= width or (piece == " " and line):
            line, used = line + piece, used + size
            continue
        if line:
            lines.append(line.rstrip())
        while size > width:
            cut = _cut(piece, width)
            lines.append(piece[:cut])
            piece = piece[cut:]
            size = cell_width(piece)
        line, used = ("", 0) if piece == " " else (piece, size)
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _cut(piece: str, width: int) -> int:
    """How many characters fit, at least one."""
    count, used = 1, _width(piece[0])
    while count < len(piece) and used + _width(piece[count]) <= width:
        used += _width(piece[count])
        count += 1
    return count


@lru_cache(1024)  # a table measures its cells before it wraps them, and most are in it many times
def unbreakable(text: str) -> tuple[tuple[str, int], ...]:
    """What must not be broken, with its width: a run, or a character, with the marks that cling to it."""
    pieces: list[str] = []
    for piece in _PIECE.findall(text):
        if pieces and pieces[-1] != " " and (pieces[-1][-1] in _NO_END or piece[0] in _NO_START):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return tuple((piece, cell_width(piece)) for piece in pieces)

"""CSV as programs write it: its encoding, its delimiter, and in Chinese what is wrong with its quotes."""

import codecs
import csv
import hashlib
import os
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import IO, Any, NamedTuple

from yzcomp.limits import exceeded, limit
from yzcomp.problems import Place, Problem, Refused
from yzcomp.temporary import PassingFolder, private_folder
from yzcomp.textfiles import LIKE_ASCII, STDIN, candidates, reason, shown_name, stdin_bytes, undecodable

_CHUNK = 1 << 20
_DELIMITERS = (",", "\t", ";")
#: How many lines are looked at for the delimiter: titles and notes may have none.
_DEPTH = 20


class TextFacts(NamedTuple):
    """What is known of a text file once it has been gone through.

    ``quoted``: it has quotation marks, so a line need not be a row; ``wrapped``: some follow an equals sign.
    """

    sha256: str
    encoding: str
    quoted: bool
    wrapped: bool


def text_facts(file: IO[bytes], encoding: str | None, name: str) -> TextFacts:
    """A file's SHA-256, and its encoding: the one given, that of its mark, strict UTF-8, or strict GB18030."""
    names = candidates(file.read(8), encoding)
    file.seek(0)
    decoders = _decoders(names, name)
    digest = hashlib.sha256()
    quoted = not all(name.lower() in LIKE_ASCII for name in decoders)  # then bytes tell nothing of characters
    pending, longest = 0, limit("line") << 20
    wrapped, end = False, b""
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
        first, last = _line_ends(chunk)
        if pending + first > longest:
            remedy = "多半不是表格，或整份内容写成了一行"
            raise Refused([exceeded("line", Place(name), remedy)])
        pending = pending + len(chunk) if last < 0 else len(chunk) - last
        quoted = quoted or b'"' in chunk
        wrapped, end = wrapped or (quoted and b'="' in end + chunk), chunk[-1:]
        _feed(decoders, chunk)
    _feed(decoders, b"", final=True)
    if not decoders:
        remedy = "另存为“CSV UTF-8”，或用 --encoding 指定编码"
        raise Refused([undecodable(file, names, Place(name), remedy)])
    return TextFacts(digest.hexdigest(), next(iter(decoders)), quoted, wrapped)


def _line_ends(chunk: bytes) -> tuple[int, int]:
    """Where the first line of some bytes ends, at the latest with them, and where the last ends; -1 for nowhere."""
    first = min((place for place in map(chunk.find, (b"\n", b"\r")) if place >= 0), default=len(chunk))
    return first, max(map(chunk.rfind, (b"\n", b"\r")))


def _decoders(names: Sequence[str], file: str) -> dict[str, Any]:
    try:
        for name in names:
            "a".encode(name)  # refuses codecs that aren't encodings of text (hex, zip)
        return {name: codecs.getincrementaldecoder(name)() for name in names}
    except (LookupError, UnicodeError):
        problem = Problem("encoding", f"没有编码“{names[0]}”", Place(file), remedy="可用 utf-8、gb18030")
        raise Refused([problem]) from None


def _feed(decoders: dict[str, Any], chunk: bytes, final: bool = False) -> None:
    """Drops the decoders that can't read on."""
    for name, decoder in list(decoders.items()):
        try:
            decoder.decode(chunk, final)
        except UnicodeError:
            del decoders[name]


def find_delimiter(lines: Iterable[str]) -> str:
    """The comma, tab or semicolon that most of the first lines have; a title above the table has none."""
    first = list(islice(lines, _DEPTH))
    return max(_DELIMITERS, key=lambda mark: (sum(mark in line for line in first), sum(map(mark.count, first))))


def spooled() -> PassingFolder:
    """Standard input as a file in a private folder that can be read more than once; whoever asks for it removes it.

    Raises :class:`Refused` where there is none, or no room for it, or too much of it.
    """
    source = stdin_bytes()
    try:
        folder = private_folder()
    except OSError as error:
        raise Refused([_no_room(error)]) from None
    try:
        with open(folder.path / SPOOLED, "xb", opener=_private) as file:
            while chunk := source.read(_CHUNK):
                file.write(chunk)
                if file.tell() > limit("file") << 20:
                    raise Refused([exceeded("file", Place(shown_name(STDIN)))])
    except OSError as error:
        folder.remove()
        raise Refused([_no_room(error)]) from None
    except BaseException:
        folder.remove()
        raise
    return folder


def _no_room(error: OSError) -> Problem:
    message, remedy = reason(error, {}, ("不能存临时文件", "检查临时文件夹"))
    remedy = f"{remedy}，或用环境变量 TMPDIR（Windows 上是 TEMP）指定别的临时文件夹"
    return Problem("no-temporary-space", f"存不下临时文件：{message}", Place(shown_name(STDIN)), remedy=remedy)


#: What standard input is called in its folder.
SPOOLED = "stdin.csv"


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def csv_problem(error: csv.Error, name: str, row: int) -> Problem:
    """Why a CSV can't be read on."""
    text = str(error)
    if "field larger" in text:
        message, remedy = "一个单元格的内容过长，多半是前面某处的引号没有成对", "检查这一行附近的引号"
    elif "unexpected end" in text:
        message, remedy = "文件结束时引号还没有关上", "检查最后几行的引号是否成对"
    else:
        message, remedy = "引号的用法不对", "内容里的引号要写成两个，并把整个单元格用引号括起来"
    return Problem("csv-syntax", message, Place(name, row), remedy=remedy)

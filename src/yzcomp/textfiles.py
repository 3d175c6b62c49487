"""Text files as bureaus have them: decoded without guessing, and in Chinese why one can't be read.

The encoding is told by a byte-order mark, else it is strict UTF-8, else strict GB18030.
"""

import codecs
import sys
from pathlib import Path

from yzcomp.problems import Place, Problem, Refused

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class UnknownEncoding(ValueError):
    """Bytes that are neither UTF-8 nor GB18030, or not what ``--encoding`` says."""


def decode(content: bytes, encoding: str | None = None) -> tuple[str, str]:
    """The text of a file and the name of the encoding that was found or given."""
    for name in _candidates(content, encoding):
        try:
            return content.decode(name), name
        except (UnicodeDecodeError, LookupError):
            continue
    tried = encoding or "UTF-8、GB18030"
    raise UnknownEncoding(f"文件的编码不是{tried}")


def _candidates(content: bytes, encoding: str | None) -> tuple[str, ...]:
    if encoding:
        return (encoding,)
    for mark, name in _MARKS:
        if content.startswith(mark):
            return (name,)
    return ("utf-8", "gb18030")


#: The name that stands for standard input on a command line.
STDIN = "-"


def shown_name(path: str | Path) -> str:
    """How a file is called in messages."""
    return "标准输入" if str(path) == STDIN else str(path)


def read_bytes(path: str | Path) -> bytes:
    """A file's bytes, or those of standard input for ``-``; raises :class:`Refused` when they can't be read."""
    try:
        return sys.stdin.buffer.read() if str(path) == STDIN else Path(path).read_bytes()
    except OSError as error:
        raise Refused([unreadable(path, error)]) from None


def read_text(path: str | Path, encoding: str | None = None) -> str:
    """A text file's content with LF line ends; raises :class:`Refused` when it can't be read."""
    content = read_bytes(path)
    try:
        return decode(content, encoding)[0].replace("\r\n", "\n")
    except UnknownEncoding as error:
        raise Refused([Problem("encoding", str(error), Place(shown_name(path)), remedy="另存为 UTF-8 文本")]) from None


def unreadable(path: Path | str, error: OSError) -> Problem:
    """Why a file can't be read, in Chinese."""
    place = Place(shown_name(path))
    if isinstance(error, FileNotFoundError):
        return Problem("file-not-found", "没有这个文件", place, remedy="检查文件名和所在的文件夹")
    if isinstance(error, IsADirectoryError):
        return Problem("file-unreadable", "这是文件夹，不是文件", place, remedy="指定其中的一个文件")
    if isinstance(error, PermissionError):
        return Problem("file-unreadable", "没有权限读取，或文件正被别的程序打开", place, remedy="关闭打开它的程序再试")
    return Problem("file-unreadable", "读取失败", place, remedy="检查磁盘和文件")

"""Text files as bureaus have them: decoded without guessing, and in Chinese why one can't be read.

The encoding is told by a byte-order mark, else it is strict UTF-8, else strict GB18030.
"""

import codecs
import errno
import os
import stat
import sys
from contextlib import nullcontext
from io import BufferedReader
from pathlib import Path
from typing import IO

from yzcomp.limits import exceeded, limit
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


def is_stdin(path: str | Path) -> bool:
    """Whether a path means standard input, by whichever of its names."""
    return str(path) in (STDIN, "/dev/stdin", "/dev/fd/0")


def standard_input() -> IO[bytes]:
    """Standard input as bytes; raises :class:`Refused` where there is none."""
    if sys.stdin is None or sys.stdin.closed:
        message, remedy = "标准输入没有打开", "接上管道或文件，或写出文件名"
        raise Refused([Problem("file-unreadable", message, Place(shown_name(STDIN)), remedy=remedy)])
    return sys.stdin.buffer


def open_input(path: str | Path) -> BufferedReader:
    """A file to be read from; raises :class:`Refused` where it can't be, and for what is no file: opening a pipe waits
    for ever, and it can't be read twice."""
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            message, remedy = "这是管道或设备，不是文件", "先存成文件，或用 - 从标准输入读"
            raise Refused([Problem("file-unreadable", message, Place(shown_name(path)), remedy=remedy)])
        return open(path, "rb")  # noqa: PTH123
    except UNREADABLE as error:
        raise Refused([unreadable(path, error)]) from None


def is_folder(path: str | Path) -> bool:
    """Whether there is a folder of this name; what can't be looked at is none, and reading it says why."""
    return os.path.isdir(path)  # noqa: PTH112


def is_there(path: str | Path) -> bool:
    """Whether there is anything of this name, be it a link that leads nowhere: reading it says what is wrong."""
    return os.path.lexists(path)


def is_file(path: str | Path) -> bool:
    """Whether there is a file of this name that can be looked at."""
    return os.path.isfile(path)  # noqa: PTH113


def real_path(path: str | Path) -> Path:
    """Where a path leads; one that leads in circles stays where it is."""
    return Path(os.path.realpath(path))


def read_bytes(path: str | Path) -> bytes:
    """A file's bytes, or those of standard input for ``-``; raises :class:`Refused` when they can't be read."""
    most = limit("text") << 20
    try:
        with nullcontext(standard_input()) if is_stdin(path) else open_input(path) as file:
            content = file.read(most + 1)
    except UNREADABLE as error:
        raise Refused([unreadable(path, error)]) from None
    if len(content) > most:
        raise Refused([exceeded("text", Place(shown_name(path)))])
    return content


def read_text(path: str | Path, encoding: str | None = None) -> str:
    """A text file's content with LF line ends; raises :class:`Refused` when it can't be read."""
    content = read_bytes(path)
    try:
        return decode(content, encoding)[0].replace("\r\n", "\n")
    except UnknownEncoding as error:
        raise Refused([Problem("encoding", str(error), Place(shown_name(path)), remedy="另存为 UTF-8 文本")]) from None


#: What a path or stream may raise that can't be read: also links that lead in circles, and names no system takes.
UNREADABLE = (OSError, RuntimeError, ValueError)


def unreadable(path: Path | str, error: Exception) -> Problem:
    """Why a file can't be read, in Chinese."""
    place, code = Place(shown_name(path)), "file-unreadable"
    if isinstance(error, FileNotFoundError):
        return Problem("file-not-found", "没有这个文件", place, remedy="检查文件名和所在的文件夹")
    if isinstance(error, IsADirectoryError):
        return Problem(code, "这是文件夹，不是文件", place, remedy="指定其中的一个文件")
    if isinstance(error, NotADirectoryError):
        return Problem(code, "路径中有一段是文件，不是文件夹", place, remedy="检查路径")
    if isinstance(error, PermissionError):
        return Problem(code, "没有权限读取，或文件正被别的程序打开", place, remedy="关闭打开它的程序再试")
    number = getattr(error, "errno", None)
    if number == errno.ENAMETOOLONG:
        return Problem(code, "文件名过长", Place(f"{place.file[:40]}…"), remedy="检查文件名，或改短")
    if number == errno.ELOOP or isinstance(error, RuntimeError):
        return Problem(code, "这个链接指来指去又回到自己", place, remedy="删去链接，指定真正的文件")
    if not isinstance(error, OSError):
        return Problem(code, "文件名里有不能用的字符", place, remedy="检查文件名")
    return Problem(code, "读取失败", place, remedy="检查磁盘和文件")

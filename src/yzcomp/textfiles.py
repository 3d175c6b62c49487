"""Text files as bureaus have them: decoded without guessing, and in Chinese why one can't be read.

The encoding is told by a byte-order mark, else it is strict UTF-8, else strict GB18030.
"""

import codecs
import errno
import hashlib
import os
import stat
import sys
from collections.abc import Mapping, Sequence
from io import BufferedReader, BytesIO
from itertools import islice
from pathlib import Path
from typing import IO

from yzcomp import file_kinds
from yzcomp.limits import exceeded, limit
from yzcomp.problems import Place, Problem, Refused
from yzcomp.watch import at_once, note, stamp

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class UnknownEncoding(ValueError):
    """Bytes that are neither UTF-8 nor GB18030, or not what ``--encoding`` says."""


def decode(content: bytes, encoding: str | None = None) -> tuple[str, str]:
    """The text of a file and the name of the encoding that was found or given."""
    for name in candidates(content, encoding):
        try:
            return content.decode(name), name
        except (UnicodeDecodeError, LookupError):
            continue
    tried = encoding or "UTF-8、GB18030"
    raise UnknownEncoding(f"文件的编码不是{tried}")


def candidates(content: bytes, encoding: str | None = None) -> tuple[str, ...]:
    """The encodings that a file which begins so may have: the one given, that of its mark, or those that are tried."""
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


def stdin_bytes() -> IO[bytes]:
    """Standard input; raises :class:`Refused` where there is none."""
    if sys.stdin is None or sys.stdin.closed:
        remedy = "用管道或 < 给出内容，或写文件名"
        raise Refused([Problem("file-unreadable", "是关着的，没有内容", Place(shown_name(STDIN)), remedy=remedy)])
    return sys.stdin.buffer


def open_file(path: str | Path) -> BufferedReader:
    """An ordinary file, open for reading; raises :class:`Refused` for anything else, a pipe or device too.

    The one place where inputs of all kinds are opened first.
    """
    try:
        file = open(path, "rb", opener=at_once)  # noqa: SIM115 - it is handed out
        kind = os.fstat(file.fileno()).st_mode
    except UNREADABLE as error:
        raise Refused([unreadable(path, error)]) from None
    if not stat.S_ISREG(kind):
        file.close()
        message, remedy = "这是管道或设备，不是文件", "先存成文件；管道里的内容用 - 从标准输入读"
        raise Refused([Problem("file-unreadable", message, Place(shown_name(path)), remedy=remedy)])
    return file


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
        if is_stdin(path):
            content = stdin_bytes().read(most + 1)
        else:
            with open_file(path) as file:
                before = stamp(file)
                content = file.read(most + 1)
            note(Path(path), before, hashlib.sha256(content).hexdigest())
    except UNREADABLE as error:
        raise Refused([unreadable(path, error)]) from None
    if len(content) > most:
        raise Refused([exceeded("text", Place(shown_name(path)))])
    return content


def read_text(path: str | Path, wanted: str | None = None) -> str:
    """A text file's content with LF line ends; raises :class:`Refused` when it can't be read, and where it plainly is
    something else than what is ``wanted``, which :mod:`yzcomp.file_kinds` tells."""
    place = Place(shown_name(path))
    if wanted and is_folder(path):
        file_kinds.refuse_other(file_kinds.of_folder(path), wanted, place)
    content = read_bytes(path)
    if wanted and not content:
        raise Refused([Problem("empty-file", "文件是空的", place, remedy=EMPTY)])
    if wanted:
        file_kinds.refuse_other(file_kinds.of_bytes(content, place.file), wanted, place)
    try:
        text = decode(content)[0].replace("\r\n", "\n")
    except UnknownEncoding:
        remedy = "另存为 UTF-8 文本"
        raise Refused([undecodable(BytesIO(content), candidates(content), place, remedy)]) from None
    if wanted:
        file_kinds.refuse_other(file_kinds.of_text(text), wanted, place)
    return text


#: What is to be done about a file without a byte in it.
EMPTY = "核对是不是给错了，或没有存盘"


def kind_at(path: str | Path) -> str | None:
    """What a file or folder is; ``None`` where that can't be told."""
    if is_folder(path):
        return file_kinds.of_folder(path)
    if not is_file(path):
        return None
    with open_file(path) as file:
        content = file.read(limit("text") << 20)
    try:
        return file_kinds.of_bytes(content, str(path)) or file_kinds.of_text(decode(content)[0])
    except UnknownEncoding:
        return None


#: A file with no more lines than this that can't be decoded is in that encoding, and damaged.
_FEW = 10
#: Encodings that break lines where bytes do.
LIKE_ASCII = ("utf-8", "utf8", "utf-8-sig", "gb18030", "gbk", "gb2312", "ascii")


def undecodable(file: IO[bytes], encodings: Sequence[str], place: Place, remedy: str) -> Problem:
    """Where a file leaves the encoding that it is most probably written in, if there are a few such lines only."""
    for encoding in encodings if all(e.lower() in LIKE_ASCII for e in encodings) else ():
        file.seek(0)
        bad = list(islice((n for n, line in enumerate(file, 1) if not _decodes(line, encoding)), _FEW + 1))
        file.seek(0)
        lines = sum(1 for line in file if not line.isascii())
        if 0 < len(bad) <= min(_FEW, lines // 2):
            rows = "、".join(map(str, bad))
            message = f"第{rows}行有不是 {encoding.upper()} 的字节，那里的字已经损坏"
            remedy = "打开文件重新填写这一行，再存盘"
            return Problem("encoding", message, place._replace(line=bad[0]), remedy=remedy)
    tried = "、".join(encoding.upper() for encoding in encodings)
    return Problem("encoding", f"文件的编码不是 {tried}", place, remedy=remedy)


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeError:
        return False
    return True


#: What a path or stream may raise that can't be read: also links that lead in circles, and names no system takes.
UNREADABLE = (OSError, RuntimeError, ValueError)


def unreadable(path: Path | str, error: Exception) -> Problem:
    """Why a file can't be read, in Chinese."""
    number = error.errno if isinstance(error, OSError) else errno.ELOOP if isinstance(error, RuntimeError) else None
    code = "file-not-found" if number == errno.ENOENT else "file-unreadable"
    if not isinstance(error, OSError):
        error = OSError(number or errno.EINVAL, "")
    message, remedy = reason(error, _REASONS, ("读取失败", "检查磁盘和文件"))
    place = Place(shown_name(path))
    if number == errno.ENAMETOOLONG and len(place.file) > 200:
        place = Place(f"{place.file[:200]}…")
    return Problem(code, message, place, remedy=remedy)


def reason(
    error: OSError,
    special: Mapping[int, tuple[str, str]] = {},
    otherwise: tuple[str, str] = ("读写失败", "检查磁盘和文件"),
) -> tuple[str, str]:
    """What went wrong with a path, and what to do about it, in Chinese: for reading and writing alike, but for what
    is ``special``."""
    alike = {errno.EPERM: errno.EACCES, errno.EDQUOT: errno.ENOSPC}
    number = alike.get(error.errno or 0, error.errno or 0)
    return special.get(number) or _PATHS.get(number) or otherwise


_PATHS = {
    errno.ENOENT: ("没有这个文件或文件夹", "检查路径"),
    errno.EACCES: ("没有权限", "换一个位置，或请管理员给权限"),
    errno.ENAMETOOLONG: ("名称太长", "一个名称最多 255 字节，约 85 个汉字"),
    errno.ELOOP: ("链接绕回了自己，找不到文件", "检查链接，指定真正的文件"),
    errno.ENOTDIR: ("所在的位置不是文件夹", "检查路径"),
    errno.EINVAL: ("不能作名称", "去掉名称里的特殊字符"),
    errno.ENOSPC: ("磁盘空间不足", "清理磁盘后重试"),
    errno.EMFILE: ("打开的文件太多", "分几次运行"),
    errno.EEXIST: ("这里已经有一个同名的文件或链接", "换一个名称"),
    errno.ENXIO: ("这是管道或设备，不是文件", "指定一个文件"),
}
_REASONS = {
    errno.ENOENT: ("没有这个文件", "检查文件名和所在的文件夹"),
    errno.EISDIR: ("这是文件夹，不是文件", "指定其中的一个文件"),
    errno.EACCES: ("没有权限读取，或文件正被别的程序打开", "关闭打开它的程序再试"),
}

"""Writing results: whole or not at all, and never over something that is there."""

import errno
import os
import tempfile
from pathlib import Path

from yzcomp.problems import Place, Problem, Refused


def write_new(path: Path, content: str | bytes, force: bool = False) -> None:
    """Writes a file under a temporary name and renames it; raises :class:`Refused` if it exists or can't be written."""
    refuse_existing(path, force)
    data = content.encode() if isinstance(content, str) else content
    try:
        handle, temporary = tempfile.mkstemp(prefix=".yzcomp-", suffix=".part", dir=path.parent)
    except OSError as error:
        raise Refused([unwritable(path, error)]) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except OSError as error:
        Path(temporary).unlink(missing_ok=True)
        raise Refused([unwritable(path, error)]) from None


def refuse_existing(path: Path, force: bool) -> None:
    """Raises :class:`Refused` where a file would be overwritten unasked."""
    if path.exists() and not force:
        remedy = "换一个名称，或加 --force"
        raise Refused([Problem("file-exists", "文件已经存在，没有覆盖", Place(str(path)), remedy=remedy)])


def refuse_unwritable(path: Path) -> None:
    """Raises :class:`Refused` where no file can be made beside ``path``; a folder that isn't there yet is passed."""
    if not path.parent.is_dir():
        return
    try:
        tempfile.TemporaryFile(dir=path.parent).close()
    except OSError as error:
        raise Refused([unwritable(path, error)]) from None


def unwritable(path: Path, error: OSError) -> Problem:
    """Why a file can't be written, in Chinese."""
    reasons = {
        FileNotFoundError: ("所在的文件夹不存在", "先建好文件夹"),
        PermissionError: ("没有权限写入，或文件正被别的程序打开", "关闭打开它的程序，或换一个文件夹"),
        IsADirectoryError: ("这是文件夹，不能当作文件写", "换一个名称"),
        NotADirectoryError: ("所在的位置不是文件夹", "检查路径"),
    }
    message, remedy = next((r for kind, r in reasons.items() if isinstance(error, kind)), ("写入失败", "检查磁盘"))
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        message, remedy = "磁盘空间不足，没有写成", "清理磁盘后重试"
    if error.errno == errno.EROFS:
        message, remedy = "磁盘是只读的，不能写入", "换一个文件夹"
    return Problem("file-unwritable", message, Place(str(path)), remedy=remedy)

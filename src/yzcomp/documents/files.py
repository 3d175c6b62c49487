"""Writing results: whole or not at all, and never over something that is there."""

import errno
import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from yzcomp.problems import Place, Problem, Refused
from yzcomp.textfiles import is_folder, real_path


def write_new(path: Path, content: str | bytes, force: bool = False) -> None:
    """Writes a file under a temporary name and renames it; raises :class:`Refused` if it exists or can't be written."""
    write_all({path: content}, force)


def write_all(contents: Mapping[Path, str | bytes], force: bool = False) -> None:
    """Writes files that belong together: all under temporary names first, so that none is there without the others."""
    for path in contents:
        refuse_existing(path, force)
    written: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            handle, written[path] = new_beside(path)
            _fill(handle, path, content.encode() if isinstance(content, str) else content)
        for path, temporary in written.items():
            put_in_place(temporary, path)
    finally:
        for temporary in written.values():
            temporary.unlink(missing_ok=True)


def new_beside(path: Path) -> tuple[int, Path]:
    """A new file beside ``path``, open, under a temporary name."""
    try:
        handle, name = tempfile.mkstemp(prefix=".yzcomp-", suffix=".part", dir=path.parent)
    except OSError as error:
        raise Refused([unwritable(path, error)]) from None
    return handle, Path(name)


def _fill(handle: int, path: Path, data: bytes) -> None:
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
    except OSError as error:
        raise Refused([unwritable(path, error)]) from None


def put_in_place(temporary: Path, path: Path) -> None:
    """Gives a finished file the name that it is for, readable as any other."""
    try:
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        raise Refused([unwritable(path, error)]) from None


def refuse_outputs(outputs: Sequence[Path], inputs: Iterable[Path], force: bool) -> None:
    """Raises :class:`Refused` before anything is computed: results that are there already, that would be put over
    one another or over an input, or for which there is no folder."""
    for path in outputs:
        refuse_existing(path, force)
        if not path.parent.is_dir():
            raise Refused([unwritable(path, FileNotFoundError() if not path.parent.exists() else NotADirectoryError())])
        if path.is_dir():
            raise Refused([unwritable(path, IsADirectoryError())])
    for number, path in enumerate(outputs):
        if any(_same(path, other) for other in outputs[:number]):
            remedy = "各写一个文件名"
            raise Refused([Problem("output-twice", "两样结果写到同一个文件", Place(str(path)), remedy=remedy)])
        refuse_inputs(path, inputs)


def refuse_inputs(path: Path, inputs: Iterable[str | Path]) -> None:
    """Raises :class:`Refused` where a result would be put over an input, or among the tables of a folder."""
    for source in inputs:
        place = Path(source)
        if _same(path, place) or (is_folder(place) and real_path(path).parent == real_path(place)):
            message, remedy = "结果会写到输入上", "换一个文件名，不要和输入放在一起"
            raise Refused([Problem("output-is-input", message, Place(str(path)), remedy=remedy)])


def _same(one: Path, other: Path) -> bool:
    """Whether two paths mean one file, also by a link or where letter case makes no difference."""
    if os.path.exists(one) and os.path.exists(other):  # noqa: PTH110
        return one.samefile(other)
    return real_path(one) == real_path(other)


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

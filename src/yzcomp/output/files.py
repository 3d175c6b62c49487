"""Writing results: whole or not at all, and never over something that is there."""

import errno
import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from yzcomp.problems import Place, Problem, Refused
from yzcomp.temporary import PassingFile, PassingFolder, sweep
from yzcomp.textfiles import is_folder, real_path, reason


class Staging:
    """Files on their way to ``target``: a folder, or one file where ``single``."""

    def __init__(self, target: Path, aside: PassingFolder, single: bool) -> None:
        self.target, self.aside, self.single = target, aside, single
        self.files: list[Path] = []

    def write(self, name: str, content: bytes) -> None:
        """A file by its name within the folder, or what comes next of it; where there is only one, it is called as was
        asked."""
        path = Path(self.target.name) if self.single else Path(name)
        with telling(self.target):
            (self.aside.path / path).parent.mkdir(parents=True, exist_ok=True)
            with (self.aside.path / path).open("ab") as file:
                file.write(content)
        if path not in self.files:
            self.files.append(path)

    def settle(self) -> list[Path]:
        """Moves the files to their places, and says where they are."""
        folder = self.target.parent if self.single else self.target
        with telling(self.target):
            if not self.single and not self.target.exists():
                self.aside.rename(self.target)
            for path in self.files if self.aside.path.exists() else ():
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (self.aside.path / path).replace(folder / path)
        return [folder / path for path in self.files]


@contextmanager
def staged(target: Path, single: bool, force: bool) -> Iterator[Staging]:
    """A place for files on their way to ``target``; what isn't settled when the block ends is gone.

    Raises :class:`Refused` where something is there already and isn't to be written over, or nothing can be written.
    """
    if single:
        refuse_existing(target, force)
        if target.is_dir():
            raise Refused([unwritable(target, IsADirectoryError(21, ""))])
    elif target.exists() and not target.is_dir():
        remedy = "换一个文件夹名"
        raise Refused([Problem("file-exists", "这里已经有一个同名的文件", Place(str(target)), remedy=remedy)])
    elif target.exists() and any(target.iterdir()) and not force:
        remedy = "换一个文件夹，或加 --force"
        raise Refused([Problem("file-exists", "文件夹里已有文件，没有覆盖", Place(str(target)), remedy=remedy)])
    with telling(target):
        sweep(target.parent)
        aside = PassingFolder(target.parent)
    try:
        yield Staging(target, aside, single)
    finally:
        aside.remove()


def write_new(path: Path, content: str | bytes, force: bool = False) -> None:
    """Writes a file under a temporary name and renames it; raises :class:`Refused` if it exists or can't be written."""
    write_all({path: content}, force)


def write_all(contents: Mapping[Path, str | bytes], force: bool = False) -> None:
    """Writes files that belong together: all under temporary names first, so that none is there without the others."""
    for path in contents:
        refuse_existing(path, force)
    with ExitStack() as stack:
        written = {path: stack.enter_context(new_beside(path)) for path in contents}
        for path, content in contents.items():
            with telling(path), os.fdopen(os.dup(written[path].handle), "wb") as file:
                file.write(content.encode() if isinstance(content, str) else content)
        for path, temporary in written.items():
            with telling(path):
                temporary.rename(path)


@contextmanager
def new_beside(path: Path) -> Iterator[PassingFile]:
    """A new file beside ``path`` under a temporary name; it is gone after the block unless it was renamed."""
    with telling(path):
        sweep(path.parent)
        temporary = PassingFile(path)
    try:
        yield temporary
    finally:
        temporary.remove()


@contextmanager
def telling(path: Path) -> Iterator[None]:
    """Whatever fails in the block is said of ``path``; raises :class:`Refused`."""
    try:
        yield
    except OSError as error:
        raise Refused([unwritable(path, error)]) from None


def refuse_outputs(outputs: Sequence[Path], inputs: Iterable[Path], force: bool) -> None:
    """Raises :class:`Refused` before anything is computed: results that are there already, that would be put over
    one another or over an input, or for which there is no folder."""
    for path in outputs:
        refuse_existing(path, force)
        if not path.parent.is_dir():
            raise Refused([unwritable(path, OSError(errno.ENOENT if not path.parent.exists() else errno.ENOTDIR, ""))])
        if path.is_dir():
            raise Refused([unwritable(path, OSError(errno.EISDIR, ""))])
    for number, path in enumerate(outputs):
        if any(_same(path, other) for other in outputs[:number]):
            remedy = "各写一个文件名"
            raise Refused([Problem("output-twice", "两样结果写到同一个文件", Place(str(path)), remedy=remedy)])
        refuse_inputs(path, inputs)


#: Names that say which kind of file it is.
_NAMED = (
    *(".xlsx", ".xls", ".xlsm", ".et", ".ods", ".csv", ".tsv", ".txt", ".yaml", ".yml", ".json", ".xml"),
    *(".doc", ".docx", ".wps", ".pdf", ".html", ".htm", ".zip", ".png", ".jpg"),
)


def refuse_name(path: Path, what: str, *endings: str, remedy: str | None = None) -> None:
    """Raises :class:`Refused` where the name of a result promises another kind of file than will be written; with no
    endings it is a folder that will be."""
    ending = path.suffix.lower()
    if ending in _NAMED and ending not in endings and not (not endings and is_folder(path)):
        message = f"{what}是 {'、'.join(endings)} 文件，不能写成 {ending}" if endings else f"{what}是文件夹，不是文件"
        remedy = remedy or (f"文件名以 {endings[0]} 结尾" if endings else f"写文件夹的名称，如 {path.stem}")
        raise Refused([Problem("file-name", message, Place(str(path)), remedy=remedy)])


def refuse_inputs(path: Path, inputs: Iterable[str | Path]) -> None:
    """Raises :class:`Refused` where a result would be put over an input, or among the tables of a folder."""
    for source in inputs:
        place = Path(source)
        if _same(path, place) or (is_folder(place) and _same(real_path(path).parent, place)):
            message, remedy = "结果会写到输入上", "换一个文件名，不要和输入放在一起"
            raise Refused([Problem("output-is-input", message, Place(str(path)), remedy=remedy)])


def _same(one: Path, other: Path) -> bool:
    """Whether two paths mean one file, also by a link or where letter case makes no difference."""
    with suppress(OSError):
        return one.samefile(other)
    return real_path(one) == real_path(other)


def refuse_existing(path: Path, force: bool) -> None:
    """Raises :class:`Refused` where a file would be overwritten unasked, and for what no file can take the place of."""
    with telling(path):
        try:
            mode = path.stat().st_mode
        except FileNotFoundError:
            return
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        remedy = "写一个文件名"
        raise Refused([Problem("file-unwritable", "这是管道或设备，不是文件", Place(str(path)), remedy=remedy)])
    if not force:
        remedy = "换一个名称，或加 --force"
        raise Refused([Problem("file-exists", "文件已经存在，没有覆盖", Place(str(path)), remedy=remedy)])


def refuse_unwritable(path: Path) -> None:
    """Raises :class:`Refused` where no file can be made beside ``path``; a folder that isn't there yet is passed."""
    if path.parent.is_dir():
        with new_beside(path):
            pass


def unwritable(path: Path, error: OSError) -> Problem:
    """Why a file can't be written, in Chinese."""
    message, remedy = reason(error, _REASONS, ("写入失败", "检查磁盘"))
    return Problem("file-unwritable", message, Place(str(path)), remedy=remedy)


_REASONS = {
    errno.ENOENT: ("所在的文件夹不存在", "先建好文件夹"),
    errno.EACCES: ("没有权限写入，或文件正被别的程序打开", "关闭打开它的程序，或换一个文件夹"),
    errno.EISDIR: ("这是文件夹，不能当作文件写", "换一个名称"),
    errno.ENOSPC: ("磁盘空间不足，没有写成", "清理磁盘后重试"),
    errno.EROFS: ("磁盘是只读的，不能写入", "换一个文件夹"),
    errno.ENOLCK: ("这个磁盘不能加锁，不能保证只有一个程序在写", "换一个文件夹"),
}

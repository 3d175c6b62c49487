"""Several files that are put in place together: written aside, and moved when all of them are whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from yzcomp.output.files import refuse_existing, telling, unwritable
from yzcomp.problems import Place, Problem, Refused
from yzcomp.temporary import PassingFolder, sweep


class Staging:
    """Files on their way to ``target``: a folder, or one file where ``single``."""

    def __init__(self, target: Path, aside: PassingFolder, single: bool) -> None:
        self.target, self.aside, self.single = target, aside, single
        self.files: list[Path] = []

    def write(self, name: str, content: bytes) -> None:
        """A file by its name within the folder; where there is only one, it is called as was asked."""
        path = Path(self.target.name) if self.single else Path(name)
        with telling(self.target):
            (self.aside.path / path).parent.mkdir(parents=True, exist_ok=True)
            (self.aside.path / path).write_bytes(content)
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

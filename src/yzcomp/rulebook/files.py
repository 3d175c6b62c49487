"""Rule and standards files as plain trees with marks, and where they are found."""

import hashlib
from pathlib import Path
from typing import Any

from yzcomp import strict_yaml as yml
from yzcomp.problems import Place, Problem, Refused
from yzcomp.rulebook.nodes import MARKS, Marks
from yzcomp.textfiles import STDIN, is_folder, is_there, read_text, unreadable

BUILT_IN = "xianggui-2018"


def locate_rules(source: str | Path | None) -> Path:
    """The file or folder of a rulebook: a path, ``-``, or the name of one that comes with the program.

    Nothing in the current folder stands in for a packaged rulebook: its name alone always means that one.
    """
    if packaged := packaged_rules(source):
        return packaged
    path = Path(source or BUILT_IN)
    if path.exists() or is_there(path) or str(source) == STDIN:
        return path
    known = "、".join(sorted({p.name for folder in _rule_folders() if folder.is_dir() for p in folder.iterdir()}))
    message = "没有这个规则文件或内置规则"
    raise Refused([Problem("file-not-found", message, Place(str(source)), remedy=f"内置规则有：{known}")])


def packaged_rules(source: str | Path | None) -> Path | None:
    """Where the packaged rulebook of a name lies; ``None`` for a path, which other rules must be given by."""
    name = source or BUILT_IN
    if not isinstance(name, str) or Path(name).name != name:
        return None
    return next((folder / name for folder in _rule_folders() if (folder / name).exists()), None)


def _rule_folders() -> tuple[Path, Path]:
    """The packaged copy, then the checkout's: an editable install has only the second."""
    package = Path(__file__).resolve().parent.parent
    return package / "rules", package.parent.parent / "rules"


def rule_files(path: Path) -> list[Path]:
    """The YAML files of a rulebook in the order of their names; whatever is no folder (a pipe too) is one file."""
    if not is_folder(path):
        return [path]
    try:
        return sorted(p for p in path.iterdir() if p.suffix.lower() in (".yaml", ".yml"))
    except OSError as error:
        raise Refused([unreadable(path, error)]) from None


def plain(node: yml.Node | None, file: str) -> Any:
    """The tree as dicts and lists; each dict carries its :class:`Marks` under a key of its own."""
    if isinstance(node, yml.Mapping):
        data: dict[str, Any] = {
            f"{key} " if key == MARKS else key: plain(child, file) for key, child in node.entries.items()
        }
        data[MARKS] = Marks(file, node.line, node.column, node.keys)
        return data
    if isinstance(node, yml.Listing):
        return [plain(item, file) for item in node.items]
    return node.text if node is not None else None


def digest(texts: dict[str, str]) -> str:
    """``sha256:…`` of the files' content with LF line ends.

    One file: its own SHA-256. Several: the SHA-256 of the list of lines ``<hex>  <name>``, as ``sha256sum`` prints it.
    """
    hashes = _hashes(texts)
    if len(hashes) == 1:
        return f"sha256:{next(iter(hashes.values()))}"
    listing = "".join(f"{value}  {name}\n" for name, value in sorted(hashes.items()))
    return f"sha256:{hashlib.sha256(listing.encode()).hexdigest()}"


def file_digests(source: str | Path | None, whole: str) -> dict[str, str]:
    """The SHA-256 of each file of a rulebook, to tell which one has changed; none if it is no longer that ``whole``."""
    try:
        texts = {file.name: read_text(file) for file in rule_files(locate_rules(source))}
    except (Refused, OSError):
        return {}
    return _hashes(texts) if texts and digest(texts) == whole else {}


def _hashes(texts: dict[str, str]) -> dict[str, str]:
    return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts.items()}

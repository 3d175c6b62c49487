"""The Chinese fonts of this computer: which are there, and which characters they have."""

import struct
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from yzcomp.problems import Problem, Refused

#: Fonts of papers by their family names, the fittest first: 宋体 and its kin, then whatever else has Chinese.
SONG = (
    *("SimSun", "NSimSun", "Songti SC", "STSong", "FangSong", "Noto Serif CJK SC", "Source Han Serif SC"),
    *("Source Han Serif CN", "Noto Serif SC", "AR PL UMing CN", "Noto Sans CJK SC", "Source Han Sans SC"),
    *("Source Han Sans CN", "Noto Sans SC", "Microsoft YaHei", "PingFang SC", "SimHei", "WenQuanYi Zen Hei"),
    *("WenQuanYi Micro Hei", "Droid Sans Fallback"),
)
#: Fonts of headings: 黑体 and its kin.
HEI = ("SimHei", "Heiti SC", "STHeiti", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC")


class Font(NamedTuple):
    """An installed font: its family, its file, and which of the file's fonts it is."""

    family: str
    path: Path
    number: int


def chosen(installed: Iterable[Font], wanted: Sequence[str] = SONG) -> list[Font]:
    """The installed ones of some families, a font each, in the order of the families."""
    found: dict[str, Font] = {}
    for font in sorted(installed):
        found.setdefault(font.family, font)
    return [found[family] for family in wanted if family in found]


def refuse_lacking(fonts: Sequence[Font], text: Iterable[str]) -> None:
    """Raises :class:`Refused` where there is no Chinese font, or a character that none of them has."""
    if not fonts:
        remedy = "装一种：Debian、Ubuntu 上运行 apt install fonts-noto-cjk，Windows 上装上宋体"
        raise Refused([Problem("font-missing", "这台电脑没有装中文字体，写不出 PDF", remedy=remedy)])
    needed = {char for part in text for char in part if not char.isspace()}
    for font in fonts:
        needed -= characters(font.path, font.number)
        if not needed:
            return
    listed = "、".join(f"“{char}”（U+{ord(char):04X}）" for char in sorted(needed)[:10])
    message = f"装着的中文字体（{'、'.join(font.family for font in fonts)}）没有这些字：{listed}"
    remedy = "装一种有它们的字体，如 fonts-noto-cjk，或改写成 Excel、Word"
    raise Refused([Problem("font-lacks", message, remedy=remedy)])


@lru_cache
def characters(path: Path, number: int) -> frozenset[str]:
    """The characters that a font of a file has, as its table of characters (cmap) lists them."""
    data = path.read_bytes()
    start = struct.unpack_from(">I", data, 12 + 4 * number)[0] if data[:4] == b"ttcf" else 0
    (count,) = struct.unpack_from(">H", data, start + 4)
    tables = (struct.unpack_from(">4sIII", data, start + 12 + 16 * place) for place in range(count))
    cmap = next((offset for tag, _, offset, _ in tables if tag == b"cmap"), None)
    if cmap is None:
        return frozenset()
    (count,) = struct.unpack_from(">H", data, cmap + 2)
    found: set[str] = set()
    for place in range(count):
        _, _, offset = struct.unpack_from(">HHI", data, cmap + 4 + 8 * place)
        found.update(_mapped(data, cmap + offset))
    return frozenset(found)


def _mapped(data: bytes, at: int) -> Iterable[str]:
    """The characters of one subtable: format 12 has groups of them, format 4 the first 65,536 in segments."""
    (form,) = struct.unpack_from(">H", data, at)
    if form == 12:
        (groups,) = struct.unpack_from(">I", data, at + 12)
        for number in range(groups):
            first, last, _ = struct.unpack_from(">III", data, at + 16 + 12 * number)
            yield from map(chr, range(first, last + 1))
    elif form == 4:
        count = struct.unpack_from(">H", data, at + 6)[0] // 2
        ends = struct.unpack_from(f">{count}H", data, at + 14)
        starts = struct.unpack_from(f">{count}H", data, at + 16 + 2 * count)
        for first, last in zip(starts, ends, strict=True):
            yield from (chr(code) for code in range(first, min(last, 0xFFFE) + 1))

"""The golden papers of ``golden/``: one file a kind, about the same few households."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from tests.documents.test_lists import VILLAGE
from tests.papers import whole
from yzcomp.documents import KINDS
from yzcomp.documents.setting import Paid

FOLDER = Path(__file__).parent / "golden"
_PAID = [Paid(Decimal("1000.05"), "house_compensation", date(2019, 4, 30)), Paid(Decimal("0.95"))]


def paper(name: str) -> str:
    """What a kind says of them."""
    options = {"paid": {"Y1": Decimal("1001.00")}, "payments": {"Y1": _PAID}, "texts": {"Y1": {"住址": "杨家桥村1号"}}}
    return whole(name, VILLAGE, month=(2019, 4), **options)


def write() -> None:
    """Writes them all anew."""
    FOLDER.mkdir(exist_ok=True)
    for name in KINDS:
        (FOLDER / f"{name}.txt").write_text(paper(name), encoding="utf-8", newline="\n")

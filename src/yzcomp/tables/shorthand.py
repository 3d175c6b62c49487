"""Shorthand columns of a flat table: one house, one pond and a temporary use a land class, in the household's row."""

from decimal import Decimal
from typing import NamedTuple

from yzcomp.household.fields import Form

_AREA = Form("number", "㎡", minimum=Decimal(0))
_MU = Form("number", "亩", above=Decimal(0))
_TEXT = Form("text")


class Shorthand(NamedTuple):
    """A column that fills ``field`` of a record in list ``record``; ``fixed`` are that record's other facts."""

    key: str
    title: str
    form: Form
    record: str
    field: str
    fixed: dict[str, str]


SHORTHANDS = (
    Shorthand("legal_floor_area", "合法建筑面积", _AREA, "houses", "legal_floor_area", {}),
    Shorthand("ground_floor_area", "底层占地面积", _AREA, "houses", "ground_floor_area", {}),
    Shorthand("structure", "结构", _TEXT, "houses", "structure", {}),
    Shorthand("grade", "等级", _TEXT, "houses", "grade", {}),
    Shorthand("pond_area", "水塘面积", _MU, "ponds", "area", {}),
    Shorthand("temporary_paddy_area", "临时用地水田面积", _MU, "temporary_uses", "area", {"land_class": "paddy"}),
    Shorthand("temporary_dry_area", "临时用地旱土面积", _MU, "temporary_uses", "area", {"land_class": "dry"}),
    Shorthand("temporary_other_area", "临时用地林地及其他面积", _MU, "temporary_uses", "area", {"land_class": "other"}),
    Shorthand("temporary_years", "临时用地年限", Form("number", "年", above=Decimal(0)), "temporary_uses", "years", {}),
)

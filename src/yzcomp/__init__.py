"""yzcomp: what a measure pays a household whose land and house are taken, computed exactly and explained.

>>> from decimal import Decimal
>>> from yzcomp import House, Household, Resettlement, evaluate, load_rulebook
>>> household = Household(household_id="1", head="张三", resettlement=Resettlement.SITE, legal_residents=4,
...                       houses=(House(legal_floor_area=Decimal(90)),))
>>> statement = evaluate(load_rulebook(), household)
>>> str(statement.amount("moving_allowance")), statement.items[1].formula
('2200.00', '（1000 + 1 × 100）元/次 × 2次')
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from yzcomp.engine.evaluator import Evaluator, evaluate
    from yzcomp.forms import BareYear
    from yzcomp.household.choices import (
        HouseKind,
        HouseTitle,
        HouseUse,
        LandClass,
        LandOwnership,
        ParcelPosition,
        PondKind,
        RegistrationReason,
        Resettlement,
        TemporaryLandClass,
    )
    from yzcomp.household.files import load_household
    from yzcomp.household.models import (
        Attachment,
        Crop,
        House,
        Household,
        Member,
        Parcel,
        Pond,
        TemporaryUse,
    )
    from yzcomp.problems import Place, Problem, Refused
    from yzcomp.rulebook.load import load_rulebook
    from yzcomp.rulebook.models import Rulebook
    from yzcomp.rulebook.standards import Standards, load_standards
    from yzcomp.statement import Line, NotPaid, Statement, Totals

__version__ = "0.1.0"

_MODELS = ("Attachment", "Crop", "House", "Household", "Member", "Parcel", "Pond", "TemporaryUse")
_CHOICES = (
    "HouseKind",
    "HouseTitle",
    "HouseUse",
    "LandClass",
    "LandOwnership",
    "ParcelPosition",
    "PondKind",
    "RegistrationReason",
    "Resettlement",
    "TemporaryLandClass",
)
_HOMES = {
    "BareYear": "yzcomp.forms",
    "Evaluator": "yzcomp.engine.evaluator",
    "evaluate": "yzcomp.engine.evaluator",
    "load_household": "yzcomp.household.files",
    **dict.fromkeys(_CHOICES, "yzcomp.household.choices"),
    **dict.fromkeys(_MODELS, "yzcomp.household.models"),
    **dict.fromkeys(("Place", "Problem", "Refused"), "yzcomp.problems"),
    "load_rulebook": "yzcomp.rulebook.load",
    "Rulebook": "yzcomp.rulebook.models",
    **dict.fromkeys(("Standards", "load_standards"), "yzcomp.rulebook.standards"),
    **dict.fromkeys(("Line", "NotPaid", "Statement", "Totals"), "yzcomp.statement"),
}

__all__ = [
    "Attachment",
    "BareYear",
    "Crop",
    "Evaluator",
    "House",
    "HouseKind",
    "HouseTitle",
    "HouseUse",
    "Household",
    "LandClass",
    "LandOwnership",
    "Line",
    "Member",
    "NotPaid",
    "Parcel",
    "ParcelPosition",
    "Place",
    "Pond",
    "PondKind",
    "Problem",
    "Refused",
    "RegistrationReason",
    "Resettlement",
    "Rulebook",
    "Standards",
    "Statement",
    "TemporaryLandClass",
    "TemporaryUse",
    "Totals",
    "evaluate",
    "load_household",
    "load_rulebook",
    "load_standards",
]


def __getattr__(name: str) -> Any:
    """Loads what is asked for on first use, so that ``yzcomp --help`` starts without any of it."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'yzcomp' has no attribute {name!r}")

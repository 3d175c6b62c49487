"""The facts: what is known of one household, and how it is written down."""

from yzcomp.household.models import (
    Attachment,
    Crop,
    Facts,
    House,
    Household,
    Member,
    Parcel,
    Pond,
    TemporaryUse,
)

__all__ = ["Attachment", "Crop", "Facts", "House", "Household", "Member", "Parcel", "Pond", "TemporaryUse"]

"""The choices that facts offer: an English key for programs, a Chinese name for people."""

from enum import Enum


class Choice(str, Enum):  # noqa: UP042 - StrEnum can't carry a label
    """A closed set of values; compares equal to its English key."""

    label: str

    def __new__(cls, key: str, label: str) -> "Choice":
        member = str.__new__(cls, key)
        member._value_ = key
        member.label = label
        return member

    __hash__ = str.__hash__  # equal to its key, so it must hash like it

    def __str__(self) -> str:
        return str(self._value_)


class PartyKind(Choice):
    HOUSEHOLD = "household", "农户"
    COLLECTIVE = "collective", "村组集体"
    STATE_FARM = "state_farm", "国有农林渔场"
    ENTERPRISE = "enterprise", "企事业单位"


class Survey(Choice):
    SIGNED = "signed", "签字确认"
    EVIDENCED = "evidenced", "取证"
    NOTARISED = "notarised", "公证"


class Resettlement(Choice):
    DISPERSED = "dispersed", "分散迁建安置"
    SITE = "site", "安置地安置"
    MONETARY = "monetary", "货币安置"
    NONE = "none", "不予安置"


class RegistrationReason(Choice):
    BIRTH = "birth", "出生"
    MARRIAGE = "marriage", "婚嫁"
    RETURN_FROM_ABROAD = "return_from_abroad", "回国定居"
    DEMOBILISED = "demobilised", "军人退伍"
    GRADUATE = "graduate", "大中专毕业"
    RELEASED = "released", "刑满释放"
    OTHER = "other", "其他"


class HouseKind(Choice):
    MAIN = "main", "正房"
    ANNEX = "annex", "杂房"


class HouseUse(Choice):
    RESIDENTIAL = "residential", "住宅"
    ENTERPRISE = "enterprise", "企业"
    INSTITUTIONAL = "institutional", "学校寺庙祠堂村组集体"


class HouseName(Choice):
    """What the name of a house says that it is."""

    ENTERPRISE = "enterprise", "厂房、经营用房"
    INSTITUTIONAL = "institutional", "公共用房"
    ANNEX = "annex", "杂房"


class HouseTitle(Choice):
    CERTIFICATE = "certificate", "有证"
    RECOGNIZED = "recognized", "合法性认定"
    PENDING = "pending", "认定中"
    NONE = "none", "无"


class HouseLand(Choice):
    COLLECTIVE = "collective", "集体"
    STATE = "state", "国有"


class LandClass(Choice):
    PADDY = "paddy", "水田"
    DRY = "dry", "旱地"
    GARDEN = "garden", "园地"
    FOREST = "forest", "林地"
    POND = "pond", "水塘"
    GRAIN_FOR_GREEN = "grain_for_green", "退耕还林"
    CONSTRUCTION = "construction", "建设用地"
    OTHER = "other", "其他"


class LandOwnership(Choice):
    COLLECTIVE = "collective", "集体"
    STATE_FARM = "state_farm", "国有农林渔场"


class ParcelPosition(Choice):
    INSIDE_REDLINE = "inside_redline", "红线内"
    RELOCATED_ROAD_OR_CANAL = "relocated_road_or_canal", "改移道路水渠"


class PondKind(Choice):
    POND = "pond", "水塘"
    RESERVOIR = "reservoir", "水库"


class TemporaryLandClass(Choice):
    PADDY = "paddy", "水田"
    DRY = "dry", "旱土"
    FOREST = "forest", "林地"
    OTHER = "other", "其他"


class LossKind(Choice):
    EQUIPMENT_MOVING = "equipment_moving", "设备搬迁"
    BUSINESS_SUSPENSION = "business_suspension", "停产停业"

"""The facts of one household (被征收户) and its records, as immutable models: how they are described, no more."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, ModelWrapValidatorHandler, model_validator

from yzcomp.household import choices as c
from yzcomp.household.fields import (
    Account,
    CreditCode,
    Date,
    DateOrYear,
    Form,
    IdNumber,
    Months,
    Mu,
    MuOrNone,
    PersonName,
    Persons,
    Phone,
    Quantity,
    SquareMetres,
    Text,
    Years,
    YesNo,
    YuanPerPerson,
    carried,
    choice,
    derived,
    fact,
    required,
)
from yzcomp.household.house_names import named_as
from yzcomp.identity import birth_date

PartyKind = Annotated[c.PartyKind, choice(c.PartyKind)]
Survey = Annotated[c.Survey, choice(c.Survey)]
Resettlement = Annotated[c.Resettlement, choice(c.Resettlement)]
RegistrationReason = Annotated[c.RegistrationReason, choice(c.RegistrationReason)]
HouseKind = Annotated[c.HouseKind, choice(c.HouseKind)]
HouseUse = Annotated[c.HouseUse, choice(c.HouseUse)]
HouseTitle = Annotated[c.HouseTitle, choice(c.HouseTitle)]
HouseLand = Annotated[c.HouseLand, choice(c.HouseLand)]
LandClass = Annotated[c.LandClass, choice(c.LandClass)]
LandOwnership = Annotated[c.LandOwnership, choice(c.LandOwnership)]
ParcelPosition = Annotated[c.ParcelPosition, choice(c.ParcelPosition)]
PondKind = Annotated[c.PondKind, choice(c.PondKind)]
TemporaryLandClass = Annotated[c.TemporaryLandClass, choice(c.TemporaryLandClass)]
LossKind = Annotated[c.LossKind, choice(c.LossKind)]


class Facts(BaseModel):
    """Immutable, and nothing in it that isn't defined."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Disputable(Facts):
    """A record whose ownership may be in dispute by itself."""

    in_dispute: YesNo = fact("权属争议", False, note="只有这一条有争议时填写")


class Member(Facts):
    """家庭成员"""

    name: Text | None = fact("姓名")
    id_number: IdNumber | None = fact("身份证号")
    registered_on: Date | None = fact("户口登记日")
    reason: RegistrationReason | None = fact("登记事由")

    @derived("出生日期", Form("date"), "id_number")
    def born_on(self) -> date | None:
        """As the identity number says."""
        return birth_date(self.id_number) if self.id_number else None


class House(Disputable):
    """房屋"""

    name: Text | None = fact("房屋名称")
    kind: HouseKind = fact("房屋类别", c.HouseKind.MAIN)
    use: HouseUse = fact("用途", c.HouseUse.RESIDENTIAL)
    structure: Text | None = fact("结构", note="按房屋补偿标准中的写法")
    grade: Text | None = fact("等级", note="按房屋补偿标准中的写法")
    legal_floor_area: SquareMetres = required("合法建筑面积")
    ground_floor_area: SquareMetres | None = fact("底层占地面积", note="分散迁建安置的正房必填")
    built_on: DateOrYear | None = fact("建成日期", note="日期或年份；征地告知日及以后建成的不予补偿")
    begun_on: DateOrYear | None = fact("开工日期", note="日期或年份；告知日前开工、以后建成的填写")
    title: HouseTitle = fact("权属", c.HouseTitle.CERTIFICATE)
    titled_on: Date | None = fact("发证日期", note="征地告知日及以后发的证不作依据")
    land: HouseLand | None = fact("土地性质", note="不填为集体；国有农林渔场的为国有")
    use_changed_on: Date | None = fact("用途改变日期")

    @derived("房屋名称所指", choice(c.HouseName), "name")
    def named_as(self) -> c.HouseName | None:
        """What the name says that it is."""
        return named_as(self.name) if self.name else None


class Parcel(Disputable):
    """征收土地"""

    land_class: LandClass = required("地类")
    area: Mu = required("面积")
    zone: Text | None = fact("区片", note="按征地补偿标准中的写法")
    ownership: LandOwnership = fact("权属性质", c.LandOwnership.COLLECTIVE)
    adjacent_zone: Text | None = fact("邻近集体土地区片", note="国有农林渔场用地按它执行")
    position: ParcelPosition = fact("位置", c.ParcelPosition.INSIDE_REDLINE)


class Crop(Disputable):
    """青苗"""

    kind: Text = required("青苗种类", note="按青苗补偿标准中的写法")
    area: Mu = required("面积")
    planted_on: Date | None = fact("栽种日期")
    normal_production: YesNo = fact("正常农业生产", False)


class Attachment(Disputable):
    """附着物"""

    kind: Text = required("附着物种类", note="按附着物补偿标准中的写法")
    quantity: Quantity = required("数量")
    installed_on: Date | None = fact("设置日期")
    normal_production: YesNo = fact("正常农业生产", False)


class Pond(Disputable):
    """水塘"""

    kind: PondKind = fact("水塘类别", c.PondKind.POND)
    area: Mu = required("面积")


class TemporaryUse(Disputable):
    """临时用地"""

    land_class: TemporaryLandClass = required("地类")
    area: Mu = required("面积")
    years: Years = required("使用年限")
    crop: Text | None = fact("青苗种类", note="补一季青苗时填写")


class EnterpriseLoss(Disputable):
    """企业损失"""

    kind: LossKind = required("损失种类")
    name: Text = required("名目", note="按企业损失补偿标准中的写法")
    quantity: Quantity = required("数量")
    registered_on: Date | None = fact("工商登记日", note="征地告知日及以后登记的不予补偿")


class Household(Facts):
    """被征收户"""

    household_id: Text = required("户编号", note="一批之内不能重复")
    head: PersonName = required("户主")
    party: PartyKind = fact("被征收人类别", c.PartyKind.HOUSEHOLD)
    id_number: IdNumber | None = fact("身份证号")
    credit_code: CreditCode | None = fact("统一社会信用代码", note="农户不填")
    established_on: Date | None = fact("立户日期")
    established_for: RegistrationReason | None = fact("立户事由")
    survey: Survey | None = fact("调查确认")
    surveyed_on: Date | None = fact("调查日期")
    district: Text | None = fact("县区")
    village: Text | None = fact("村组")
    legal_residents: Persons | None = fact("合法常住人口", note="不填家庭成员时必填")
    eligible_persons: Persons | None = fact("符合安置条件人数", note="货币安置用；不填按合法常住人口")
    resettlement: Resettlement = required("安置方式")
    outside_planning_area: YesNo | None = fact("城市规划区范围外", note="分散迁建安置必填")
    notice_date: Date | None = fact("征地告知日")
    transition_months: Months | None = fact("过渡月数", note="分散迁建安置必填")
    sign_by: Date | None = fact("签约期限")
    signed_on: Date | None = fact("签约日期")
    vacate_by: Date | None = fact("腾地期限")
    vacated_on: Date | None = fact("腾空日期")
    signed_on_time: YesNo | None = fact("按期签约", note="可代替签约期限和签约日期")
    vacated_on_time: YesNo | None = fact("按期腾空", note="可代替腾地期限和腾空日期")
    station_project: YesNo = fact("永州北站或北货场项目", False)
    farmland_per_capita: MuOrNone | None = fact("人均耕地", note="全村组的人均耕地，货币安置必填")
    monetary_per_person: YuanPerPerson | None = fact("货币安置标准", note="批准的标准，货币安置必填")
    in_dispute: YesNo = fact("权属争议", False)
    payee_name: Text | None = carried("收款人")
    bank: Text | None = carried("开户行")
    account: Account | None = carried("银行账号")
    phone: Phone | None = carried("联系电话")
    remark: Text | None = carried("备注")
    members: tuple[Member, ...] = fact("家庭成员", ())
    houses: tuple[House, ...] = fact("房屋", ())
    parcels: tuple[Parcel, ...] = fact("征收土地", ())
    crops: tuple[Crop, ...] = fact("青苗", ())
    attachments: tuple[Attachment, ...] = fact("附着物", ())
    ponds: tuple[Pond, ...] = fact("水塘", ())
    temporary_uses: tuple[TemporaryUse, ...] = fact("临时用地", ())
    enterprise_losses: tuple[EnterpriseLoss, ...] = fact("企业损失", ())

    @model_validator(mode="wrap")
    @classmethod
    def _of_any_party(cls, data: Any, handler: ModelWrapValidatorHandler["Household"]) -> "Household":
        """Lets the parties that are no household leave out how they are resettled."""
        whole = with_party(data) if isinstance(data, Mapping) else data
        made = handler(whole)
        if whole is not data:
            made.__pydantic_fields_set__.discard("resettlement")
        return made


_HOUSEHOLD = (None, "", c.PartyKind.HOUSEHOLD.value, c.PartyKind.HOUSEHOLD.label)


def with_party(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """What was written of a party, and that it isn't resettled where it is no household and nothing is said of that."""
    if data.get("party") in _HOUSEHOLD or data.get("resettlement") is not None:
        return data
    return {**data, "resettlement": c.Resettlement.NONE}

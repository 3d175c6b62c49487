"""What a house is by its name: a list of words, no more. 厂房 is no dwelling, whatever its record says."""

import re
from functools import lru_cache

from yzcomp.household.choices import HouseName

_DWELLING = re.compile("正房|正屋|主屋|主房|住宅|住房|堂屋|宿舍")
_WORDS = (
    (HouseName.ENTERPRISE, "厂房|工厂|厂$|车间|仓库|库房|冷库|作坊|养.{0,2}场|公司|办公楼|锅炉房|加油站|加工[房点间]"),
    (HouseName.INSTITUTIONAL, "(祠堂|宗祠|学校|教学楼|寺|寺庙|庙|庵|村部|村委会|活动中心|礼堂|公房|卫生室)$"),
    (
        HouseName.ANNEX,
        "[猪牛羊鸡鸭鹅兔][舍圈栏棚]|厕所|茅[房厕]|柴[房屋]|杂[房屋物]|车库|偏[房屋厦]|灶[房屋]|厨房|烤烟?房|粮仓|棚$",
    ),
)


@lru_cache(maxsize=4096)
def named_as(name: str) -> HouseName | None:
    """What the name of a house says that it is; ``None`` where it says nothing, or that it is lived in."""
    if _DWELLING.search(name):
        return None
    return next((kind for kind, words in _WORDS if re.search(words, name)), None)

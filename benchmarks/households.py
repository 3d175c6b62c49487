"""Writes a flat CSV of made-up households that raise no question, the same for the same number:
``python households.py 10000 FILE.csv``.
"""

import csv
import random
import sys
from pathlib import Path

COLUMNS = [
    "户编号",
    "户主",
    "村组",
    "合法常住人口",
    "安置方式",
    "城市规划区范围外",
    "征地告知日",
    "过渡月数",
    "签约期限",
    "签约日期",
    "腾地期限",
    "腾空日期",
    "永州北站或北货场项目",
    "人均耕地",
    "货币安置标准",
    "权属争议",
    "合法建筑面积",
    "底层占地面积",
    "水塘面积",
    "临时用地水田面积",
    "临时用地旱土面积",
    "临时用地林地及其他面积",
    "临时用地年限",
    "符合安置条件人数",
]
SURNAMES = "赵钱孙李周吴郑王冯陈唐蒋伍何蒋邓雷屈廖龙彭罗谭曾杨黄张刘胡谢魏柏桂秦尹申欧蔡席熊毛于石段万"
NAMES = "建国秀英德明玉兰先进卫东志强小军春生水清石桂花满香家福有田木林喜凤云芳大河冬梅铁柱月娥长青东升庆文武成海山红艳平安元顺发贵荣华"


def row(number: int, chance: random.Random) -> list[str]:
    """One household: most are dispersed, some on a site, some in money, a few without resettlement."""
    kind = chance.choices(("分散迁建安置", "安置地安置", "货币安置", "不予安置"), (6, 3, 1, 1))[0]
    dispersed, monetary = kind == "分散迁建安置", kind == "货币安置"
    floor = chance.randrange(6000, 30000)
    persons = chance.randrange(0, 9)
    signed, vacated = chance.randrange(20, 35), chance.randrange(20, 35)
    temporary = chance.random() < 0.2
    mu = [f"{chance.randrange(1, 300) / 100:.2f}" if temporary and chance.random() < 0.5 else "" for _ in range(3)]
    return [
        f"H{number:07d}",
        chance.choice(SURNAMES) + chance.choice(NAMES) + chance.choice(NAMES),
        f"第{chance.randrange(1, 41)}村民小组",
        str(persons),
        kind,
        "是" if dispersed else "",
        "2019-03-01",
        str(chance.choice((6, 10, 12, 12.5, 13))) if dispersed else "",
        "2019-05-31",
        f"2019-05-{signed}" if signed < 32 else "2019-06-02",
        "2019-06-30",
        f"2019-06-{vacated}" if vacated < 31 else "2019-07-03",
        "是" if monetary else "",
        "0.28" if monetary else "",
        "165000" if monetary else "",
        "是" if chance.random() < 0.02 else "",
        f"{floor / 100:.2f}" if kind != "不予安置" else "",
        f"{floor * chance.randrange(40, 100) // 100 / 100:.2f}" if dispersed else "",
        f"{chance.randrange(1, 500) / 100:.2f}" if chance.random() < 0.3 else "",
        *mu,
        chance.choice(("1", "1.5", "2", "3")) if any(mu) else "",
        str(persons) if monetary else "",
    ]


def write(count: int, path: Path) -> None:
    """``count`` households into ``path``, UTF-8."""
    chance = random.Random(20181018)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(row(number, chance) for number in range(1, count + 1))


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]))

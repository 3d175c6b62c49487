"""The people of examples/village, their houses, and the mistakes that are made of them: nobody of them exists."""

from typing import NamedTuple

from yzcomp.identity import check_character

D, S, M, N = "分散迁建安置", "安置地安置", "货币安置", "不予安置"


class Family(NamedTuple):
    """A household: persons, resettlement, floor and ground floor area, when it signed and vacated, pond, dispute."""

    head: str
    persons: int
    way: str
    floor: str = ""
    ground: str = ""
    months: str = ""
    signed: str = ""
    vacated: str = ""
    pond: str = ""
    dispute: str = ""


GROUPS = {
    "杨家桥村一组": [
        Family("唐建国", 4, D, "212.40", "118.60", "12", "2019-05-20", "2019-06-28", "0.75"),
        Family("李秀英", 3, D, "168", "96.5", "12", "2019-05-31", "2019-06-30"),
        Family("蒋先进", 6, D, "243.75", "121.88", "10", "2019-06-02", "2019-06-30"),
        Family("何玉兰", 2, S, "131.20", "", "", "2019-05-28", "2019-06-25"),
        Family("伍德明", 5, D, "196.35", "98.20", "12.5", "2019-05-18", "2019-07-03"),
        Family("周小军", 1, S, "84.6", "", "", "2019-05-30", "2019-06-29"),
        Family("冯志强", 4, D, "180.155", "120", "12", "", "2019-06-20"),
        Family("一组集体", 0, N, pond="2.46"),
    ],
    "杨家桥村二组": [
        Family("陈卫东", 3, D, "150", "75", "6", "2019-05-25", "2019-06-26"),
        Family("吴桂花", 7, D, "288.90", "144.45", "12", "2019-05-29", "2019-06-30", "0.385"),
        Family("郑东升", 4, S, "156.785", "", "", "2019-05-31", ""),
        Family("王冬梅", 2, M, "112.30", "", "", "2019-05-22", "2019-06-18"),
        Family("赵长青", 5, D, "205.5", "102.75", "12", "2019-05-26", "2019-06-27", "", "是"),
        Family("钱水生", 3, D, "140.08", "140.08", "13", "2019-05-27", "2019-06-30"),
        Family("孙满秀", 0, S, "66.40", "", "", "2019-05-31", "2019-06-30"),
        Family("二组集体", 0, N, pond="1.2"),
    ],
    "杨家桥村三组": [
        Family("唐家福", 4, D, "173.25", "86.63", "12", "2019-05-21", "2019-06-21"),
        Family("李国庆", 5, M, "190.6", "", "", "2019-05-30", "2019-06-30"),
        Family("蒋月娥", 3, D, "122", "61", "8", "2019-05-15", "2019-06-15"),
        Family("何田生", 8, D, "310.40", "155.20", "12", "2019-05-31", "2019-06-30"),
        Family("伍春莲", 1, D, "58.75", "58.75", "12", "2019-05-31", "2019-06-30"),
        Family("周铁柱", 4, S, "147.9", "", "", "2019-06-01", "2019-06-29"),
        Family("冯腊梅", 2, D, "99.99", "49.99", "3", "2019-05-20", "2019-06-20", "0.5"),
        Family("陈石头", 6, D, "266.66", "133.33", "12", "2019-05-31", "2019-07-01"),
    ],
    "杨家桥村四组": [
        Family("吴有田", 3, D, "161.2", "80.6", "12", "2019-05-24", "2019-06-24"),
        Family("郑喜凤", 4, S, "138.45", "", "", "2019-05-29", "2019-06-28"),
        Family("王木林", 2, D, "92.8", "92.8", "11", "2019-05-31", "2019-06-30", "", "是"),
        Family("赵云芳", 5, M, "201", "", "", "2019-05-31", "2019-06-30"),
        Family("钱大河", 3, D, "157.35", "78.68", "12", "2019-05-19", "2019-06-19"),
        Family("四组集体", 0, N, pond="3.05"),
    ],
}

#: The row, its column, and what is written there instead.
MISTAKES: list[tuple[int, str, str]] = [
    (1, "合法建筑面积（㎡）", "168亩"),  # another unit
    (2, "签约日期", "2019-6-31"),  # no such day
    (3, "安置方式", "安置点安置"),  # no such choice
    (4, "户编号", ""),  # no number
    (5, "身份证号", "999901195303131014"),  # wrong check digit
    (6, "身份证号", "9.99901E+17"),  # spoilt by a spreadsheet
    (8, "城市规划区范围外", "否"),  # dispersed within the planning area
    (9, "合法常住人口（人）", "七"),  # not a number
    (10, "户编号", "YJQ-103"),  # a number twice
    (11, "人均耕地（亩）", "0.35"),  # no monetary resettlement there
    (12, "过渡月数", ""),  # needed and missing
    (13, "底层占地面积（㎡）", "#N/A"),  # a failed formula
    (14, "合法建筑面积（㎡）", "-66.40"),  # below zero
    (16, "征地告知日", "2022-01-05"),  # after the measure
    (17, "等级", "特等"),  # no rate for it
]


def numbered() -> list[tuple[str, str, Family]]:
    """Each household with its number and village group."""
    return [
        (f"YJQ-{group}{number:02}", village, family)
        for group, (village, families) in enumerate(GROUPS.items(), 1)
        for number, family in enumerate(families, 1)
    ]


def id_number(number: str) -> str:
    """An id number that is well formed; there is no area 999901."""
    first = f"999901{1950 + int(number[-3:]) % 40}0{1 + int(number[-1])}1{int(number[-1])}{number[-3:]}"
    return first + check_character(first)


def structure_grade(number: str) -> str:
    return ("一等", "二等")[int(number[-1]) % 2]

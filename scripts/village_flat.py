"""The made-up village as one table, as a clerk types it and a spreadsheet saves it."""

import csv
import io

from village_people import GROUPS, MISTAKES, D, Family, M, id_number, numbered, structure_grade

TITLE = "杨家桥村被征收户花名册（示例，人名和数字都是编的）"
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


FLAT = [
    *("户编号", "户主", "身份证号", "村组", "合法常住人口（人）", "安置方式", "城市规划区范围外", "征地告知日"),
    *("过渡月数", "签约期限", "签约日期", "腾地期限", "腾空日期", "永州北站或北货场项目", "人均耕地（亩）"),
    *(
        "货币安置标准（元/人）",
        "符合安置条件人数",
        "权属争议",
        "结构",
        "等级",
        "合法建筑面积（㎡）",
        "底层占地面积（㎡）",
    ),
    *("水塘面积（亩）", "临时用地水田面积（亩）", "临时用地年限"),
]


def flat_row(number: str, village: str, family: Family, turn: int) -> list[str]:
    """A household as a clerk typed it: dates, numbers and units now this way, now that."""
    dispersed, monetary = family.way == D, family.way == M
    forms = ("{0}-{1:02}-{2:02}", "{0}/{1}/{2}", "{0}.{1}.{2}", "{0}年{1}月{2}日")

    def day(text: str) -> str:
        return forms[turn % 4].format(*map(int, text.split("-"))) if text else ""

    return [
        number,
        family.head,
        id_number(number) if turn % 3 == 0 and family.persons else "",
        village,
        f"{family.persons}人" if turn % 7 == 3 else str(family.persons),
        family.way,
        ("是", "√")[turn % 2] if dispersed else "",
        day("2019-03-01"),
        family.months,
        day("2019-05-31") if family.signed else "",
        day(family.signed),
        day("2019-06-30") if family.vacated else "",
        day(family.vacated),
        "是" if monetary else "",
        "0.28" if monetary else "",
        ("165,000", "168000")[int(number[-1]) % 2] if monetary else "",
        str(family.persons) if monetary else "",
        family.dispute,
        "砖混" if family.floor else "",
        structure_grade(number) if family.floor else "",
        f"{family.floor}㎡" if turn % 5 == 2 and family.floor else family.floor,
        family.ground.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
        if turn % 6 == 1
        else family.ground,
        f"{family.pond} 亩" if turn % 2 and family.pond else family.pond,
        "0.9" if turn % 8 == 4 else "",
        "1.5年" if turn % 8 == 4 else "",
    ]


def flat() -> list[list[str]]:
    """The village as one table, with a title, a line of remarks, a sum for each group and one for all."""
    blank = [""] * len(FLAT)
    rows = [[TITLE, *blank[1:]], ["征地告知日：2019年3月1日", *blank[1:-3], "填表：村委会", "", ""], FLAT]
    people, turn = 0, 0
    for group, (village, families) in enumerate(GROUPS.items(), 1):
        for number, family in enumerate(families, 1):
            rows.append(flat_row(f"YJQ-{group}{number:02}", village, family, turn))
            turn += 1
        own = sum(family.persons for family in families)
        people += own
        rows += [["小计", "", "", village, str(own), *blank[5:]], blank]
    return [*rows, ["合计", "", "", "", str(people), *blank[5:]], ["注：面积以测绘成果为准。", *blank[1:]]]


def with_mistakes() -> list[list[str]]:
    """The first households of the flat table with one mistake each in most of them."""
    rows = [flat_row(number, village, family, 0) for number, village, family in numbered()][:20]
    for turn, (number, _, family) in enumerate(numbered()[:20]):
        rows[turn][2] = id_number(number) if turn % 3 == 0 and family.persons else ""
    for index, column, text in MISTAKES:
        rows[index][FLAT.index(column)] = text
    return [[TITLE, *[""] * (len(FLAT) - 1)], FLAT, *rows]


def as_csv(rows: list[list[str]], encoding: str) -> bytes:
    """Rows as a spreadsheet saves them: CRLF, quotes where needed."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode(encoding)

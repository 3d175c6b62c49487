"""Household files that can't be used: each with its exact message, and all problems of a file at once."""

from pathlib import Path

import pytest

from yzcomp import Refused, load_household
from yzcomp.household.files import read_household_text

BROKEN = [
    ("empty", "", ["h.yaml：文件是空的。写上户编号、户主、安置方式等内容"]),
    ("only a comment", "# x\n", ["h.yaml：文件是空的。写上户编号、户主、安置方式等内容"]),
    ("list", "- 户主: x\n", ["h.yaml 第1行第1列：应当是一户的“键: 值”内容。例如：户主: 张三"]),
    (
        "one word",
        "户主：张三",
        ["h.yaml 第1行第1列：应当是一户的“键: 值”内容。键后面的全角冒号“：”要改成半角冒号加空格“: ”"],
    ),
    (
        "unknown key",
        "户编号: A1\n户主: 张三\n安置方式: 安置地安置\n合法常住人口: 4\n村祖: x\n",
        ["h.yaml 第5行第1列：「村祖」没有这一项。是不是“村组”？"],
    ),
    (
        "unknown english",
        "户编号: A1\n户主: 张三\n安置方式: 安置地安置\n合法常住人口: 4\nvilage: x\n",
        ["h.yaml 第5行第1列：「vilage」没有这一项。是不是“village”？"],
    ),
    (
        "both names",
        "户编号: A1\n户主: 张三\n安置方式: 安置地安置\n合法常住人口: 4\nhead: 李四\n",
        ["h.yaml 第5行第1列：「head」与「户主」是同一项，写了两次。只保留一处"],
    ),
    (
        "record unknown",
        "户编号: A1\n户主: 张三\n安置方式: 安置地安置\n合法常住人口: 4\n房屋:\n  - {合法建筑面积: 1, 层数: 2}\n",
        ["h.yaml 第6行第17列：「层数」没有这一项。删去它，或对照说明改成正确的名称"],
    ),
    (
        "records not a list",
        "户编号: A1\n户主: 张三\n安置方式: 安置地安置\n合法常住人口: 4\n房屋: {合法建筑面积: 1}\n",
        ["h.yaml 第5行第5列：「房屋」应当是列表。每条记录以“- ”开头"],
    ),
    (
        "record not a mapping",
        "户编号: A1\n户主: 张三\n安置方式: 安置地安置\n合法常住人口: 4\n房屋:\n  - 180\n",
        ["h.yaml 第6行第5列：「房屋」第1条应当是“键: 值”的一组内容"],
    ),
    (
        "empty record",
        "户编号: A1\n户主: 张三\n安置方式: 安置地安置\n家庭成员:\n  - {户口登记日: 2001-05-01}\n  - {}\n  - {姓名: }\n",
        [
            "h.yaml 第6行第5列：「家庭成员第2条」什么也没有填写。填写内容，或删去这一条",
            "h.yaml 第7行第5列：「家庭成员第3条」什么也没有填写。填写内容，或删去这一条",
        ],
    ),
    (
        "value a list",
        "户编号: A1\n户主: 张三\n安置方式: 安置地安置\n合法常住人口: 4\n村组: [a, b]\n",
        ["h.yaml 第5行第5列：「村组」这里应当是一个值，不是一组内容。检查缩进"],
    ),
    (
        "missing",
        "户主: 张三\n",
        [
            "h.yaml 第1行第1列：「户编号」必填，没有填写。补上户编号",
            "h.yaml 第1行第1列：「安置方式」必填，没有填写。可填：分散迁建安置、安置地安置、货币安置、不予安置",
        ],
    ),
    (
        "blank",
        "户编号: A1\n户主: ''\n安置方式: 安置地安置\n合法常住人口: 4\n",
        ["h.yaml 第1行第1列：「户主」必填，没有填写。补上户主"],
    ),
    (
        "number",
        "户编号: A1\n户主: 张三\n安置方式: 安置地安置\n合法常住人口: 四\n",
        ["h.yaml 第4行第9列：「合法常住人口」“四”不是数字。只填数字，如 1250.5 或 1,250.5，不带单位"],
    ),
    (
        "unit",
        "户编号: A1\n户主: 张三\n安置方式: 安置地安置\n合法常住人口: 4\n过渡月数: 12个月\n",
        ["h.yaml 第5行第7列：「过渡月数」“12个月”不是数字。只填数字，如 1250.5 或 1,250.5，不带单位"],
    ),
    (
        "exponent",
        "户编号: A1\n户主: 张三\n安置方式: 安置地安置\n合法常住人口: 4\n人均耕地: 1e-1\n",
        ["h.yaml 第5行第7列：「人均耕地」“1e-1”不是数字。只填数字，如 1250.5 或 1,250.5，不带单位"],
    ),
    (
        "comma",
        "户编号: A1\n户主: 张三\n安置方式: 安置地安置\n合法常住人口: 4\n货币安置标准: 1,70,000\n",
        ["h.yaml 第5行第9列：「货币安置标准」“1,70,000”不是数字。只填数字，如 1250.5 或 1,250.5，不带单位"],
    ),
    (
        "fraction",
        "户编号: A1\n户主: 张三\n安置方式: 安置地安置\n合法常住人口: 3.5\n",
        ["h.yaml 第4行第9列：「合法常住人口」“3.5”不是整数。填整数"],
    ),
    (
        "negative",
        "户编号: A1\n户主: 张三\n安置方式: 安置地安置\n合法常住人口: -1\n",
        ["h.yaml 第4行第9列：「合法常住人口」“-1”小于0。填0或更大的数"],
    ),
    (
        "zero mu",
        "户编号: A1\n户主: 张三\n安置方式: 安置地安置\n合法常住人口: 4\n水塘: [{面积: 0}]\n",
        ["h.yaml 第5行第11列：「水塘第1条 面积」“0”不大于0。填大于0的数"],
    ),
    (
        "date",
        "户编号: A1\n户主: 张三\n安置方式: 安置地安置\n合法常住人口: 4\n征地告知日: 2019-13-01\n",
        ["h.yaml 第5行第8列：「征地告知日」“2019-13-01”不是日历上有的日期。检查年、月、日"],
    ),
    (
        "date mixed",
        "户编号: A1\n户主: 张三\n安置方式: 安置地安置\n合法常住人口: 4\n征地告知日: 2019-03/01\n",
        ["h.yaml 第5行第8列：「征地告知日」“2019-03/01”不是日期。写成 2019-03-01、2019/3/1、2019.3.1 或 2019年3月1日"],
    ),
    (
        "yes",
        "户编号: A1\n户主: 张三\n安置方式: 安置地安置\n合法常住人口: 4\n权属争议: 大概\n",
        ["h.yaml 第5行第7列：「权属争议」“大概”不是“是”或“否”。填 是 或 否（也可用 true/false、1/0、√）"],
    ),
    (
        "choice",
        "户编号: A1\n户主: 张三\n安置方式: 安置地\n合法常住人口: 4\n",
        [
            "h.yaml 第3行第7列：「安置方式」“安置地”不是可选的值。是不是“安置地安置”？可填：分散迁建安置、安置地安置、货币安置、不予安置"
        ],
    ),
    (
        "choice english",
        "户编号: A1\n户主: 张三\n安置方式: sites\n合法常住人口: 4\n",
        [
            "h.yaml 第3行第7列：「安置方式」“sites”不是可选的值。是不是“site”？可填：分散迁建安置、安置地安置、货币安置、不予安置"
        ],
    ),
    (
        "id short",
        "户编号: A1\n户主: 张三\n安置方式: 安置地安置\n合法常住人口: 4\n身份证号: 4329011965\n",
        [
            "h.yaml 第5行第7列：「身份证号」身份证号应为18位（前17位数字，末位数字或X），现为10位。对照身份证重新填写18位号码"
        ],
    ),
    (
        "id check",
        "户编号: A1\n户主: 张三\n安置方式: 安置地安置\n合法常住人口: 4\n身份证号: 432901196503121239\n",
        ["h.yaml 第5行第7列：「身份证号」身份证号的校验码不对，至少有一位写错。对照身份证重新填写18位号码"],
    ),
    (
        "id date",
        "户编号: A1\n户主: 张三\n安置方式: 安置地安置\n合法常住人口: 4\n身份证号: 432901196513121239\n",
        ["h.yaml 第5行第7列：「身份证号」身份证号第7至14位不是有效的出生日期。对照身份证重新填写18位号码"],
    ),
    (
        "id excel",
        "户编号: A1\n户主: 张三\n安置方式: 安置地安置\n合法常住人口: 4\n身份证号: 4.32901E+17\n",
        [
            "h.yaml 第5行第7列：「身份证号」身份证号被 Excel 变成了科学计数法，后几位已丢失。Excel 会损坏长号码：先把该列设为“文本”格式，再按身份证重新填写"
        ],
    ),
    (
        "id zeros",
        "户编号: A1\n户主: 张三\n安置方式: 安置地安置\n合法常住人口: 4\n身份证号: 432901196503120000\n",
        [
            "h.yaml 第5行第7列：「身份证号」身份证号末三位是000，像是被 Excel 截断成15位有效数字。Excel 会损坏长号码：先把该列设为“文本”格式，再按身份证重新填写"
        ],
    ),
    (
        "long number",
        "户编号: A1\n户主: 张三\n安置方式: 安置地安置\n合法常住人口: 4\n人均耕地: 0.1234567890123456789012345\n",
        ["h.yaml 第5行第7列：「人均耕地」数字过长。最多24个字符"],
    ),
    (
        "year",
        "户编号: A1\n户主: 张三\n安置方式: 安置地安置\n合法常住人口: 4\n房屋: [{合法建筑面积: 1, 建成日期: 99}]\n",
        ["h.yaml 第5行第24列：「房屋第1条 建成日期」“99”不是日期。写成 2019-03-01、2019/3/1、2019.3.1 或 2019年3月1日"],
    ),
]
GOOD = "户编号: A1\n户主: 张三\n安置方式: 安置地安置\n合法常住人口: 4\n"


@pytest.mark.parametrize(("text", "messages"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_broken_household(text: str, messages: list[str]) -> None:
    assert [str(problem) for problem in read_household_text(text, "h.yaml").problems] == messages


def test_all_problems_come_at_once_in_the_order_of_their_kinds() -> None:
    text = GOOD.replace("4", "x") + "村祖: a\n水塘: [{面积: 0}, {面积: y, 深: 1}]\n"
    assert [(p.code, p.place.line) for p in read_household_text(text, "h").problems] == [
        ("unknown-key", 5),
        ("unknown-key", 6),
        ("not-a-number", 4),
        ("out-of-range", 6),
        ("not-a-number", 6),
    ]


def test_a_blank_text_is_not_given() -> None:
    household = read_household_text(GOOD + "村组: ''\n县区: '  '\n", "h").household
    assert household is not None and household.village is None and household.district is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encoding_is_found(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "户.yaml"
    path.write_bytes((GOOD + "村组: 䶮村\n").encode(encoding))
    assert load_household(path).village == "䶮村"


def test_windows_line_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "h.yaml"
    path.write_bytes(GOOD.replace("\n", "\r\n").encode())
    assert load_household(path).legal_residents == 4


def test_bytes_in_no_encoding(tmp_path: Path) -> None:
    path = tmp_path / "h.yaml"
    path.write_bytes(b"a: \xff\xff")
    with pytest.raises(Refused) as refused:
        load_household(path)
    assert str(refused.value) == f"{path}：文件的编码不是 UTF-8、GB18030。另存为 UTF-8 文本"


def test_english_and_chinese_say_the_same() -> None:
    chinese = read_household_text(GOOD + "房屋: [{房屋类别: 杂房, 合法建筑面积: １２.５, 权属: 无}]\n", "h").household
    english = read_household_text(
        "household_id: A1\nhead: 张三\nresettlement: site\nlegal_residents: 4\n"
        "houses: [{kind: annex, legal_floor_area: '12.5', title: none}]\n",
        "h",
    ).household
    assert chinese == english is not None

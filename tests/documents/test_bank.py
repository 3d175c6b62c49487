"""银行表: the roster's amounts in a bank's own columns; who can't be paid by it is listed; accounts stay text."""

import csv
import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tests.batches import HEADER, csv_file, row
from tests.conftest import Call
from tests.households import house, household
from tests.papers import computed, rows, setting
from yzcomp.documents import bank, roster
from yzcomp.documents.bank_layout import read_layout
from yzcomp.documents.setting import Setting
from yzcomp.money import ZERO, yuan
from yzcomp.problems import Refused

ACCOUNTS = ("6217000010001234567", "0217000010001234568")
VILLAGE = [
    household(household_id="Y1", head="张三", account=ACCOUNTS[0], bank="农业银行杨家桥支行", houses=[house("80.25")]),
    household(
        household_id="Y2", head="李四", account=ACCOUNTS[1], bank="邮储银行", payee_name="李五", houses=[house()]
    ),
    household(household_id="Y3", head="王五", houses=[house("96")]),
]


def files(common: Setting) -> dict[str, bytes]:
    made = bank.documents([bank.KIND.take(computed(one), common) for one in VILLAGE], common)
    return {one.suffix: one.content for one in made}


def of(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


def table(content: bytes, encoding: str = "utf-8-sig") -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(encoding))))


def test_the_table_and_who_is_left_out_add_up_to_the_roster() -> None:
    common = setting(paid={"Y1": Decimal("1000.05")})
    payments = [roster.take(computed(one), common) for one in VILLAGE]
    amounts = [roster.now_due(one, common) for one in payments]
    head, *found = table(files(common)["csv"])
    assert head == ["序号", "账号", "户名", "金额", "备注"]
    assert found == [
        ["1", ACCOUNTS[0], "张三", f"{amounts[0]}", "征地拆迁补偿款"],
        ["2", ACCOUNTS[1], "李五", f"{amounts[1]}", "征地拆迁补偿款"],
    ]
    assert [one[1::2] for one in common.to_see] == [("Y3", amounts[2])]
    assert common.to_see[0].what == "没有账号，没有写进银行表"
    (paper,) = roster.documents(payments, common)
    total = sum((Decimal(one[3]) for one in found), ZERO) + (common.to_see[0].amount or ZERO)
    assert any(line[0].startswith(f"本次实付合计：{yuan(total)}元") for line in rows(paper))


def test_a_workbook_has_accounts_as_text_and_lists_who_is_left_out() -> None:
    content = files(setting())["xlsx"]
    assert content == files(setting())["xlsx"]
    first, left = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    cells = [[cell.value for cell in line] for line in first.iter_rows()]
    assert [line[1] for line in cells] == ["账号", *ACCOUNTS]
    assert first["B3"].number_format == "@"
    assert [cell.value for cell in left[2]][::3] == ["Y3", "没有账号"]


def test_another_bank_is_paid_by_its_number(tmp_path: Path) -> None:
    text = "名称: 他行\n列: {账 号: 账号, 收款人: 户名, 行号: 行号, 金额: 金额}\n行号: {邮储银行: 0403100000004}\n编码: gb18030\n不收开户行: [农业银行]\n"
    common = setting(layout=read_layout(of(tmp_path / "他行.yaml", text)))
    head, *found = table(files(common)["csv"], "gb18030")
    assert (head[0], [line[:3] for line in found]) == ("账 号", [[ACCOUNTS[1], "李五", "0403100000004"]])
    assert [(one.household_id, one.what) for one in common.to_see] == [
        ("Y1", "开户行不归这张表，没有写进银行表"),
        ("Y3", "没有账号，没有写进银行表"),
    ]
    common = setting(layout=read_layout("他行"))
    files(common)
    assert [one.what[:4] for one in common.to_see] == ["没有行号", "没有行号", "没有账号"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("名称: 本行\n列: {户名: 户名, 金额: 金额}\n", "本行.yaml：银行表没有账号或金额。“列”里要有取账号、取金额的列"),
        (
            "名称: 本行\n列: {账号: 账户, 金额: 金额}\n",
            "本行.yaml 第2行第5列：「账号」不是可选的值。可写：序号、户编号、村组、户名",
        ),
        (
            "名称: 本行\n列: {账号: 账号, 金额: 金额}\n编码: GBK\n",
            "本行.yaml 第3行第1列：「编码」不是可选的值。可写：utf-8、gb18030",
        ),
        ("", "本行.yaml：文件是空的"),
    ],
)
def test_a_layout_that_can_not_be_used(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        read_layout(of(tmp_path / "本行.yaml", text))
    assert said in "\n".join(map(str, refused.value.problems))


@pytest.mark.slow
def test_the_command_tells_who_is_left_out(call_cli: Call, tmp_path: Path) -> None:
    cells = [
        [*HEADER, "开户行", "银行账号"],
        [*row(户编号="A1", 户主="=张三"), "农行", ACCOUNTS[1]],
        [*row(户编号="A2"), "", ""],
    ]
    csv_file(tmp_path / "v.csv", cells)
    call_cli("batch", tmp_path / "v.csv", "-o", tmp_path / "out")
    done = call_cli("docs", tmp_path / "out", "--kind", "银行表", "-o", tmp_path / "银行.csv")
    assert done.returncode == 1
    assert "警告：没有账号，没有写进银行表：A2 张三 " in done.stderr
    assert "银行表要补的 1 户" in done.stderr
    assert table((tmp_path / "银行.csv").read_bytes())[1][1:3] == [ACCOUNTS[1], "'=张三"]
    paid = csv_file(tmp_path / "paid.csv", [["户编号", "已付"], ["A1", "1"]])
    over = call_cli("docs", tmp_path / "out", "--kind", "bank", "-o", paid, "--ledger", paid, "--force")
    assert (over.returncode, "结果会写到输入上" in over.stderr) == (2, True)
    done = call_cli("docs", tmp_path / "out", "--kind", "bank", "-o", tmp_path / "纸", "--layout", "本")
    assert (done.returncode, done.stderr) == (2, "错误：本：没有这个文件。检查文件名和所在的文件夹\n")

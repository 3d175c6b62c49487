"""The headers that a table of recorded amounts may have, and the names by which items are called in it."""

import re
from collections.abc import Iterator

from yzcomp.audit.names import JOINED
from yzcomp.audit.recorded import PAID, REST, TOTAL, WITHHELD
from yzcomp.forms import clean
from yzcomp.household.fields import Form
from yzcomp.rulebook.models import Rulebook
from yzcomp.statement import STATUS_LABELS
from yzcomp.tables.columns import KEY

MONEY = Form("number", "元")
TEXT = Form("text")
ITEM, NAME, AMOUNT, STATUS, QUANTITY, PRICE = "item_id", "item", "amount", "status", "quantity", "rate"
INFO, SUBTOTAL, PERSON, FORMULA = "info", "subtotal", "person", "formula"
#: What begins the key of a column of this payment, beside those before it.
NOW = f"{PAID}:本"
#: Columns of an amount, by what begins their key: of an item, of none that is known, of a payee or payer.
OF_ITEM, OF_NONE, OF_PARTY = "item:", "other:", "party:"
#: What a row says of who was paid, besides the facts of the household that say it: the fields of a payment.
PAYMENT = ("payee", "payee_name", "account", "paid_on", "batch", "head", "id_number", "village")
HEADERS: dict[str, tuple[str, Form, tuple[str, ...]]] = {
    KEY: ("户编号", TEXT, ("household_id", "户号", "农户编号", "被征收户编号")),
    PERSON: ("姓名", TEXT, ("名称",)),
    ITEM: ("项目编号", TEXT, ("item_id",)),
    NAME: ("项目", TEXT, ("item", "补偿项目", "项目名称", "补偿项目名称", "科目", "费用名称", "费项名称")),
    AMOUNT: (
        "金额",
        MONEY,
        (
            *("amount", "补偿金额", "应付金额", "应补金额", "核定金额", "补贴金额", "费用", "总价", "补偿款", "补偿费"),
            *("应付", "应发", "应补", "应付款", "应发金额", "应拨金额"),
        ),
    ),
    TOTAL: (
        "合计",
        MONEY,
        (
            *("total", "payable", "应付合计", "合计金额", "总计", "总额", "补偿合计", "补偿总额", "应发合计", "总金额"),
            *("总补偿", "补偿款总计", "拆迁补偿款总计", "金额合计", "补偿款合计", "补偿费合计", "共计"),
        ),
    ),
    STATUS: ("状态", TEXT, ("status", "发放状态", "拨付状态", "支付状态", "付款状态", "兑付状态")),
    WITHHELD: ("暂不拨付", MONEY, ("withheld",)),
    REST: (
        "余额",
        MONEY,
        ("结余", "未付", "未付金额", "未付款", "未发", "待付", "待付金额", "待发", "待发金额", "尚欠"),
    ),
    QUANTITY: ("数量", TEXT, ("quantity", "面积", "建筑面积", "亩数", "株数", "人数", "月数", "次数", "数目")),
    PRICE: ("单价", TEXT, ("rate", "标准", "补偿标准", "补偿单价", "发放标准")),
    FORMULA: ("算式", TEXT, ("formula", "计算式")),
    "village": ("村组", TEXT, ("村", "组")),
    "payee": ("领款人", TEXT, ("payee",)),
    "paid_on": (
        "发放日期",
        Form("date"),
        (
            "paid_on",
            *(word + end for word in ("发放", "支付", "付款", "打款", "兑付", "拨付") for end in ("日期", "时间")),
        ),
    ),
    "payee_name": ("收款人", TEXT, ("户名",)),
    "batch": ("批次", TEXT, ("batch", "支付批次", "发放批次", "付款批次", "拨付批次", "期次")),
}
_PAYING = ("实发", "实付", "已付", "已发", "已发放", "已拨付", "已支付", "已兑付", "兑付", "发放", "拨付", "支付")
#: A column of what was paid out, not only computed.
PAID_HEADERS = (
    "paid",
    "paid_amount",
    "实付总额",
    "实发总额",
    *(w + end for w in _PAYING for end in ("", "金额", "合计", "款")),
)
#: A column of one of several payments: 第一批, 第2次付款, 首期款.
INSTALMENT = re.compile(
    r"(第?[一二三四五六七八九十\d]{1,3}(批次?|期|次|笔)|[首末尾](批|期|次|笔|付)|本(批|期|次)|预付|预拨)"
    r"(应|已|实)?(付款?|发放?|拨付?|拨款|支付|兑付)?(补偿)?(款项?|金额|资金)?(合计)?"
)
#: What a line says of itself, besides the statuses of a statement.
STATUSES = {
    **dict.fromkeys(("paid", *_PAYING, "已领", "已领取", "付讫", "已付清", "已打款", "已转账", "已到账"), "paid"),
    **dict.fromkeys(("unpaid", "未付", "未发", "未发放", "未拨付", "未支付", "未兑付", "未领", "未领取"), "unpaid"),
    **dict.fromkeys(("待付", "待发", "待发放", "待拨付", "待支付", "待兑付", "待领取"), "unpaid"),
    **dict.fromkeys(("暂缓", "暂缓拨付", "暂缓发放", "暂不发放", "暂不支付", "暂不兑付", "暂扣"), "withheld"),
}
SUBTOTALS = ("小计", "本户小计", "户小计", "分项小计", "金额小计", "subtotal")
INFORMATIVE = (
    *("序号", "编号", "备注", "说明", "note", "电话", "联系电话", "手机", "手机号", "开户行", "开户银行"),
    *("签字", "签名", "盖章", "领款人签字", "领款人签名", "经办人", "日期", "article", "依据"),
    *("单位", "unit", "待定项数", "pending_items", "凭证号", "payer", "付款人"),
)
#: A column of bank accounts is known by one of these.
ACCOUNT_WORDS = (
    *("银行账号", "银行帐号", "银行卡号", "账号", "帐号", "卡号", "开户账号", "收款账号"),
    *("bank_account", "account"),
)
#: Whose names and numbers are none of who was paid.
MEMBERS = {"家庭成员", "家庭人员", "成员信息"}
#: How the name of an item may end without being another: 房屋补偿费, 房屋补偿款, 房屋补偿金额, 房屋补偿.
_ENDS = ("费", "款", "金额", "费用", "款项", "金", "")


def item_names(rulebook: Rulebook) -> dict[str, str]:
    """The key of the item that a cell means: its key, its name, or one of its other names; several items by a name
    that stands for them; or the total, or a part of it."""
    known = {word.lower(): TOTAL for word in (*HEADERS[TOTAL][2], HEADERS[TOTAL][0])}
    known |= dict.fromkeys(SUBTOTALS, SUBTOTAL)
    return known | {clean(word).lower(): key for word, key in called(rulebook).items()}


def statuses() -> dict[str, str]:
    """What a cell of a status column means."""
    labels = {label: key for key, label in STATUS_LABELS.items()} | {key: key for key in STATUS_LABELS}
    return STATUSES | labels


def called(rulebook: Rulebook) -> dict[str, str]:
    """The key of each item, or of several that one name stands for, by every word for it. What only ends otherwise is
    the same word, where no other item has it."""
    exact = {word: key for key, _, names in named_items(rulebook) for word in names}
    meant: dict[str, set[str]] = {}
    for word, key in exact.items():
        root = next(word[: len(word) - len(end)] for end in (*_ENDS[2:5], *_ENDS[:2], *_ENDS[5:]) if word.endswith(end))
        if len(root) > 1 and not word.isascii():
            for end in _ENDS:
                meant.setdefault(root + end, set()).add(key)
    return {word: keys.pop() for word, keys in meant.items() if len(keys) == 1} | exact


def named_items(rulebook: Rulebook) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """The key of each item, or of several that one name stands for, its title and every word for it."""
    for combined in rulebook.combined_names.values():
        key = JOINED.join(combined.items)
        yield key, combined.name, (combined.name, *combined.aliases, key)
    for key, item in rulebook.items.items():
        yield key, item.name, (key, item.name, *item.aliases)

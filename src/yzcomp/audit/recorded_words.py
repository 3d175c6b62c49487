"""The headers that a table of recorded amounts may have, and the names by which items are called in it."""

from collections.abc import Iterator, Sequence

from yzcomp.audit.names import JOINED
from yzcomp.audit.recorded import PAID, TOTAL, WITHHELD
from yzcomp.forms import clean
from yzcomp.household.catalogue import Catalogue
from yzcomp.household.fields import Form
from yzcomp.household.headings import Word, headings
from yzcomp.rulebook.models import Rulebook
from yzcomp.statement import STATUS_LABELS
from yzcomp.tables.columns import KEY, Target, header_word, household_words

MONEY = Form("number", "元")
_TEXT = Form("text")
ITEM, NAME, AMOUNT, STATUS = "item_id", "item", "amount", "status"
INFO, SUBTOTAL = "info", "subtotal"
#: What a row says of who was paid, besides the facts of the household that say it: the fields of a payment.
PAYMENT = ("payee", "payee_name", "account", "paid_on", "batch", "head", "id_number", "village")
_HEADERS: dict[str, tuple[str, Form, tuple[str, ...]]] = {
    KEY: ("户编号", _TEXT, ("household_id", "户号", "农户编号", "被征收户编号")),
    ITEM: ("项目编号", _TEXT, ("item_id",)),
    NAME: ("项目", _TEXT, ("item", "补偿项目", "项目名称", "补偿项目名称", "科目")),
    AMOUNT: ("金额", MONEY, ("amount", "补偿金额", "应付金额", "应补金额", "核定金额")),
    TOTAL: ("合计", MONEY, ("total", "payable", "应付合计", "合计金额", "总计", "总额", "补偿合计", "补偿总额")),
    STATUS: ("状态", _TEXT, ("status", "发放状态", "拨付状态", "支付状态", "付款状态", "兑付状态")),
    WITHHELD: ("暂不拨付", MONEY, ("withheld",)),
    "village": ("村组", _TEXT, ("村", "组")),
    "payee": ("领款人", _TEXT, ("payee",)),
    "paid_on": (
        "发放日期",
        Form("date"),
        (
            "paid_on",
            *(word + end for word in ("发放", "支付", "付款", "打款", "兑付", "拨付") for end in ("日期", "时间")),
        ),
    ),
    "payee_name": ("收款人", _TEXT, ("户名",)),
    "batch": ("批次", _TEXT, ("batch", "支付批次", "发放批次", "付款批次", "拨付批次", "期次")),
}
_PAYING = ("实发", "实付", "已付", "已发", "已发放", "已拨付", "已支付", "已兑付", "兑付", "发放", "拨付", "支付")
#: A column of what was paid out, not only computed.
_PAID_HEADERS = (
    "paid",
    "paid_amount",
    "实付总额",
    "实发总额",
    *(w + end for w in _PAYING for end in ("", "金额", "合计")),
)
#: What a line says of itself, besides the statuses of a statement.
_STATUSES = {
    **dict.fromkeys(("paid", *_PAYING, "已领", "已领取", "付讫", "已付清", "已打款", "已转账", "已到账"), "paid"),
    **dict.fromkeys(("unpaid", "未付", "未发", "未发放", "未拨付", "未支付", "未兑付", "未领", "未领取"), "unpaid"),
    **dict.fromkeys(("待付", "待发", "待发放", "待拨付", "待支付", "待兑付", "待领取"), "unpaid"),
    **dict.fromkeys(("暂缓", "暂缓拨付", "暂缓发放", "暂不发放", "暂不支付", "暂不兑付", "暂扣"), "withheld"),
}
_SUBTOTALS = ("小计", "本户小计", "户小计", "分项小计", "subtotal")
_INFORMATIVE = (
    *("序号", "编号", "备注", "说明", "note", "电话", "联系电话", "手机", "手机号", "开户行", "开户银行"),
    *("签字", "签名", "盖章", "领款人签字", "领款人签名", "经办人", "日期", "article", "依据", "算式"),
    *("formula", "数量", "quantity", "单位", "unit", "标准", "rate", "付被征收户", "household", "付村组", "collective"),
    *("待定项数", "pending_items", "凭证号"),
)
#: A column of bank accounts is known by one of these.
ACCOUNT_WORDS = (
    *("银行账号", "银行帐号", "银行卡号", "账号", "帐号", "卡号", "开户账号", "收款账号"),
    *("bank_account", "account"),
)


def recorded_words(rulebook: Rulebook, facts: Catalogue) -> dict[str, Target]:
    """Every header with a meaning. Items come last: an item that is called like another column is that item."""
    known = household_words(facts).items()
    words = {word: Target(f"{INFO}:{target.key}", target.title, _TEXT) for word, target in known}
    words |= {word.lower(): Target(f"{INFO}:{word}", word, _TEXT) for word in _INFORMATIVE}
    words |= {word.lower(): Target("account", word, _TEXT) for word in ACCOUNT_WORDS}
    words |= _of_people(facts)
    words |= {word: Target(PAID, "实付", MONEY) for word in _PAID_HEADERS}
    for key, (title, form, others) in _HEADERS.items():
        words |= {word.lower(): Target(key, title, form) for word in (title, *others)}
    for key, title, names in _items(rulebook):
        words |= {header_word(word): Target(f"item:{key}", title, MONEY) for word in names}
    return words


def _of_people(facts: Catalogue) -> Iterator[tuple[str, Target]]:
    """The household's own facts that say who is paid, by their titles and what they are surely called."""
    usual = headings(facts.model).words
    for key in PAYMENT:
        if key in facts.fields:
            target = Target(key, facts.fields[key].title, _TEXT)
            yield from ((word, target) for word, meant in usual.items() if _surely(meant, key))
            yield from ((word.lower(), target) for word in (key, target.title))


def _surely(meant: Sequence[Word], key: str) -> bool:
    return any(w.key == key and w.scope is None and w.how in ("sure", "person") for w in meant)


def item_names(rulebook: Rulebook) -> dict[str, str]:
    """The key of the item that a cell means: its key, its name, or one of its other names; several items by a name
    that stands for them; or the total, or a part of it."""
    known = {word.lower(): TOTAL for word in (*_HEADERS[TOTAL][2], _HEADERS[TOTAL][0])}
    known |= dict.fromkeys(_SUBTOTALS, SUBTOTAL)
    for key, _, names in _items(rulebook):
        known |= {clean(word).lower(): key for word in names}
    return known


def statuses() -> dict[str, str]:
    """What a cell of a status column means."""
    labels = {label: key for key, label in STATUS_LABELS.items()} | {key: key for key in STATUS_LABELS}
    return _STATUSES | labels


def _items(rulebook: Rulebook) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """The key of each item, or of several that one name stands for, its title and every word for it."""
    for combined in rulebook.combined_names.values():
        key = JOINED.join(combined.items)
        yield key, combined.name, (combined.name, *combined.aliases, key)
    for key, item in rulebook.items.items():
        yield key, item.name, (key, item.name, *item.aliases)

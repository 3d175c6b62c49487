"""The headers that a table of recorded amounts may have, and the names by which items are called in it."""

from yzcomp.forms import clean
from yzcomp.household.catalogue import Catalogue
from yzcomp.household.fields import Form
from yzcomp.rulebook.models import Rulebook
from yzcomp.tables.columns import KEY, Target, header_word, household_words

MONEY = Form("number", "元")
_TEXT = Form("text")
ITEM, NAME, AMOUNT, STATUS, WITHHELD = "item_id", "item", "amount", "status", "withheld"
ACCOUNT, INFO, PAID_TOTAL = "account", "info", "total"
_HEADERS: dict[str, tuple[str, Form, tuple[str, ...]]] = {
    KEY: ("户编号", _TEXT, ("household_id", "户号", "农户编号", "被征收户编号")),
    ITEM: ("项目编号", _TEXT, ("item_id",)),
    NAME: ("项目", _TEXT, ("item", "补偿项目", "项目名称", "补偿项目名称", "科目")),
    AMOUNT: ("金额", MONEY, ("amount", "补偿金额", "实发金额", "发放金额", "已付金额", "实付金额", "兑付金额")),
    PAID_TOTAL: ("合计", MONEY, ("total", "payable", "应付合计", "合计金额", "总计", "总额", "补偿合计", "补偿总额")),
    STATUS: ("状态", _TEXT, ("status",)),
    WITHHELD: ("暂不拨付", MONEY, ("withheld",)),
}
_INFORMATIVE = (
    *("序号", "编号", "备注", "说明", "note", "电话", "联系电话", "手机", "手机号", "开户行", "开户银行", "户名"),
    *("签字", "签名", "盖章", "领款人", "领款人签字", "经办人", "日期", "发放日期", "payee", "article", "依据", "算式"),
    *("formula", "数量", "quantity", "单位", "unit", "标准", "rate", "付被征收户", "household", "付村组", "collective"),
    *("待定项数", "pending_items", "凭证号", "批次"),
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
    words |= {word.lower(): Target(ACCOUNT, word, _TEXT) for word in ACCOUNT_WORDS}
    for key, (title, form, others) in _HEADERS.items():
        words |= {word.lower(): Target(key, title, form) for word in (title, *others)}
    for key, item in rulebook.items.items():
        target = Target(f"item:{key}", item.name, MONEY)
        words |= {header_word(word): target for word in (key, item.name, *item.aliases)}
    return words


def item_names(rulebook: Rulebook) -> dict[str, str]:
    """The key of the item that a cell means: its key, its name, or one of its other names; or the total."""
    known = {word.lower(): PAID_TOTAL for word in (*_HEADERS[PAID_TOTAL][2], _HEADERS[PAID_TOTAL][0])}
    for key, item in rulebook.items.items():
        known |= {clean(word).lower(): key for word in (key, item.name, *item.aliases)}
    return known

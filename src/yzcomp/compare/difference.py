"""What differs between two rulebooks, as values: a sentence, what stood there and stands there now, and where."""

from typing import NamedTuple

from yzcomp.problems import Place

#: The parts of a rulebook, in the order in which differences are told, and what people call them.
SECTIONS = {
    "items": "项目",
    "combined_names": "合称",
    "payees": "领款人",
    "payers": "付款人",
    "terms": "约定",
    "requirements": "前提",
    "readings": "读法",
    "standards": "标准",
    "withholding": "暂不拨付",
    "rounding": "金额取整",
    "facts": "事实",
    "notices": "提示",
    "questions": "须核对",
    "screening": "疑点",
    "basics": "基本情况",
    "clauses": "条文登记",
    "rulebook": "办法",
}


class Change(NamedTuple):
    """One thing that differs within a part: ``old`` and ``new`` are its words, empty where it is not there."""

    sentence: str
    old: str
    new: str
    old_place: Place | None = None
    new_place: Place | None = None


class Difference(NamedTuple):
    """One difference. ``matters`` says whether an amount or the acceptance of a household may rest on it; ``items``
    are the names of the items that a shared part is used by."""

    matters: bool
    section: str
    key: str
    name: str
    article: str
    change: Change
    items: tuple[str, ...] = ()

    @property
    def owner(self) -> str:
        """Whose difference it is, as people call it: ``搬家补助费``, ``约定“合法房屋”``."""
        if self.section == "items":
            return self.name
        title = SECTIONS[self.section]
        return f"{title}“{self.name}”" if self.name else title

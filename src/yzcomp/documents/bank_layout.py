"""The layout of a bank's table, which a bureau writes in YAML: its columns and what stands in them."""

from importlib import resources
from typing import Literal

from pydantic import Field

from yzcomp import strict_yaml as yml
from yzcomp.problems import Place, Problem, Refused, by_place
from yzcomp.rulebook.files import plain
from yzcomp.rulebook.load import validate
from yzcomp.rulebook.nodes import Cases, Node, Words
from yzcomp.textfiles import read_text, shown_name

#: The layouts in the package, by what people call them.
LAYOUTS = {"本行": "same_bank.yaml", "他行": "other_bank.yaml"}
Content = Literal["序号", "户编号", "村组", "户名", "身份证号", "开户行", "行号", "账号", "金额", "备注"]


class Layout(Node):
    """A bank's table: what stands under each title, the numbers of banks, whose accounts are in it.

    ``takes`` and ``leaves`` are words of banks: only households with one of the former, none with one of the latter.
    """

    name: Words = Field(alias="名称")
    columns: Cases[Content] = Field(alias="列", min_length=1)
    remark: str = Field(default="", alias="备注")
    encoding: Literal["utf-8", "gb18030"] = Field(default="utf-8", alias="编码")
    codes: Cases[Words] = Field(default_factory=dict, alias="行号")
    takes: tuple[Words, ...] = Field(default=(), alias="只收开户行")
    leaves: tuple[Words, ...] = Field(default=(), alias="不收开户行")

    def concerns(self, bank: str) -> bool:
        """Whether accounts at a bank belong into the table."""
        taken = not self.takes or any(word in bank for word in self.takes)
        return taken and not any(word in bank for word in self.leaves)


def read_layout(name: str) -> Layout:
    """A layout of the package by its name, or a file; raises :class:`Refused`."""
    if name in LAYOUTS:
        file = LAYOUTS[name]
        text = resources.files("yzcomp.documents").joinpath("layouts", file).read_text(encoding="utf-8")
    else:
        file, text = shown_name(name), read_text(name)
    node, problems = yml.read_yaml(text, file)
    found = validate(Layout, plain(node, file), problems) if node is not None else None
    if found is not None and not {"账号", "金额"} <= set(found.columns.values()):
        remedy = "“列”里要有取账号、取金额的列"
        problems.append(Problem("required", "银行表没有账号或金额", Place(file), remedy=remedy))
    if problems or found is None:
        raise Refused(by_place(problems or [Problem("empty-file", "文件是空的", Place(file))]))
    return found

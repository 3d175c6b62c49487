"""Case files for tests: written to a folder, with the small rulebook that they are about beside them."""

from pathlib import Path
from textwrap import dedent, indent

from tests.small_rulebooks import HEAD, READING, ROUNDING
from yzcomp.cases.load import load_cases
from yzcomp.cases.models import CaseFile

#: A household of the built-in measure, as a line of YAML, and what it comes to.
_HOUSE = "[{合法建筑面积: 0, 结构: 砖混, 等级: 一等}]"
FOUR = f"{{合法常住人口: 4, 安置方式: 安置地安置, 征地告知日: 2019-03-01, 房屋: {_HOUSE}}}"
PASSING = f"""
- name: 四口之家
  household: {FOUR}
  expect: {{搬家补助费: 2200, 过渡费: 0, 合计: 2200}}
"""
FAILING = f"""
- name: 算错的
  household: {FOUR}
  expect:
    搬家补助费: 2100.50
    合计: 2200
"""
UNCONFIRMED = f"""
- name: 没有确认的
  confirmed: no
  household: {FOUR}
  expect: {{搬家补助费: 2200}}
"""


def write(folder: Path, cases: str, *, rules: str | None = None, name: str = "甲", head: str = "") -> Path:
    """A case file of some cases, about a small rulebook of some sections or about the built-in one."""
    if rules is not None:
        body = dedent(rules)
        text = HEAD + ("" if "rounding:" in body else ROUNDING) + body
        (folder / "rules.yaml").write_text(text, encoding="utf-8")
        head += "rules: rules.yaml\n"
    path = folder / f"{name}.cases.yaml"
    path.write_text(f"{head}cases:\n{indent(dedent(cases), '  ')}", encoding="utf-8")
    return path


def load(folder: Path, cases: str, *, rules: str | None = None, head: str = "") -> CaseFile:
    (file,) = load_cases([write(folder, cases, rules=rules, head=head)])
    return file


def case(name: str, expect: str, household: str = "", more: str = "") -> str:
    """A case of a small rulebook: its household has two residents and no resettlement unless it says otherwise."""
    facts = "安置方式: 不予安置" + ("" if "合法常住人口" in household else ", 合法常住人口: 2")
    given = f"{facts}, {household}" if household else facts
    return f"- {{name: {name}, household: {{{given}}}, expect: {{{expect}}}{', ' + more if more else ''}}}\n"


__all__ = ["FAILING", "FOUR", "PASSING", "READING", "UNCONFIRMED", "case", "load", "write"]

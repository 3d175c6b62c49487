"""Rulebooks of a few lines, for what the built-in measure has no occasion to show."""

from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent
from typing import Any

from yzcomp import Household, Rulebook, Statement, evaluate, load_rulebook

HEAD = """
rulebook: {id: small, title: 小办法, document: 无文号, issued_on: 2020-01-01}
"""
ROUNDING = "rounding: {step: {constant: 0.01, unit: 元}}\n"
READING = """
readings:
  rounding:
    name: 取整
    article: 第一条
    question: 到分还是到元？
    options: {fen: {name: 到分, meaning: 四舍五入到分}, yuan: {name: 到元, meaning: 四舍五入到元}}
    default: fen
    reason: 没有规定
rounding: {step: {reading: rounding, unit: 元, cases: {fen: 0.01, yuan: 1}}}
"""


def rulebook(text: str) -> Rulebook:
    """The rulebook of some sections; the header is added, and rounding to the fen unless the text has its own."""
    body = dedent(text)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "small.yaml"
        file.write_text(HEAD + ("" if "rounding:" in body else ROUNDING) + body, encoding="utf-8")
        return load_rulebook(file)


def item(key: str, factors: str, article: str = "第一条", **more: str) -> str:
    """An item as a line of YAML; ``more`` are further keys in YAML."""
    keys = "".join(f", {name}: {value}" for name, value in more.items())
    return (
        f"  {key}: {{name: 名{key}, article: {article}, payee: household, summary: 试, factors: [{factors}]{keys}}}\n"
    )


def items(*lines: str) -> str:
    return "items:\n" + "".join(lines)


def household(rules: Rulebook, **facts: Any) -> Household:
    given: dict[str, Any] = {"household_id": "1", "head": "甲", "resettlement": "none", "legal_residents": 2}
    return rules.catalogue.model(**(given | facts))


def statement(text: str, readings: dict[str, str] | None = None, **facts: Any) -> Statement:
    rules = rulebook(text)
    return evaluate(rules, household(rules, **facts), readings=readings)

"""The keys of a rulebook are names and nothing else, and names can't be confused; no command runs what they say."""

from pathlib import Path

import pytest

from tests.conftest import Call
from yzcomp import Refused, load_rulebook

ABOVE = """rulebook: {id: p, title: 试, document: 文, issued_on: 2020-01-01}
rounding: {step: {constant: 0.01, unit: 元}}
"""
ITEM = "{name: 甲, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元/户}]}"
B = ITEM.replace("甲", "乙")
ITEMS = f"items: {{a: {ITEM}}}\n"
TERM = "{name: 一, article: 第一条, condition: {fact: in_dispute, is: yes}}"
FLAG = "{name: 一, article: 第一条, why: 因, when: {fact: in_dispute, is: yes}}"
NOTICE = "{article: 第一条, text: 说, when: {fact: in_dispute, is: yes}}"
MUST = "{article: 第一条, message: 说, field: in_dispute, must: {fact: in_dispute, is: no}}"
STANDARD = "{name: 标, document: 文, article: 第一条, key: [zone], unit: 元}"
READING = "{name: 读, article: 第一条, question: 问, options: {%s: {name: 一, meaning: 一}, b: {name: 二, meaning: 二}}, default: b, reason: 因}"
#: A rulebook with one key left open, for each section that has keys.
SECTIONS = {
    "facts": "facts: {%s: {name: 某数, kind: number}}\n" + ITEMS,
    "choices": "facts: {f: {name: 某类, kind: choice, choices: {%s: 一, b: 二}}}\n" + ITEMS,
    "terms": f"terms: {{%s: {TERM}}}\n" + ITEMS,
    "readings": f"readings: {{%s: {READING % 'a'}}}\n" + ITEMS,
    "options": f"readings: {{r: {READING}}}\n" + ITEMS,
    "standards": f"standards: {{%s: {STANDARD}}}\n" + ITEMS,
    "requirements": f"requirements: {{%s: {MUST}}}\n" + ITEMS,
    "notices": f"notices: {{%s: {NOTICE}}}\n" + ITEMS,
    "items": f"items: {{%s: {ITEM}}}\n",
    "combined_names": "combined_names: {%s: {name: 合, items: [a, b]}}\n"
    + ITEMS.replace("items: {", f"items: {{b: {B}, "),
    "questions": f"questions: {{%s: {FLAG}}}\n" + ITEMS,
}
HOSTILE = [
    "x * (1 + len(open('pwned.txt', 'w').write('x')))",
    "x); __import__('os').system('touch pwned.txt') #",
    "x\\nimport os",
    "class",
    "None",
    "lambda",
    "model_config",
    "copy",
    "model_fields",
    "__class__",
    "_private",
    "a b",
    "a.b",
    "a-b",
    "1st",
    "ａ",
    "甲",
    "a" * 61,
]


def refused(path: Path, text: str) -> list[tuple[str, int | None]]:
    path.write_text(ABOVE + text, encoding="utf-8")
    with pytest.raises(Refused) as found:
        load_rulebook(path)
    return [(problem.code, problem.place.line) for problem in found.value.problems]


@pytest.mark.parametrize("key", HOSTILE)
@pytest.mark.parametrize("section", SECTIONS)
def test_a_key_that_is_no_name(tmp_path: Path, section: str, key: str) -> None:
    assert ("key-name", 3) in refused(tmp_path / "r.yaml", SECTIONS[section] % f'"{key}"')


@pytest.mark.parametrize("section", [section for section in SECTIONS if section != "standards"])
def test_a_key_that_is_one(tmp_path: Path, section: str) -> None:
    path = tmp_path / "r.yaml"
    path.write_text(ABOVE + SECTIONS[section] % "Plain_2", encoding="utf-8")
    load_rulebook(path)


@pytest.mark.parametrize(
    "facts",
    [
        "{houses: {name: 某数, kind: number}}",
        "{Houses: {name: 某数, kind: number}}",
        "{houses: {list: houses, name: 某数, kind: number}}",
        "{n: {name: 房屋, kind: number}}",
        "{n: {name: 户主, kind: number}}",
        "{n: {name: 某数, kind: number}, N: {name: 他数, kind: number}}",
        "{n: {name: 某数（一）, kind: number}, m: {name: 某数(一), kind: number}}",
        "{n: {name: No, kind: number}, m: {name: ｎｏ, kind: number}}",
        "{f: {name: 类, kind: choice, choices: {a: 甲A, b: 甲a}}}",
    ],
)
def test_facts_that_are_taken_for_others(tmp_path: Path, facts: str) -> None:
    assert set(refused(tmp_path / "r.yaml", f"facts: {facts}\n{ITEMS}")) == {("duplicate-name", 3)}


def test_items_that_are_taken_for_others(tmp_path: Path) -> None:
    wide = ITEM.replace("甲", "补助（A）"), ITEM.replace("甲", "补助(ａ)")
    assert refused(tmp_path / "r.yaml", f"items:\n  a: {wide[0]}\n  b: {wide[1]}\n") == [("duplicate-name", 5)]
    assert refused(tmp_path / "r.yaml", f"items:\n  a: {ITEM}\n  A: {ITEM.replace('甲', '乙')}\n") == [
        ("duplicate-name", 5)
    ]


def test_no_command_runs_a_key(call_cli: Call, tmp_path: Path) -> None:
    """What is received is never run, whichever command reads it: the file that the key would write isn't there."""
    pwned, rules, good = (tmp_path / name for name in ("pwned.txt", "evil.yaml", "good.yaml"))
    key = f"legal_residents * (1 + 0*len(open('{pwned}', 'w').name)) or h.legal_residents"
    fact, factors = f'facts: {{"{key}": {{name: 某事实, kind: number, unit: 人}}}}\n', f'{{fact: "{key}"}}'
    evil = ABOVE + fact + ITEMS.replace("元/户}", f"元/人}}, {factors}")
    rules.write_text(evil, encoding="utf-8")
    good.write_text(ABOVE + ITEMS, encoding="utf-8")
    rows, one, case = (tmp_path / name for name in ("h.csv", "h.yaml", "c.cases.yaml"))
    rows.write_text("户编号,户主,合法常住人口,安置方式\n1,张三,3,安置地安置\n", encoding="utf-8")
    one.write_text("户编号: 1\n户主: 张三\n合法常住人口: 3\n安置方式: 安置地安置\n", encoding="utf-8")
    case.write_text(
        "rules: evil.yaml\ncases:\n  - {name: 一, household: {户主: 张}, expect: {合计: 0}}\n", encoding="utf-8"
    )
    done = tmp_path / "r"
    assert call_cli("batch", rows, "-o", done, "--rules", good).returncode == 0
    good.write_text(evil, encoding="utf-8")
    for command in (
        ("batch", rows, "-o", tmp_path / "r2", "--rules", rules),
        ("calc", one, "--rules", rules),
        ("audit", rows, "--rules", rules),
        ("audit", done),
        ("verify", done),
        ("readings", done),
        ("readings", rows, "--rules", rules),
        ("rules", "check", rules),
        ("rules", "diff", "xianggui-2018", rules, "--impact", rows),
        ("test", case),
        ("cases", "new", "--rules", rules),
        ("new", "-o", tmp_path / "n.yaml", "--rules", rules),
        ("template", "-o", tmp_path / "t.xlsx", "--rules", rules),
        ("standards", "new", "-o", tmp_path / "s.yaml", "--rules", rules),
    ):
        ending = call_cli(*command)
        assert ending.returncode == 2, command
        assert "不能用作键" in ending.stderr, command
    assert not pwned.exists()

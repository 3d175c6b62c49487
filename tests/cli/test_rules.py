"""``yzcomp rules`` from outside."""

import json
import re
import shutil
from hashlib import sha256
from pathlib import Path

import jsonschema
import pytest
import yaml

from tests.conftest import ROOT, Call, Run
from tests.small_rulebooks import HEAD, ROUNDING
from yzcomp import load_rulebook

RULES = ROOT / "rules" / "xianggui-2018"
EXAMPLES = ROOT / "examples"
FILES = {
    "household": [p for p in EXAMPLES.iterdir() if p.suffix in (".yaml", ".json") and p.stem != "standards"],
    "rules": sorted(RULES.iterdir()),
    "standards": [EXAMPLES / "standards.yaml", ROOT / "tests/standards.yaml"],
}
WRONG = {
    "household": {"户编号": "1", "户主": "x", "安置方式": "搬走"},
    "rules": {"items": {"x": {"name": "没有条文的项目"}}},
    "standards": {"standard": {"id": "x"}, "rates": {}},
}


def as_editors_see_it(path: Path) -> tuple[object, object]:
    """A file with every value a text, and with numbers, true and false."""
    text = path.read_text(encoding="utf-8")
    return yaml.load(text, yaml.BaseLoader), json.loads(json.dumps(yaml.safe_load(text), default=str))


@pytest.mark.parametrize("name", ["moving_allowance", "搬家补助费", "搬家费"])
def test_an_item_is_found_by_key_name_and_alias(call_cli: Call, name: str) -> None:
    done = call_cli("rules", "show", name)
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "搬家补助费（moving_allowance）"
    assert {"依据：第十八条", "付给：被征收户"} <= set(lines)
    assert any(line.strip().startswith("two 两次（缺省）") for line in lines)


@pytest.mark.slow
def test_an_unknown_item_is_an_error_with_a_suggestion(run_cli: Run) -> None:
    done = run_cli("rules", "show", "搬家补助")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "错误：没有补偿项目“搬家补助”。是不是“搬家补助费”？\n"


def test_the_list_names_every_item_reading_and_standard(call_cli: Call) -> None:
    shown = call_cli("rules", "list", width=100).stdout
    rulebook = load_rulebook()
    for part in (rulebook.items, rulebook.payees, rulebook.payers, rulebook.readings, rulebook.standards):
        for key, node in part.items():
            assert key in shown and node.name in shown
    assert rulebook.digest in shown


def test_the_clause_register_has_every_article(call_cli: Call) -> None:
    lines = call_cli("rules", "clauses").stdout.splitlines()
    ones = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"]
    numbers = [tens + one for tens in ("", "十", "二十") for one in ones if tens + one]
    wanted = [f"第{number}条" for number in numbers[: numbers.index("二十七") + 1]]
    wanted.insert(wanted.index("第十八条") + 1, "第十八条（重号）")
    assert [line.split("  ")[0] for line in lines if line.startswith("第")] == wanted


def test_the_digest_can_be_computed_without_the_program(call_cli: Call) -> None:
    lines = [f"{sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(RULES.iterdir())]
    digest = sha256("".join(lines).encode()).hexdigest()
    assert call_cli("rules", "check", RULES).stdout.splitlines()[-1] == f"摘要：sha256:{digest}"


@pytest.mark.slow
def test_check_says_what_is_wrong_with_place(run_cli: Run, tmp_path: Path) -> None:
    good = run_cli("rules", "check", RULES)
    assert good.returncode == 0
    assert good.stdout.startswith("规则可用：湘桂铁路永州地区扩能改造工程")
    copy = Path(shutil.copytree(RULES, tmp_path / "rules"))
    items = copy / "items.yaml"
    text = items.read_text(encoding="utf-8").replace("sum: ground_floor_area", "sum: ground_area")
    items.write_text(text, encoding="utf-8")
    at = text[: text.index("sum: ground_area")].split("\n")
    bad = run_cli("rules", "check", copy)
    assert (bad.returncode, bad.stdout) == (2, "")
    place = f"{items} 第{len(at)}行第{len(at[-1]) + 1}列"
    assert bad.stderr == f"错误：{place}：「sum」没有事实“ground_area”。是不是“ground_floor_area”？\n"


@pytest.mark.slow
def test_rules_from_standard_input_and_from_what_is_no_folder(run_cli: Run) -> None:
    whole = "".join(path.read_text(encoding="utf-8") for path in sorted(RULES.iterdir()))
    good = run_cli("rules", "check", "-", stdin=whole)
    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout.splitlines()[-1] == f"摘要：sha256:{sha256(whole.encode()).hexdigest()}"
    piped = run_cli("rules", "check", "/dev/stdin", stdin=whole)
    assert (piped.returncode, piped.stdout) == (0, good.stdout)
    bad = run_cli("rules", "check", "-", stdin="items: []\n")
    assert bad.returncode == 2
    assert "错误：标准输入 第1行第1列：「items」应当是" in bad.stderr


def test_a_rulebook_without_a_register_can_be_tried_but_is_warned_of(call_cli: Call, tmp_path: Path) -> None:
    path = tmp_path / "r.yaml"
    item = "{name: 甲, article: 第一条, payee: household, summary: 试, factors: [{constant: 5, unit: 元/户}]}"
    path.write_text(HEAD + ROUNDING + f"items:\n  a: {item}\n", encoding="utf-8")
    done = call_cli("rules", "check", path)
    assert done.returncode == 1
    assert done.stderr.startswith(f"警告：{path}：没有条文登记（clauses），看不出办法的每一条落到哪里。")


@pytest.mark.slow
def test_nothing_is_no_rulebook(run_cli: Run) -> None:
    done = run_cli("rules", "check", "-", stdin="")
    assert (done.returncode, done.stderr) == (2, "错误：标准输入：文件是空的。核对是不是给错了，或没有存盘\n")


@pytest.mark.slow
@pytest.mark.parametrize("kind", FILES)
def test_a_schema_accepts_the_projects_own_files_and_refuses_a_wrong_one(call_cli: Call, kind: str) -> None:
    schema = json.loads(call_cli("rules", "schema", kind).stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for path in FILES[kind]:
        for content in as_editors_see_it(path):
            assert [error.message for error in validator.iter_errors(content)] == [], path
    assert not validator.is_valid(WRONG[kind])


def schema_of(call_cli: Call, kind: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads(call_cli("rules", "schema", kind).stdout))


@pytest.mark.many
@pytest.mark.parametrize(
    "name", ["bad-choice", "list", "missing-head", "negative", "not-a-number", "unknown-key", "wrong-date"]
)
def test_an_editor_sees_what_is_wrong_with_a_household(call_cli: Call, name: str) -> None:
    path = EXAMPLES / "bad" / f"{name}.yaml"
    if path.exists():
        contents = as_editors_see_it(path)
    else:
        good = yaml.load((EXAMPLES / "dispersed.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
        changed = {"missing-head": {"户主": ""}, "wrong-date": {"征地告知日": "2019-13-01"}}[name]
        contents = ({**good, **changed},) * 2
    validator = schema_of(call_cli, "household")
    assert [validator.is_valid(content) for content in contents] == [False, False]


@pytest.mark.many
@pytest.mark.parametrize(
    ("value", "good"),
    [(432901196503121234, True), ("43290119650312123X", True), (4.32901e17, False), ("4.32901E+17", False)],
)
def test_an_editor_takes_an_id_number_as_the_program_does(call_cli: Call, value: object, good: bool) -> None:
    household = {"户编号": "1", "户主": "甲", "安置方式": "不予安置", "身份证号": value}
    assert schema_of(call_cli, "household").is_valid(household) is good


@pytest.mark.many
@pytest.mark.parametrize(
    ("row", "good"),
    [
        ({"标准": 62000}, True),
        ({"rate": "62,000.50", "单位": "元/亩"}, True),
        ({}, False),
        ({"标准": -1}, False),
        ({"标准": "62000元"}, False),
        ({"标准": 5, "单位": "元/株"}, False),
        ({"标准": 5, "地类": "退耕还林"}, False),
    ],
)
def test_an_editor_sees_what_is_wrong_with_a_rate(call_cli: Call, row: dict[str, object], good: bool) -> None:
    head = {"id": "s", "title": "标准", "document": "文", "issued_on": "2018-10-18", "official": "no"}
    content = {"standard": head, "rates": {"land": [{"区片": "一", "地类": "水田", **row}]}}
    assert schema_of(call_cli, "standards").is_valid(content) is good


@pytest.mark.slow
@pytest.mark.parametrize("kind", FILES)
def test_what_an_editor_shows_is_chinese(call_cli: Call, kind: str) -> None:
    text = call_cli("rules", "schema", kind).stdout
    shown = re.findall(r'"(?:title|description)": "([^"]*)"', text)
    assert len(shown) > 20
    assert [words for words in shown if words.isascii()] == []

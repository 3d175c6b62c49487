"""``yzcomp rules`` and ``yzcomp standards`` from outside."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from tests.conftest import ROOT, Run


@pytest.mark.parametrize("name", ["moving_allowance", "搬家补助费", "搬家费"])
def test_an_item_is_found_by_key_name_and_alias(run_cli: Run, name: str) -> None:
    done = run_cli("rules", "show", name)
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "搬家补助费（moving_allowance）"
    assert "依据：第十八条" in lines
    assert "付给：被征收户" in lines
    assert any(line.strip().startswith("two 两次（缺省）") for line in lines)


def test_an_unknown_item_is_an_error_with_a_suggestion(run_cli: Run) -> None:
    done = run_cli("rules", "show", "搬家补助")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "错误：没有补偿项目“搬家补助”。是不是“搬家补助费”？\n"


def test_the_list_names_every_item_reading_and_standard(run_cli: Run) -> None:
    from yzcomp import load_rulebook

    shown = run_cli("rules", "list", env={"COLUMNS": "160"}).stdout
    rulebook = load_rulebook()
    for part in (rulebook.items, rulebook.readings, rulebook.standards):
        for key, node in part.items():
            assert key in shown and node.name in shown
    assert rulebook.digest in shown


def test_the_clause_register_has_every_article(run_cli: Run) -> None:
    shown = run_cli("rules", "clauses").stdout
    numbers = "一二三四五六七八九十"
    articles = [
        f"第{'' if n < 10 else '十' if n < 20 else '二十'}{numbers[n % 10] if n % 10 != 9 else '十'}条"
        for n in range(0, 9)
    ]
    for article in [*articles, "第十一条", "第十八条", "（重号）", "第二十七条"]:
        assert article in shown


def test_check_says_what_is_wrong_with_place(run_cli: Run, tmp_path: Path) -> None:
    good = run_cli("rules", "check", "rules/xianggui-2018")
    assert good.returncode == 0
    assert good.stdout.startswith("规则可用：湘桂铁路永州地区扩能改造工程")
    for file in (ROOT / "rules/xianggui-2018").glob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        (tmp_path / file.name).write_text(
            text.replace("{sum: ground_floor_area", "{sum: ground_area"), encoding="utf-8"
        )
    bad = run_cli("rules", "check", tmp_path)
    assert (bad.returncode, bad.stdout) == (2, "")
    line = next(
        n
        for n, t in enumerate((tmp_path / "items.yaml").read_text(encoding="utf-8").splitlines(), 1)
        if "sum: ground_area" in t
    )
    assert (
        bad.stderr
        == f"错误：{tmp_path / 'items.yaml'} 第{line}行第10列：「sum」没有事实“ground_area”。是不是“ground_floor_area”？\n"
    )


def test_the_schemas_accept_the_projects_own_files(run_cli: Run) -> None:
    def read(path: Path) -> object:
        return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)

    schemas = {
        kind: json.loads(run_cli("rules", "schema", kind).stdout) for kind in ("household", "rules", "standards")
    }
    files = {
        "household": [
            p for p in (ROOT / "examples").iterdir() if p.suffix in (".yaml", ".json") and p.stem != "standards"
        ],
        "rules": list((ROOT / "rules/xianggui-2018").iterdir()),
        "standards": [ROOT / "examples/standards.yaml"],
    }
    for kind, paths in files.items():
        jsonschema.Draft202012Validator.check_schema(schemas[kind])
        for path in paths:
            jsonschema.validate(read(path), schemas[kind])
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"户编号": "1", "户主": "x", "安置方式": "搬走"}, schemas["household"])


def test_an_empty_standards_file_is_made_once_and_loads(run_cli: Run, tmp_path: Path) -> None:
    path = tmp_path / "标准.yaml"
    assert run_cli("standards", "new", "-o", path).returncode == 0
    first = path.read_bytes()
    again = run_cli("standards", "new", "-o", path)
    assert again.returncode == 2
    assert again.stderr == f"错误：{path}：文件已经存在，没有覆盖。换一个名称，或加 --force\n"
    assert path.read_bytes() == first
    assert run_cli("standards", "new", "-o", path, "--force").returncode == 0
    assert run_cli("standards", "check", path).stdout.splitlines() == [
        "征地补偿标准：0 条",
        "青苗补偿标准：0 条",
        "房屋补偿标准：0 条",
        "附着物补偿标准：0 条",
    ]


def test_a_standards_file_filled_in_wrongly(run_cli: Run, tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    run_cli("standards", "new", "-o", path)
    text = path.read_text(encoding="utf-8")
    rows = "  houses:\n    - {结构: 砖混, 等级: 一等, 标准: -5}\n    - {结构: 砖混, 等级: 一等}\n    - {结构: 砖混, 级别: 一等, 标准: 3}\n"
    path.write_text(text.replace("  houses:\n", rows), encoding="utf-8")
    done = run_cli("standards", "check", path)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 4
    assert all(f"{path} 第" in line for line in done.stderr.splitlines()[:3])

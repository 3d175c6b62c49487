"""Everything that the command prints is Chinese: help, usage errors, whatever Typer says by itself."""

import re

import pytest

from tests.conftest import Run

COMMANDS = [
    (),
    ("calc",),
    ("batch",),
    ("rules",),
    ("rules", "list"),
    ("rules", "show"),
    ("rules", "clauses"),
    ("rules", "check"),
    ("rules", "schema"),
    ("standards",),
    ("standards", "new"),
    ("standards", "check"),
]
ALLOWED = re.compile(
    r"--?[a-z][a-z-]*|yzcomp|YAML|JSON|CSV|Excel|Schema|table|json|household|rules|standards|list|zh|en"
    r"|\b(calc|batch|show|clauses|check|schema|new|template|verify|test|audit|readings|cases|diff)\b|moving_allowance"
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_has_no_stray_english(run_cli: Run, command: tuple[str, ...]) -> None:
    done = run_cli(*command, "--help")
    assert done.returncode == 0
    assert "用法：yzcomp" in done.stdout
    assert re.findall(r"[A-Za-z]{2,}", ALLOWED.sub("", done.stdout)) == []


@pytest.mark.parametrize(
    ("arguments", "message", "where"),
    [
        (("calc",), "错误：缺少参数 文件", "yzcomp calc"),
        (("cal",), "错误：没有命令“cal”。是不是 calc？", "yzcomp"),
        (("nonsense",), "错误：没有命令“nonsense”", "yzcomp"),
        (("calc", "x", "--formt", "json"), "错误：没有选项 --formt。是不是 --format？", "yzcomp calc"),
        (("calc", "a", "b", "c"), "错误：多写了参数：b c", "yzcomp calc"),
        (("calc", "a", "--format", "xml"), "错误：选项 --format 的值不能使用，可用：table、json", "yzcomp calc"),
        (("calc", "a", "--rules"), "错误：选项 --rules 的写法不对：需要写一个值，或不能写值", "yzcomp"),
        (("standards", "new"), "错误：缺少选项 -o/--output", "yzcomp standards new"),
        (("rules", "x"), "错误：没有命令“x”", "yzcomp rules"),
        (("batch", "a", "-o", "b", "--processes", "x"), "错误：选项 --processes 的值不能使用", "yzcomp batch"),
    ],
)
def test_usage_errors(run_cli: Run, arguments: tuple[str, ...], message: str, where: str) -> None:
    done = run_cli(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"{message}\n查看用法：{where} --help\n"


def test_a_group_alone_shows_its_help_and_is_a_usage_error(run_cli: Run) -> None:
    for command in ((), ("rules",)):
        done = run_cli(*command)
        assert done.returncode == 2
        assert done.stderr.startswith("用法：yzcomp")


def test_the_version(run_cli: Run) -> None:
    from yzcomp import __version__

    assert run_cli("--version").stdout == f"yzcomp {__version__}\n"

"""Everything that the command prints is Chinese: help, usage errors, whatever Typer says by itself."""

import re

import pytest
from rich.cells import cell_len

from tests.commands import COMMANDS
from tests.conftest import Run
from yzcomp import load_rulebook
from yzcomp.documents import KINDS

#: File formats, file extensions and Python's own names; commands, options, choices and item keys are looked up.
NAMES = {
    "yzcomp",
    "YAML",
    "JSON",
    "XML",
    "JUnit",
    "CSV",
    "Excel",
    "MariaDB",
    "Parquet",
    "Spark",
    "SQL",
    "Word",
    "Schema",
    "GBK",
    "UTF",
    "xlsx",
    "csv",
    "yaml",
    "json",
    "html",
    "docx",
    "pdf",
    "help",
    *KINDS,
}


def allowed() -> set[str]:
    """The words of commands, options and their choices, and the keys of items and readings."""
    rulebook = load_rulebook()
    words = {*NAMES, *rulebook.items, *rulebook.readings, *(o for r in rulebook.readings.values() for o in r.options)}
    for path, command in COMMANDS.items():
        words.update(path)
        for parameter in command.params:
            words.update(option.lstrip("-") for option in parameter.opts)
            words.update(re.findall("[a-z]+", str(getattr(parameter.type_descriptor, "choices", ""))))
    return {part for word in words for part in re.split("[-_]", word)}


def stray(text: str) -> set[str]:
    """English words of a text that are no names."""
    return set(re.findall(r"[A-Za-z]{2,}", text)) - allowed()


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_is_chinese(run_cli: Run, command: tuple[str, ...]) -> None:
    done = run_cli(*command, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"用法：{' '.join(('yzcomp', *command))}")
    assert stray(done.stdout) == set()
    lines = done.stdout.splitlines()
    assert [line for line in lines if cell_len(line) > 80] == []
    options = lines[lines.index("选项：") + 1 :]
    explained = [re.match(r"(  -.*?  +)\S", line) for line in options[: (*options, "").index("")]]
    assert len({cell_len(found.group(1)) for found in explained if found}) == 1


@pytest.mark.many
@pytest.mark.parametrize(
    ("arguments", "message", "where"),
    [
        (("calc",), "缺少参数 文件", "yzcomp calc"),
        (("cal",), "没有命令“cal”。是不是 calc？", "yzcomp"),
        (("nonsense",), "没有命令“nonsense”", "yzcomp"),
        (("calc", "x", "--formt", "json"), "没有选项 --formt。是不是 --force、--format、--formulas？", "yzcomp calc"),
        (("calc", "x", "-z"), "没有选项 -z", "yzcomp calc"),
        (("rules", "show", "甲", "乙", "丙"), "多写了参数：乙 丙", "yzcomp rules show"),
        (
            ("calc", "甲", "--format", "xml"),
            "选项 --format 的值不能使用，可用：table、json、xlsx、html、docx、pdf",
            "yzcomp calc",
        ),
        (("calc", "甲", "--rules"), "选项 --rules 后面缺少一个值", "yzcomp"),
        (("batch", "甲", "-o", "乙", "--force=1"), "选项 --force 后面不能写值", "yzcomp"),
        (
            ("batch", "甲", "-o", "乙", "--processes", "x"),
            "选项 --processes 的值不能使用：写不小于 1 的整数",
            "yzcomp batch",
        ),
        (
            ("batch", "甲", "-o", "乙", "--processes", "0"),
            "选项 --processes 的值不能使用：写不小于 1 的整数",
            "yzcomp batch",
        ),
        (("standards", "new"), "缺少选项 -o/--output", "yzcomp standards new"),
        (("rules", "x"), "没有命令“x”", "yzcomp rules"),
        (("rules", "schema", "x"), "参数 种类 的值不能使用，可用：household、rules、standards", "yzcomp rules schema"),
    ],
)
def test_usage_errors(run_cli: Run, arguments: tuple[str, ...], message: str, where: str) -> None:
    done = run_cli(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"错误：{message}\n查看用法：{where} --help\n"


@pytest.mark.slow
@pytest.mark.parametrize("group", [(), ("rules",), ("standards",)], ids=" ".join)
def test_a_group_alone_shows_its_help_and_is_a_usage_error(run_cli: Run, group: tuple[str, ...]) -> None:
    done = run_cli(*group)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("用法：yzcomp")
    assert stray(done.stderr) == set()


def test_the_version(run_cli: Run) -> None:
    from yzcomp import __version__

    assert run_cli("--version").stdout == f"yzcomp {__version__}\n"


def test_help_has_a_short_name_and_says_limits_in_words(run_cli: Run) -> None:
    done = run_cli("batch", "-h")
    assert (done.returncode, done.stderr) == (0, "")
    assert "最少 1。" in done.stdout and "x>=" not in done.stdout


@pytest.mark.slow
def test_help_keeps_its_text_without_docstrings(run_cli: Run) -> None:
    """As offices start it where everything that a run doesn't need is taken away."""
    for command in COMMANDS:
        usual, stripped = (run_cli(*command, "--help", env={"PYTHONOPTIMIZE": level}) for level in ("0", "2"))
        assert (stripped.returncode, stripped.stdout) == (0, usual.stdout), command


def test_a_packed_program_lets_its_workers_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a program packed into one file a worker process begins in ``main`` like any other run."""
    import multiprocessing

    from yzcomp.cli import main

    def begun() -> None:
        raise SystemExit(7)

    monkeypatch.setattr("sys.frozen", True, raising=False)
    monkeypatch.setattr(multiprocessing, "freeze_support", begun)
    with pytest.raises(SystemExit, match="7"):
        main()

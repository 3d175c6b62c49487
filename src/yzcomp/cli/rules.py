"""``yzcomp rules …``: looking at the rules, checking a rulebook."""

import json
from typing import Annotated, Literal

import typer

from yzcomp.cli.common import ATTENTION, DONE, FAILED, print_problems
from yzcomp.cli.console import say_error, stdout_console
from yzcomp.cli.options import Limits, NoProject, Rules
from yzcomp.documents import reading_copy, rules_text, schemas
from yzcomp.problems import did_you_mean
from yzcomp.rulebook.checks.doubts import doubts
from yzcomp.rulebook.load import load_rulebook


def check(
    path: Annotated[str, typer.Argument(metavar="规则", help="规则的名称、文件或文件夹；- 为标准输入。")],
    limit: Limits = None,
) -> int:
    """Loads a rulebook strictly and says whether it can be used."""
    rulebook = load_rulebook(path)
    head = rulebook.rulebook
    print(f"规则可用：{head.title}（{head.document}）")
    counts = f"{len(rulebook.items)} 个项目，{len(rulebook.readings)} 个读法，{len(rulebook.requirements)} 项核对"
    print(f"{counts}，{len(rulebook.clauses)} 条条文登记")
    print(f"摘要：{rulebook.digest}")
    warnings = doubts(rulebook)
    print_problems(warnings)
    return ATTENTION if warnings else DONE


def show_list(rules: Rules = None, no_project: NoProject = False) -> int:
    """Items, readings and outside standards of a rulebook."""
    rules_text.print_list(load_rulebook(rules), stdout_console())
    return DONE


def show(
    item: Annotated[
        str,
        typer.Argument(metavar="项目", help="项目的名称，如 搬家补助费 或 moving_allowance。"),
    ],
    rules: Rules = None,
    no_project: NoProject = False,
) -> int:
    """The reading copy of one item, or of each that a name stands for, named by its key, Chinese name or an alias."""
    rulebook = load_rulebook(rules)
    keys = rules_text.find_items(item, rulebook)
    if not keys:
        names = [*rulebook.items, *(i.name for i in rulebook.items.values())]
        hint = did_you_mean(item, names, "用 yzcomp rules list 查看全部项目")
        say_error(f"错误：没有补偿项目“{item}”。{hint}")
        return FAILED
    for number, key in enumerate(keys):
        print(end="\n" if number else "")
        reading_copy.print_item(key, rulebook, stdout_console())
    return DONE


def clauses(rules: Rules = None, no_project: NoProject = False) -> int:
    """The clause register."""
    rules_text.print_clauses(load_rulebook(rules), stdout_console())
    return DONE


def schema(
    kind: Annotated[
        Literal["household", "rules", "standards"],
        typer.Argument(metavar="种类", help="household 户文件，rules 规则文件，standards 标准文件。"),
    ] = "household",
    rules: Rules = None,
    no_project: NoProject = False,
) -> int:
    """JSON Schema of household, rule or standards files, for editors."""
    rulebook = load_rulebook(rules)
    if kind == "household":
        made = schemas.household_schema(rulebook.catalogue)
    elif kind == "standards":
        made = schemas.standards_schema(rulebook)
    else:
        made = schemas.rules_schema()
    print(json.dumps(made, ensure_ascii=False, indent=2))
    return DONE

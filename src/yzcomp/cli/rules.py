"""``yzcomp rules …``: looking at the rules, checking a rulebook."""

import json

from yzcomp.cli.common import ATTENTION, DONE, FAILED, print_problems
from yzcomp.cli.console import say_error, stdout_console
from yzcomp.documents import reading_copy, rules_text, schemas
from yzcomp.problems import Refused, did_you_mean
from yzcomp.rulebook.checks.doubts import doubts
from yzcomp.rulebook.load import load_rulebook
from yzcomp.rulebook.models import Rulebook

SCHEMAS = ("household", "rules", "standards")


def _load(rules: str | None) -> Rulebook | None:
    try:
        return load_rulebook(rules)
    except Refused as refused:
        print_problems(refused.problems)
        return None


def check(path: str) -> int:
    """Loads a rulebook strictly and says whether it can be used."""
    rulebook = _load(path)
    if rulebook is None:
        return FAILED
    head = rulebook.rulebook
    print(f"规则可用：{head.title}（{head.document}）")
    counts = f"{len(rulebook.items)} 个项目，{len(rulebook.readings)} 个读法，{len(rulebook.requirements)} 项核对"
    print(f"{counts}，{len(rulebook.clauses)} 条条文登记")
    print(f"摘要：{rulebook.digest}")
    warnings = doubts(rulebook)
    print_problems(warnings)
    return ATTENTION if warnings else DONE


def show_list(rules: str | None) -> int:
    """Items, readings and outside standards of a rulebook."""
    rulebook = _load(rules)
    if rulebook is None:
        return FAILED
    rules_text.print_list(rulebook, stdout_console())
    return DONE


def show(item: str, rules: str | None) -> int:
    """The reading copy of one item, or of each that a name stands for, named by its key, Chinese name or an alias."""
    rulebook = _load(rules)
    if rulebook is None:
        return FAILED
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


def clauses(rules: str | None) -> int:
    """The clause register."""
    rulebook = _load(rules)
    if rulebook is None:
        return FAILED
    rules_text.print_clauses(rulebook, stdout_console())
    return DONE


def schema(kind: str, rules: str | None) -> int:
    """JSON Schema of household, rule or standards files, for editors."""
    rulebook = _load(rules)
    if rulebook is None:
        return FAILED
    if kind == "household":
        made = schemas.household_schema(rulebook.catalogue)
    elif kind == "standards":
        made = schemas.standards_schema(rulebook)
    else:
        made = schemas.rules_schema()
    print(json.dumps(made, ensure_ascii=False, indent=2))
    return DONE

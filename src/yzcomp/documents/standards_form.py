"""An empty standards file to fill in, commented, made from what a rulebook needs."""

from yzcomp.household.catalogue import FactInfo
from yzcomp.rulebook.models import Rulebook, StandardRule


def empty_standards(rulebook: Rulebook) -> str:
    """The text of a standards file with every table of the rulebook, each with a commented example row."""
    head = rulebook.rulebook
    lines = [
        f"# 补偿标准文件，配合 {head.document} 使用（规则 {head.id}）。",
        "# 把办法没有写出的标准从正式文件抄到这里。每条一行，写法见各表的示例；# 开头的行是说明，不起作用。",
        "# 数字只写数字，不带单位；冒号和逗号用半角，后面留一个空格。",
        "",
        "standard:",
        f"  id: {head.id}-standards",
        "  title: 请填写标准的名称",
        "  document: 请填写文号，如 " + next(iter(rulebook.standards.values())).document
        if rulebook.standards
        else "  document: 请填写文号",
        f"  issued_on: {head.issued_on}   # 文件的日期",
        "  official: yes   # 试算用的示例标准写 no，计算单上会注明",
        "",
        "rates:",
    ]
    for name, rule in rulebook.standards.items():
        lines += ["", *_table(name, rule, rulebook)]
    return "\n".join(lines) + "\n"


def _table(name: str, rule: StandardRule, rulebook: Rulebook) -> list[str]:
    facts = [_fact(key, rulebook) for key in rule.key]
    unit = "每条写明单位" if rule.unit == "*" else rule.unit
    lines = [f"  # {rule.name}（{rule.document}，{rule.article}），{unit}" + (f"。{rule.note}" if rule.note else "")]
    for fact in facts:
        if fact.form.choices:
            lines.append(f"  # {fact.title} 可写：{'、'.join(label for _, label in fact.form.choices)}")
    pairs = [f"{fact.title}: {fact.form.choices[0][1] if fact.form.choices else fact.title + '名称'}" for fact in facts]
    pairs += ["标准: 0.00", *(["单位: 元/株"] if rule.unit == "*" else [])]
    return [*lines, f"  {name}:", f"    # - {{{', '.join(pairs)}}}"]


def _fact(key: str, rulebook: Rulebook) -> FactInfo:
    scope, _, name = key.rpartition(".")
    return rulebook.catalogue.records[scope].fields[name]

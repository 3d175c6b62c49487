"""An empty standards file to fill in, commented, made from what a rulebook needs."""

from yzcomp.documents.household_file import quoted
from yzcomp.household.catalogue import FactInfo
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.standard_keys import asked_for, key_fact, key_title
from yzcomp.rulebook.standard_rule import DATES, StandardKey, StandardRule


def empty_standards(rulebook: Rulebook) -> str:
    """The text of a standards file with every table of the rulebook, each with a commented example row."""
    head = rulebook.rulebook
    lines = [
        f"# 补偿标准文件，配合 {head.document} 使用（规则 {head.id}）。",
        "# 把办法没有写出的标准从正式文件抄到这里。每条一行，写法见各表的示例；# 开头的行是说明，不起作用。",
        "# 数字只写数字，不带单位；冒号和逗号用半角，后面留一个空格。",
        *_one_file_a_document(rulebook),
        "",
        "standard:   # 下面五项都要填写，空着的通不过核对",
        f"  id: {quoted(head.id + '-standards')}   # 自己起的代号",
        "  title:   # 标准的名称，印在每张计算单上",
        "  document:   # 这些标准所在文件的文号",
        "  issued_on:   # 文件的日期，如 2018-10-18",
        "  official:   # 照正式文件录入的写 yes；试算用的示例写 no，计算单上会注明",
        "",
        "rates:",
    ]
    for name, rule in rulebook.standards.items():
        lines += ["", *_table(name, rule, rulebook)]
    return "\n".join(lines) + "\n"


def _one_file_a_document(rulebook: Rulebook) -> list[str]:
    """A standards file has one document and date: rates of several documents are entered in as many files."""
    documents: dict[str, list[str]] = {}
    for rule in rulebook.standards.values():
        documents.setdefault(rule.document, []).append(rule.name)
    if len(documents) < 2:
        return []
    return [
        "# 一个标准文件只写一份文件的标准。下面的表分属几份文件，请另存几份，每份只留那份文件的表、填那份文件的文号，",
        "# 计算时 --standards 写几次：",
        *(f"#   {'、'.join(names)}：{document}" for document, names in documents.items()),
    ]


def _table(name: str, rule: StandardRule, rulebook: Rulebook) -> list[str]:
    facts = [key_fact(key, rulebook) for key in rule.key]
    unit = "每条写明单位" if rule.unit == "*" else rule.unit
    lines = [f"  # {rule.name}（{rule.document}，{rule.article}），{unit}" + (f"。{rule.note}" if rule.note else "")]
    for position, fact in enumerate(facts):
        if fact.form.choices:
            lines.append(f"  # {fact.title} 可写：{'、'.join(asked_for(name, position, rulebook).values())}")
    lines += _optional(rule, rulebook)
    pairs = [pair for key, fact in zip(rule.key, facts, strict=True) for pair in _example(key, fact)]
    pairs += ["标准: 0.00", *(["单位: 元/株"] if rule.unit == "*" else [])]
    if rule.dated:
        title = rulebook.catalogue.fields[rule.dated].title
        lines.append(f"  # 标准分时期的，每个时期一条，写明 有效期自、有效期至（都含当日），按{title}所在的时期计；")
        lines.append("  # 各段要连起来，不能重叠。")
        pairs += ["有效期自: 2020-01-01", "有效期至: 2020-12-31"]
    return [*lines, f"  {name}:", f"    # - {{{', '.join(pairs)}}}"]


def _optional(rule: StandardRule, rulebook: Rulebook) -> list[str]:
    """What a row may leave out, and how ranges are written."""
    optional = [key_title(key, rulebook) for key in rule.key if key.optional or key.range is not None]
    lines = [f"  # {'、'.join(optional)} 可以不写，不写的一条不分它，对它的各种情形都适用；"] if optional else []
    lines += ["  # 两条会同时符合同一条记录而数额不同的，通不过核对。"] if optional else []
    for key in rule.key:
        if key.range is not None:
            first, last = key.ends().values()
            included = f"{last[-2:]}的一端不含" if key.below else "两端都含在内"
            lines.append(f"  # {first}、{last} 可以只写一个，{included}。")
    return lines


def _example(key: StandardKey, fact: FactInfo) -> list[str]:
    if key.range is not None:
        numbers = ("1990", "1999") if fact.kind in DATES else ("5", "10")
        return [f"{quoted(end)}: {number}" for end, number in zip(key.ends().values(), numbers, strict=True)]
    value = fact.form.choices[0][1] if fact.form.choices else f"{fact.title}名称"
    return [f"{quoted(fact.title)}: {quoted(value)}"]

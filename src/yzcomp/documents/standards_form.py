"""An empty standards file to fill in, text with comments or a workbook, made from what a rulebook needs."""

from yzcomp.documents.household_file import quoted
from yzcomp.documents.template.tables import YES_NO, Column, Table
from yzcomp.documents.template.workbook import workbook
from yzcomp.household.catalogue import FactInfo
from yzcomp.household.fields import Form
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.standard_keys import asked_for, key_fact, key_title
from yzcomp.rulebook.standard_rows import RowReader
from yzcomp.rulebook.standard_rule import DATES, StandardKey, StandardRule
from yzcomp.rulebook.standards_book import HEAD, HEADER, sheet_name


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


#: What the five columns about the document are filled with.
_HEAD_NOTES = {
    "代号": "自己起的代号",
    "名称": "标准的名称，印在每张计算单上",
    "文号": "这些标准所在文件的文号",
    "日期": "文件的日期",
    "正式标准": "照正式文件录入的写“是”；试算用的写“否”，计算单上会注明",
}
_BOOK_LINES = (
    f"1. “{HEAD}”表只填一行：标准所在的文件。一个工作簿只写一份文件的标准；有几份文件的，另存几个工作簿，",
    "   每个只填那份文件的表，计算时 --standards 写几次。",
    "2. 其他各表一张是一种标准，每条一行，照正式文件抄写；用不到的表空着或删去。不要改动工作表名和表头。",
    "3. 橙色表头必填，蓝色的可以空着：空着的一条不分这一项，对它的各种情形都适用。",
    "4. “标准”只填数字，单位写在表头里。两条会同时符合同一条记录而数额不同的，通不过核对。",
    "5. 隐藏的行、列、工作表和划了删除线的，通不过核对：不要的删去。",
    "6. 填好存盘后核对：yzcomp standards check 这个文件；计算时写 --standards 这个文件。",
)


def empty_book(rulebook: Rulebook) -> bytes:
    """The same as a workbook, one sheet a standard, with lists to choose from."""
    head = [
        Column(title, form, True, note=_HEAD_NOTES[title], allowed=YES_NO if form.kind == "yes_no" else ())
        for title, (_, form) in HEADER.items()
    ]
    rules = rulebook.standards.items()
    tables = [Table(HEAD, tuple(head)), *(Table(sheet_name(n, rule), _columns(n, rule, rulebook)) for n, rule in rules)]
    return workbook(tables, rulebook.rulebook, "补偿标准空表", _BOOK_LINES)


def _columns(name: str, rule: StandardRule, rulebook: Rulebook) -> tuple[Column, ...]:
    """The columns of a standard: what it is looked up by, its rate, its unit where each row has its own, its period."""
    reader = RowReader(name, rule, rulebook, [])
    found = []
    for position, (key, fact) in enumerate(zip(rule.key, reader.facts, strict=True)):
        if key.range is not None:
            found += [Column(end, reader.forms[english]) for english, end in key.ends().items()]
        else:
            allowed = tuple(asked_for(name, position, rulebook).values()) if fact.form.choices else ()
            found.append(Column(fact.title, fact.form, not key.optional, allowed=allowed))
    source = f"{rule.document}，{rule.article}" + (f"。{rule.note}" if rule.note else "")
    each = rule.unit == "*"
    rate = reader.forms["rate"]._replace(unit=None if each else rule.unit)
    found.append(Column("标准" if each else f"标准（{rule.unit}）", rate, True, note=source))
    found += [Column("单位", reader.forms["unit"], True, note="如 元/株、元/口")] if each else []
    found += [Column(title, Form("date")) for title in ("有效期自", "有效期至")] if rule.dated else []
    return tuple(found)


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

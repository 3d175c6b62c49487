"""The rules in Chinese, for people who sign them off: the list, one item's reading copy, the clause register."""

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from yzcomp.documents.tables import Column, grid
from yzcomp.documents.wrapping import wrap
from yzcomp.rulebook import conditions as c
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.models import Clause, CombinedName, Item, Reading, Rulebook, StandardRule
from yzcomp.rulebook.nodes import Node
from yzcomp.rulebook.wording import Wording

_STATUS = {"computed": "计算", "checked": "核对", "informative": "说明", "out_of_scope": "不在范围"}


def find_items(word: str, rulebook: Rulebook) -> tuple[str, ...]:
    """The keys of the item that a key, a Chinese name or an alias means, or of the items that one name stands for."""
    for key, item in rulebook.items.items():
        if word == key or word == item.name or word in item.aliases:
            return (key,)
    for key, combined in rulebook.combined_names.items():
        if word == key or word == combined.name or word in combined.aliases:
            return combined.items
    return ()


def print_list(rulebook: Rulebook, console: Console) -> None:
    """Items, readings and outside standards."""
    head = rulebook.rulebook
    console.print(Text(f"{head.title}（{head.document}）", style="bold"))
    columns = [Column("项目", 6), Column("依据", 4), Column("领款人", 0, 8), Column("摘要", 8)]
    rows = [(_named(key, i), i.article, i.payee.label, i.summary) for key, i in rulebook.items.items()]
    console.print(grid(columns, rows, console))
    if rulebook.combined_names:
        console.print(Text("\n合称（记录里几个项目合成一笔时的名称，yzcomp audit 按各项之和核对）", style="bold"))
        titles = [Column("名称", 6), Column("别名", 6), Column("所指的项目", 8)]
        combined = [_combined(key, part, rulebook) for key, part in rulebook.combined_names.items()]
        console.print(grid(titles, combined, console))
    if rulebook.readings:
        console.print(Text("\n读法（--reading 名称=选项；带 * 的是缺省）", style="bold"))
        columns = [Column("名称", 6), Column("条文", 3), Column("问题", 8), Column("选项", 6)]
        rows = [(_named(key, r), r.article, r.question, _options(r)) for key, r in rulebook.readings.items()]
        console.print(grid(columns, rows, console))
    if rulebook.standards:
        console.print(Text("\n另有文件规定的标准（--standards 文件）", style="bold"))
        columns = [Column("标准", 3), Column("依据", 3), Column("文件", 5), Column("说明", 6)]
        rows = [(_named(key, s), s.article, s.document, s.note or "") for key, s in rulebook.standards.items()]
        console.print(grid(columns, rows, console))
    console.print(Text(f"\n摘要：{rulebook.digest}", style="dim"))


def _combined(key: str, part: CombinedName, rulebook: Rulebook) -> tuple[str, ...]:
    return _named(key, part), "、".join(part.aliases), "、".join(rulebook.items[item].name for item in part.items)


def _named(key: str, part: Item | CombinedName | Reading | StandardRule) -> str:
    """The Chinese name, and below it the key by which commands and files name the same."""
    return f"{part.name}\n{key}"


def _options(reading: Reading) -> str:
    """A line an option, the default one starred."""
    return "\n".join(
        f"{'*' if name == reading.default else ' '}{name} {option.name}" for name, option in reading.options.items()
    )


def print_item(key: str, rulebook: Rulebook, console: Console) -> None:
    """The reading copy of one item: who gets it, when, how it is computed, by which article and reading."""
    for part in item_copy(key, rulebook):
        words = part.plain.lstrip()
        indent = " " * (len(part.plain) - len(words))
        hanging = indent + "  " if "：" in words else indent
        lines = wrap(words, console.width - len(hanging))
        console.print(Text(indent + f"\n{hanging}".join(lines), style=part.style))


def item_copy(key: str, rulebook: Rulebook) -> Iterator[Text]:
    """The paragraphs of an item's reading copy."""
    item, words = rulebook.items[key], Wording(rulebook)
    yield Text(f"{item.name}（{key}）", style="bold")
    yield Text(item.summary)
    yield Text(f"依据：{item.article}")
    yield Text(f"付给：{item.payee.label}")
    yield Text(f"对象：{'每条' + rulebook.catalogue.records[item.for_each].title if item.for_each else '每户'}")
    condition = words.condition(item.condition, item.for_each) if item.condition else "没有另外的条件"
    yield Text(f"条件：{condition}")
    yield Text(f"计算：{formula(item, words)}")
    for word, bound in (("封顶", item.at_most), ("保底", item.at_least)):
        if bound is not None:
            yield Text(f"{word}：{' × '.join(words.factor(p, item.for_each) for p in bound.factors)}（{bound.text}）")
    yield Text("取整：每条一次，四舍五入")
    if item.excludes:
        yield Text(f"互斥：{'、'.join(rulebook.items[other].name for other in item.excludes)}")
    if item.aliases:
        yield Text(f"别名：{'、'.join(item.aliases)}")
    for combined in rulebook.combined_names.values():
        if key in combined.items:
            others = "、".join(rulebook.items[other].name for other in combined.items if other != key)
            yield Text(f"合称：{'、'.join((combined.name, *combined.aliases))}（与{others}）")
    yield from _terms(item, rulebook, words)
    yield from _readings(item, rulebook)


def formula(item: Item, words: Wording) -> str:
    """An item's factors in words."""
    return " × ".join(words.factor(part, item.for_each) for part in item.factors)


def _used(item: Item, rulebook: Rulebook) -> tuple[dict[str, None], dict[str, None]]:
    """The terms and readings that an item rests on, also through other terms."""
    terms: dict[str, None] = {}
    readings: dict[str, None] = {}

    def follow(part: Node) -> None:
        for node in part.walk():
            if isinstance(node, f.ByReading | c.ReadingTest):
                readings[node.reading] = None
            if isinstance(node, f.NamedValue | c.NamedCondition) and node.term not in terms:
                terms[node.term] = None
                follow(rulebook.terms[node.term])

    follow(item)
    follow(rulebook.rounding)
    return terms, readings


def _terms(item: Item, rulebook: Rulebook, words: Wording) -> Iterator[Text]:
    terms, _ = _used(item, rulebook)
    if terms:
        yield Text("其中", style="bold")
    for name in terms:
        term = rulebook.terms[name]
        if term.condition is not None:
            meaning = words.condition(term.condition, term.for_each)
        else:
            assert term.quantity is not None
            meaning = words.factor(term.quantity, term.for_each)
        yield Text(f"  {term.name}（{term.article}）：{meaning}")


def _readings(item: Item, rulebook: Rulebook) -> Iterator[Text]:
    _, readings = _used(item, rulebook)
    if readings:
        yield Text("读法", style="bold")
    for name in readings:
        reading = rulebook.readings[name]
        yield Text(f"  {name}（{reading.article}）：{reading.question}")
        for key, option in reading.options.items():
            mark = "（缺省）" if key == reading.default else ""
            yield Text(f"    {key} {option.name}{mark}：{option.meaning}")
        yield Text(f"    理由：{reading.reason}")


def print_clauses(rulebook: Rulebook, console: Console) -> None:
    """The clause register: every article and what became of it."""
    columns = [Column("条文", 0, 16), Column("处理", 0, width=8), Column("内容", 8), Column("去处", 7)]
    rows = [(k.article, _STATUS[k.status], k.summary, _where(k, rulebook)) for k in rulebook.clauses]
    console.print(grid(columns, rows, console))


def _where(clause: Clause, rulebook: Rulebook) -> str:
    parts = ["、".join(rulebook.items[name].name for name in clause.items)] if clause.items else []
    parts += [f"核对：{rulebook.requirements[name].message}" for name in clause.checks]
    parts += [f"提示：{rulebook.notices[name].text}" for name in clause.notices]
    if clause.withholding and rulebook.withholding:
        parts.append(rulebook.withholding.text)
    return clause.why or "\n".join(parts) or "由人填入的事实"

"""The rules in Chinese, for people who sign them off: the list and the clause register."""

from rich.console import Console
from rich.text import Text

from yzcomp.output.grid import Column, grid, wrapped
from yzcomp.rulebook.factors import FactValue
from yzcomp.rulebook.logic import parties_of
from yzcomp.rulebook.models import Clause, CombinedName, Item, Question, Reading, Rulebook
from yzcomp.rulebook.origin import titled
from yzcomp.rulebook.standard_rule import StandardRule
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
    """Items, readings, outside standards, questions, notices, and what a statement begins with."""
    words = Wording(rulebook)
    console.print(Text(titled(rulebook), style="bold"))
    columns = [Column("项目", 6), Column("依据", 4), Column("领款人", 0, 8), Column("摘要", 8)]
    rows = [(_named(key, i), i.article, _payees(i, rulebook), i.summary) for key, i in rulebook.items.items()]
    console.print(grid(columns, rows, console))
    for title, parties in (("领款人", rulebook.payees), ("付款人", rulebook.payers)):
        console.print(
            wrapped(f"{title}：{'、'.join(f'{p.name}（{key}）' for key, p in parties.items())}", console.width)
        )
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
    if rulebook.questions:
        console.print(Text("\n须核对（不影响金额，但要人看）", style="bold"))
        columns = [Column("问题", 6), Column("依据", 4), Column("情形", 8), Column("为什么要问", 8)]
        console.print(grid(columns, [_question(key, q, words) for key, q in rulebook.questions.items()], console))
    for title, told in (("说明", [n.text for n in rulebook.notices.values()]), ("基本情况", _basics(rulebook, words))):
        if told:
            console.print(wrapped(f"\n{title}：{'；'.join(told)}", console.width))
    console.print(Text(f"\n摘要：{rulebook.digest}", style="dim"))


def _question(key: str, rule: Question, words: Wording) -> tuple[str, ...]:
    where = f"每条{words.facts.records[rule.for_each].title}，" if rule.for_each else ""
    return _named(key, rule), rule.article, where + words.condition(rule.when, rule.for_each), rule.why


def _basics(rulebook: Rulebook, words: Wording) -> list[str]:
    """What a statement begins with."""
    counted = rulebook.terms[rulebook.counted_members].name if rulebook.counted_members else ""
    return [*map(words.basic, rulebook.basics), *([f"每个家庭成员是否计入（{counted}）"] if counted else [])]


def _payees(item: Item, rulebook: Rulebook) -> str:
    """Whoever may be paid, a line each; by which fact, where that decides."""
    if isinstance(item.payee, FactValue):
        return f"按{Wording(rulebook).title(item.payee.fact, item.for_each)}"
    return "\n".join(dict.fromkeys(rulebook.payees[payee].name for payee, _ in parties_of(item, rulebook)))


def _combined(key: str, part: CombinedName, rulebook: Rulebook) -> tuple[str, ...]:
    return _named(key, part), "、".join(part.aliases), "、".join(rulebook.items[item].name for item in part.items)


def _named(key: str, part: Item | CombinedName | Reading | StandardRule | Question) -> str:
    """The Chinese name, and below it the key by which commands and files name the same."""
    return f"{part.name}\n{key}"


def _options(reading: Reading) -> str:
    """A line an option, the default one starred."""
    return "\n".join(
        f"{'*' if name == reading.default else ' '}{name} {option.name}" for name, option in reading.options.items()
    )


def print_clauses(rulebook: Rulebook, console: Console) -> None:
    """The clause register: every article and what became of it."""
    columns = [Column("条文", 0, 16), Column("处理", 0, width=8), Column("内容", 8), Column("去处", 7)]
    rows = [(k.article, _STATUS[k.status], k.summary, _where(k, rulebook)) for k in rulebook.clauses]
    console.print(grid(columns, rows, console))


def _where(clause: Clause, rulebook: Rulebook) -> str:
    parts = ["、".join(rulebook.items[name].name for name in clause.items)] if clause.items else []
    parts += [Wording(rulebook).application(part) for part in clause.applies]
    parts += [f"核对：{rulebook.requirements[name].message}" for name in clause.checks]
    parts += [f"提示：{rulebook.notices[name].text}" for name in clause.notices]
    parts += [f"须核对：{rulebook.questions[name].name}" for name in clause.questions]
    if clause.withholding and rulebook.withholding:
        parts.append(rulebook.withholding.text)
    return clause.why or "\n".join(parts) or "由人填入的事实"

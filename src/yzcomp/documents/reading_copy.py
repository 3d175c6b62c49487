"""The reading copy of one item, for people who sign the rules off: who gets it, when, how it is computed, by which
article, under which readings."""

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console
from rich.text import Text

from yzcomp.output.wrapping import wrap
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.models import Item, Question, Requirement, Rulebook
from yzcomp.rulebook.nodes import Node
from yzcomp.rulebook.wording import Wording


def print_item(key: str, rulebook: Rulebook, console: Console) -> None:
    """The reading copy of one item, wrapped to the screen."""
    for part in item_copy(key, rulebook):
        words = part.plain.lstrip()
        indent = " " * (len(part.plain) - len(words))
        hanging = indent + "  " if "：" in words else indent
        lines = wrap(words, console.width - len(hanging))
        console.print(Text(indent + f"\n{hanging}".join(lines), style=part.style))


def item_copy(key: str, rulebook: Rulebook) -> Iterator[Text]:
    """The paragraphs of an item's reading copy."""
    item, words = rulebook.items[key], Wording(rulebook)
    own, general = requirements_of(key, rulebook)
    yield Text(f"{item.name}（{key}）", style="bold")
    yield Text(item.summary)
    yield Text(f"依据：{item.article}")
    for cited in item.cites:
        yield Text(f"另引：{words.condition(cited.when, item.for_each)}的，{cited.article}")
    yield Text(f"付给：{words.party(item.payee, item.for_each)}")
    yield Text(f"付款：{words.party(rulebook.payer(item), item.for_each)}")
    yield Text(f"对象：{'每条' + rulebook.catalogue.records[item.for_each].title if item.for_each else '每户'}")
    condition = words.condition(item.condition, item.for_each) if item.condition else "没有另外的条件"
    yield Text(f"条件：{condition}")
    yield from _computed(item, rulebook, words)
    if rulebook.withholding is not None:
        when = words.condition(rulebook.withholding.when, None)
        yield Text(f"暂不拨付：{when}的（{rulebook.withholding.article}）")
        if rulebook.withholding.record is not None:
            record = words.condition(rulebook.withholding.record, item.for_each)
            yield Text(f"暂不拨付：一条记录{record}的，计入它的各条（{rulebook.withholding.article}）")
    if item.excludes:
        yield Text(f"互斥：{'、'.join(rulebook.items[other].name for other in item.excludes)}")
    if item.aliases:
        yield Text(f"别名：{'、'.join(item.aliases)}")
    if item.perhaps:
        yield Text(f"记录里可能也叫：{'、'.join(item.perhaps)}（核对时要问）")
    for combined in rulebook.combined_names.values():
        if key in combined.items:
            others = "、".join(rulebook.items[other].name for other in combined.items if other != key)
            yield Text(f"合称：{'、'.join((combined.name, *combined.aliases))}（与{others}）")
    yield from _requirements("前提（不符合的户退回）", own, words)
    yield from _requirements("各项共同的前提", general, words)
    asked = _asked(key, rulebook)
    yield from _questions(asked, words)
    withheld = (rulebook.withholding,) if rulebook.withholding is not None else ()
    parts = (item, *own, *general, *withheld, *asked, rulebook.rounding)
    yield from _terms(parts, rulebook, words)
    yield from _readings(parts, rulebook)


def _computed(item: Item, rulebook: Rulebook, words: Wording) -> Iterator[Text]:
    yield Text(f"计算：{formula(item, words)}")
    for word, bound in (("封顶", item.at_most), ("保底", item.at_least)):
        if bound is not None:
            yield Text(f"{word}：{' × '.join(words.factor(p, item.for_each) for p in bound.factors)}（{bound.text}）")
    step = rulebook.rounding.step
    yield Text(f"取整：每条一次，四舍五入{'到' if isinstance(step, f.Constant) else '，'}{words.factor(step, None)}")


def formula(item: Item, words: Wording) -> str:
    """An item's factors in words."""
    return " × ".join(words.factor(part, item.for_each) for part in item.factors)


def requirements_of(key: str, rulebook: Rulebook) -> tuple[list[Requirement], list[Requirement]]:
    """What must hold for an item's clauses to apply, by the register; and what must hold for any item."""
    own = [name for clause in rulebook.clauses if key in clause.items for name in clause.checks]
    general = [name for clause in rulebook.clauses if not clause.items for name in clause.checks]
    return [rulebook.requirements[name] for name in own], [rulebook.requirements[name] for name in general]


def _requirements(title: str, rules: Iterable[Requirement], words: Wording) -> Iterator[Text]:
    for number, rule in enumerate(rules):
        if number == 0:
            yield Text(title, style="bold")
        where = f"每条{words.facts.records[rule.for_each].title}，" if rule.for_each else ""
        when = f"{words.condition(rule.when, rule.for_each)}的，" if rule.when is not None else ""
        yield Text(f"  {rule.article}：{where}{when}须{words.condition(rule.must, rule.for_each)}")


def _asked(key: str, rulebook: Rulebook) -> list[Question]:
    """What a person must look at of the item's clauses, by the register."""
    names = dict.fromkeys(name for clause in rulebook.clauses if key in clause.items for name in clause.questions)
    return [rulebook.questions[name] for name in names]


def _questions(rules: Sequence[Question], words: Wording) -> Iterator[Text]:
    if rules:
        yield Text("须核对（不影响金额）", style="bold")
    for rule in rules:
        where = f"每条{words.facts.records[rule.for_each].title}，" if rule.for_each else ""
        yield Text(f"  {rule.article} {rule.name}：{where}{words.condition(rule.when, rule.for_each)}的。{rule.why}")


def _used(parts: Iterable[Node], rulebook: Rulebook) -> tuple[dict[str, None], dict[str, None]]:
    """The terms and readings that parts rest on, also through other terms."""
    terms: dict[str, None] = {}
    readings: dict[str, None] = {}

    def follow(part: Node) -> None:
        for node in part.walk():
            readings.update((name, None) for _, name in node.named("readings"))
            for name in (name for _, name in node.named("terms") if name not in terms):
                terms[name] = None
                follow(rulebook.terms[name])

    for part in parts:
        follow(part)
    return terms, readings


def _terms(parts: Iterable[Node], rulebook: Rulebook, words: Wording) -> Iterator[Text]:
    terms, _ = _used(parts, rulebook)
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


def _readings(parts: Iterable[Node], rulebook: Rulebook) -> Iterator[Text]:
    _, readings = _used(parts, rulebook)
    if readings:
        yield Text("读法", style="bold")
    for name in readings:
        reading = rulebook.readings[name]
        yield Text(f"  {reading.name}（{name}，{reading.clause}）：{reading.question}")
        for key, option in reading.options.items():
            mark = "（缺省）" if key == reading.default else ""
            yield Text(f"    {key} {option.name}{mark}：{option.meaning}")
        yield Text(f"    理由：{reading.reason}")

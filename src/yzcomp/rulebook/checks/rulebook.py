"""What a rulebook must satisfy beyond its shape: what it names exists, nothing overlaps, nothing is left out.

Each finding is a located problem; none of them needs a household to show.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from yzcomp.forms import narrow
from yzcomp.frozen import FrozenDict
from yzcomp.problems import Problem, did_you_mean
from yzcomp.rulebook.checks.expressions import ExpressionCheck
from yzcomp.rulebook.checks.register import register_problems
from yzcomp.rulebook.checks.size import limit_problems
from yzcomp.rulebook.logic import permitted, shares_of
from yzcomp.rulebook.models import NO_ARTICLE, Clause, ExtraFactRule, Item, Reading, Rulebook
from yzcomp.rulebook.names import alike, folded
from yzcomp.rulebook.nodes import Node
from yzcomp.rulebook.standard_rule import StandardRule


def check(rulebook: Rulebook) -> list[Problem]:
    """All problems of a rulebook whose parts are well-formed; warnings are what can be meant, but probably isn't."""
    problems = [*_keys_alike(rulebook), *_extra_facts(rulebook), *_percent_units(rulebook)]
    problems += list(_cycles(rulebook)) or limit_problems(rulebook)
    if problems:
        return problems
    expressions = ExpressionCheck(rulebook)
    expressions.run()
    problems += expressions.problems
    problems += _readings(rulebook)
    problems += [*_names(rulebook), *_combined_names(rulebook), *_parties(rulebook)]
    if not problems:
        problems += _exclusions(rulebook)
    return problems + list(_clauses(rulebook)) + expressions.doubts


def _problem(code: str, message: str, node: Node, key: str | None = None, remedy: str | None = None) -> Problem:
    return Problem(code, message, node.at.place(key), key, remedy=remedy)


def _keys_alike(rulebook: Rulebook) -> Iterator[Problem]:
    """Keys of one section that differ in case alone."""
    for node in rulebook.walk():
        for field, parts in node:
            for first, second in alike(parts) if isinstance(parts, FrozenDict) else ():
                place = getattr(parts[second], "at", node.at).place() if field != "choices" else node.at.place(field)
                yield Problem("duplicate-name", f"与“{first}”只差大小写", place, second, remedy="换一个键")


def _extra_facts(rulebook: Rulebook) -> Iterator[Problem]:
    from yzcomp.household.catalogue import catalogue

    known = catalogue()
    lists = {folded(word) for info in known.records.values() for word in (info.key, info.title)}
    taken: dict[str | None, set[str]] = {}
    for key, rule in rulebook.facts.items():
        if rule.list is not None and rule.list not in known.records:
            remedy = did_you_mean(rule.list, list(known.records), f"可写：{'、'.join(known.records)}")
            yield _problem("unknown-list", f"没有“{rule.list}”这类记录", rule, "list", remedy)
            continue
        names = taken.setdefault(rule.list, {*map(folded, known.words(rule.list)), *lists})
        model = known.model if rule.list is None else known.records[rule.list].model
        own = {folded(key), folded(rule.name)}
        if own & names or hasattr(model, key):
            what = "一类记录" if own & set(lists) else "事实"
            yield _problem("duplicate-name", f"“{key} {rule.name}”已经是现有的{what}", rule, "name", "换一个名称")
        names |= own
        yield from _fact_unit(rule)
        if (rule.kind == "choice") != bool(rule.choices):
            yield _problem("choices", "choices 只在 kind: choice 时写，而且必须写", rule, "kind")
        for name, count in Counter(map(folded, (rule.choices or {}).values())).items():
            if count > 1:
                yield _problem("duplicate-name", f"有{count}个选项都叫“{name}”", rule, "choices", "换一个名称")


def _fact_unit(rule: ExtraFactRule) -> Iterator[Problem]:
    """Numbers have a unit; a percentage is a kind of its own, so that 80 isn't taken for 80 times."""
    unit = rule.unit or ""
    if "%" in narrow(unit) and rule.kind in ("number", "integer"):
        yield _problem("not-a-percent", "百分数的事实写 kind: percent", rule, "unit", "改为 kind: percent，不写单位")
    elif unit and rule.kind not in ("number", "integer") and (rule.kind, narrow(unit)) != ("percent", "%"):
        yield _problem("unit", f"只有数字有单位，{rule.kind} 没有", rule, "unit", "删去它，或改为 kind: number")


def _percent_units(rulebook: Rulebook) -> Iterator[Problem]:
    """A rate in ``%`` would be taken for so many times, and be printed as a percentage."""
    for node in rulebook.walk():
        unit = getattr(node, "unit", None)
        if unit and "%" in narrow(unit) and not isinstance(node, ExtraFactRule):
            remedy = "单位写 倍，数写成小数：10% 写 0.1" + _of_amounts(node)
            yield _problem("not-a-percent", f"单位不能写“{unit}”，10{unit} 会当作10倍", node, "unit", remedy)


def _of_amounts(node: Node) -> str:
    return "（标准文件里也写 0.1）" if isinstance(node, StandardRule) else "；一项金额的10%写 {share: 10%, of: 项目}"


def _readings(rulebook: Rulebook) -> Iterator[Problem]:
    for reading in rulebook.readings.values():
        if reading.default not in reading.options:
            remedy = f"可写：{'、'.join(reading.options)}"
            yield _problem("unknown-option", f"没有选项“{reading.default}”", reading, "default", remedy)


def _cycles(rulebook: Rulebook) -> Iterator[Problem]:
    """Items that are shares of one another, terms that name one another."""
    shares = {key: sorted(shares_of(item, rulebook)) for key, item in rulebook.items.items()}
    terms = {
        key: [name for node in term.walk() for _, name in node.named("terms")] for key, term in rulebook.terms.items()
    }
    for graph, parts in ((shares, rulebook.items), (terms, rulebook.terms)):
        for loop in _loops(graph):
            node: Node = parts[loop[0]]
            yield _problem("cycle", f"互相引用成了圈：{' → '.join([*loop, loop[0]])}", node, None, "去掉其中一处引用")


def _loops(graph: dict[str, list[str]]) -> list[tuple[str, ...]]:
    """A cycle through each name that closes one, beginning with its smallest name."""
    found: set[tuple[str, ...]] = set()
    done: set[str] = set()
    for first in graph:
        trail, waiting = dict[str, None](), [(first, iter(graph[first]))]
        while waiting:
            name, following = waiting[-1]
            trail[name] = None
            step = next((other for other in following if other not in done), None)
            if step is None:
                waiting.pop()
                done.add(name)
                del trail[name]
            elif step in trail:
                names = list(trail)
                loop = tuple(names[names.index(step) :])
                start = loop.index(min(loop))
                found.add(loop[start:] + loop[:start])
            else:
                waiting.append((step, iter(graph.get(step, ()))))
    return sorted(found)


def _names(rulebook: Rulebook) -> Iterator[Problem]:
    """Two items with one name would make a statement ambiguous."""
    seen: dict[str, str] = {}
    for key, item in rulebook.items.items():
        for name in (item.name, *item.aliases):
            if folded(name) in seen:
                message = f"名称“{name}”与项目 {seen[folded(name)]} 重复"
                yield _problem("duplicate-name", message, item, "name", "换一个名称")
            seen.setdefault(folded(name), key)


#: What the columns of a household's totals are called besides the parties.
_COLUMNS = ("household_id", "head", "village", "payable", "withheld", "pending_items")


def _parties(rulebook: Rulebook) -> Iterator[Problem]:
    """A payee or a payer has a key of its own, and a name: both head columns of the results."""
    for section, seen in (("payees", set[str]()), ("payers", set[str]())):
        for key, party in getattr(rulebook, section).items():
            if key in _COLUMNS or (section == "payers" and key in rulebook.payees):
                yield _problem("duplicate-name", f"“{key}”已经另有所指", party, None, "换一个键")
            for name in (party.name, *party.aliases):
                if name in seen:
                    yield _problem("duplicate-name", f"名称“{name}”写了两次", party, "name", "换一个名称")
                seen.add(name)


def _combined_names(rulebook: Rulebook) -> Iterator[Problem]:
    """A name for several items names items that there are, each once, and is no item's own name."""
    items = rulebook.items.items()
    seen = {folded(name): f"项目 {key}" for key, item in items for name in (key, item.name, *item.aliases)}
    for key, combined in rulebook.combined_names.items():
        for name in (combined.name, *combined.aliases):
            if folded(name) in seen:
                message = f"名称“{name}”与{seen[folded(name)]}重复"
                yield _problem("duplicate-name", message, combined, "name", "换一个名称")
            seen.setdefault(folded(name), f"合称 {key} ")
        for number, part in enumerate(combined.items):
            if part not in rulebook.items:
                remedy = did_you_mean(part, list(rulebook.items))
                yield _problem("unknown-item", f"没有项目“{part}”", combined, "items", remedy)
            elif part in combined.items[:number]:
                yield _problem("duplicate-name", f"项目“{part}”写了两次", combined, "items", "只写一次")


def _exclusions(rulebook: Rulebook) -> Iterator[Problem]:
    """Items that exclude each other must be unable to apply together: two rules that both apply are never ranked."""
    for key, item in rulebook.items.items():
        for other_key in item.excludes:
            other = rulebook.items.get(other_key)
            if other is None:
                remedy = did_you_mean(other_key, list(rulebook.items))
                yield _problem("unknown-item", f"没有项目“{other_key}”", item, "excludes", remedy)
            elif other is item:
                yield _problem("overlap", "不能与自己互斥", item, "excludes", "写另一个项目，或删去它")
            elif not _disjoint(rulebook, item, other):
                message = f"与 {other_key} 互斥，但两项的条件可能同时成立"
                remedy = "在两项的 condition 里写明同一个选择项的不同取值"
                yield Problem("overlap", message, item.at.place("excludes"), key, remedy=remedy)


def _disjoint(rulebook: Rulebook, one: Item, other: Item) -> bool:
    for fact, info in rulebook.catalogue.fields.items():
        if not info.form.choices:
            continue
        first = permitted(one.condition, fact, rulebook)
        second = permitted(other.condition, fact, rulebook)
        if not first & second:
            return True
    return False


def _clauses(rulebook: Rulebook) -> Iterator[Problem]:
    """The clause register accounts for every item, requirement and notice, and names nothing else."""
    if not rulebook.clauses:
        return
    yield from register_problems(rulebook)
    for clause in rulebook.clauses:
        yield from _clause(clause, rulebook)
    yield from _citations(rulebook)
    for field, parts in (
        ("items", rulebook.items),
        ("checks", rulebook.requirements),
        ("notices", rulebook.notices),
    ):
        named = {name for clause in rulebook.clauses for name in getattr(clause, field)}
        for key in parts:
            if key not in named:
                node: Node = parts[key]
                message = f"“{key}”没有登记在任何条文（clauses）下"
                yield _problem("clause-missing", message, node, None, f"在它依据的条文的 {field} 里写上它")


def _citations(rulebook: Rulebook) -> Iterator[Problem]:
    """Every article that a part cites stands in the register."""
    known = {clause.article for clause in rulebook.clauses}
    for node in rulebook.walk():
        article = getattr(node, "article", None)
        if isinstance(node, Reading) and article == NO_ARTICLE:
            continue
        for name in article.split("、") if article else ():
            if name not in known:
                remedy = did_you_mean(name, sorted(known), "在 clauses 里登记它")
                yield _problem("unknown-article", f"条文登记里没有“{name}”", node, "article", remedy)


def _applications(clause: Clause, rulebook: Rulebook) -> Iterator[Problem]:
    """What an article applies to is something that its items are about."""
    scopes = {rulebook.items[key].for_each for key in clause.items if key in rulebook.items}
    for part in clause.applies:
        if not clause.items:
            yield _problem("clause-applies", "这一条没有写项目，说不上付不付", part, None, "先写 items，或去掉 applies")
        elif part.for_each in rulebook.catalogue.records and not scopes & {part.for_each, None}:
            message, known = f"这一条的项目不按“{part.for_each}”计算", "、".join(sorted(filter(None, scopes)))
            yield _problem("clause-applies", message, part, "for_each", f"可写：{known}")


def _clause(clause: Clause, rulebook: Rulebook) -> Iterator[Problem]:
    known: dict[str, Iterable[str]] = {
        "items": rulebook.items,
        "checks": rulebook.requirements,
        "notices": rulebook.notices,
    }
    for field, names in known.items():
        for name in getattr(clause, field):
            if name not in names:
                yield _problem("unknown-item", f"没有“{name}”", clause, field, did_you_mean(name, list(names)))
    yield from _applications(clause, rulebook)
    if clause.status == "out_of_scope" and not clause.why:
        yield _problem("clause-status", "不在计算范围内的条文要写明原因（why）", clause, "status")

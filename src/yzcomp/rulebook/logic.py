"""What can be told of rules without a household: which choices a condition lets through, what an item is a share of."""

from collections.abc import Iterator
from contextlib import suppress

from yzcomp.forms import BadForm
from yzcomp.household.catalogue import FactInfo
from yzcomp.rulebook import conditions as c
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.models import Item, Rulebook, Term
from yzcomp.rulebook.nodes import Node


def whole(part: Node, rulebook: Rulebook) -> Iterator[Node]:
    """All nodes that a part rests on: its own, then those of the terms that it names, each term once."""
    waiting, seen = [part], set[str]()
    for owner in waiting:
        for node in owner.walk():
            yield node
            for _, name in node.named("terms"):
                if name in rulebook.terms and name not in seen:
                    seen.add(name)
                    waiting.append(rulebook.terms[name])


def terms_of(part: Node, rulebook: Rulebook) -> dict[str, Term]:
    """The terms that a part rests on, also through one another."""
    named = (name for node in whole(part, rulebook) for _, name in node.named("terms"))
    return {name: rulebook.terms[name] for name in named if name in rulebook.terms}


def lists_with(node: Node, rulebook: Rulebook) -> list[str]:
    """The lists of records that have every fact which a condition names."""
    named = {part.fact for part in node.walk() if isinstance(part, f.FactValue | c.FactTest)}
    return [key for key, record in rulebook.catalogue.records.items() if named <= record.fields.keys()]


def lists_of(part: Node, rulebook: Rulebook) -> frozenset[str]:
    """The lists of records that a part is about: those that it goes through, sums, counts or asks something of."""
    named = (node.inner(None) for node in whole(part, rulebook))
    return frozenset(name for name in named if name in rulebook.catalogue.records)


def facts_of(part: Node, rulebook: Rulebook) -> frozenset[str]:
    """The keys of the facts that a part rests on, also of the date that a standard changes by."""
    named = [pair for node in whole(part, rulebook) for pair in node.named("facts", "standards")]
    standards = (rulebook.standards[name].dated for field, name in named if field == "standard")
    return frozenset(name for field, name in named if field != "standard") | frozenset(filter(None, standards))


def standards_of(part: Node, rulebook: Rulebook) -> frozenset[str]:
    """The standards in which a part looks rates up, also through terms."""
    return frozenset(node.standard for node in whole(part, rulebook) if isinstance(node, f.Lookup))


def shares_of(part: Node, rulebook: Rulebook) -> frozenset[str]:
    """The items whose amounts a part rests on, also through the terms that it names."""
    return frozenset(node.of for node in whole(part, rulebook) if isinstance(node, f.Share))


def in_order(rulebook: Rulebook) -> list[str]:
    """The items in the rulebook's order, each after those that it is a share of."""
    placed: dict[str, None] = {}

    def place(key: str) -> None:
        if key not in placed:
            for needed in sorted(shares_of(rulebook.items[key], rulebook)):
                place(needed)
            placed[key] = None

    for key in rulebook.items:
        place(key)
    return list(placed)


def aggregates_of(item: Item, rulebook: Rulebook) -> list[f.Sum | f.Count]:
    """The sums and counts that an item's factors rest on."""
    nodes = (node for factor in item.factors for node in whole(factor, rulebook))
    return [node for node in nodes if isinstance(node, f.Sum | f.Count)]


def leaves(
    node: f.Factor, scope: str | None, given: str | None, rulebook: Rulebook, seen: set[str] | None = None
) -> Iterator[tuple[f.Factor, str | None, str | None]]:
    """What a factor comes down to through cases and terms (each once), with its scope and the unit that it inherits."""
    seen = set() if seen is None else seen
    if isinstance(node, f.NamedValue):
        term = rulebook.terms.get(node.term)
        if term is not None and term.quantity is not None and node.term not in seen:
            seen.add(node.term)
            yield from leaves(term.quantity, term.for_each, term.unit, rulebook, seen)
    elif ways := node.ways():
        for part in ways:
            yield from leaves(part, scope, getattr(node, "unit", None) or given, rulebook, seen)
    else:
        yield node, scope, given


def texts_of(node: f.Factor, scope: str | None, rulebook: Rulebook) -> dict[str, f.Factor]:
    """The words that a factor may come to, each with the part that gives it; an empty word for what can't be told."""
    found: dict[str, f.Factor] = {}
    for leaf, of, _ in leaves(node, scope, None, rulebook):
        words = [leaf.text] if isinstance(leaf, f.Text) else []
        if isinstance(leaf, f.FactValue) and (info := rulebook.catalogue.find(leaf.fact, of)) is not None:
            words = [(leaf.as_ or {}).get(key, key) for key, _ in info.form.choices]
        found |= dict.fromkeys(words or [""], leaf)
    return found


def parties_of(item: Item, rulebook: Rulebook) -> list[tuple[str, str]]:
    """Every payee of an item with every payer, in the order of the rulebook."""
    payees, payers = (texts_of(node, item.for_each, rulebook) for node in (item.payee, rulebook.payer(item)))
    return [(p, q) for p in rulebook.payees if p in payees for q in rulebook.payers if q in payers]


#: What has been told of terms (by name) and of items (by name and ``share``), so that each is looked at once.
Told = dict[str | tuple[str, str], bool]


def may_be_unpaid(item: Item, rulebook: Rulebook, told: Told | None = None) -> bool:
    """Whether an item can come to nothing: by its condition, for want of records, or because a factor may be zero."""
    told = {} if told is None else told
    if item.condition is not None or item.for_each is not None:
        return True
    lifted = item.at_least is not None and not aggregates_of(item, rulebook)
    return not lifted and any(_may_be_zero(factor, rulebook, told) for factor in item.factors)


def _may_be_zero(node: f.Factor, rulebook: Rulebook, told: Told) -> bool:
    """Whether a factor may come to zero; what can't be told may."""
    if node.at_least is not None and node.at_least > 0:
        return False
    if ways := node.ways():
        return any(_may_be_zero(part, rulebook, told) for part in ways)
    match node:
        case f.Constant() | f.Dated():
            return not all(node.numbers())
        case f.FactValue():
            info = rulebook.catalogue.fields.get(node.fact)
            return info is None or info.form.above is None
        case f.NamedValue():
            quantity = rulebook.terms[node.term].quantity
            if node.term not in told:
                told[node.term] = quantity is None or _may_be_zero(quantity, rulebook, told)
            return told[node.term]
        case f.Tier():
            first = node.steps[0]
            return not all(node.numbers()) or (first.each is not None and _may_be_zero(node.tier, rulebook, told))
        case f.Share():
            if (node.of, "share") not in told:
                told[node.of, "share"] = may_be_unpaid(rulebook.items[node.of], rulebook, told)
            return not node.share or told[node.of, "share"]
    return True


def permitted(condition: c.Condition | None, fact: str, rulebook: Rulebook) -> frozenset[str]:
    """The keys of household choice fact ``fact`` with which ``condition`` may hold (never too few)."""
    everything = frozenset(key for key, _ in rulebook.catalogue.fields[fact].form.choices)
    return _permitted(condition, fact, rulebook, everything, {})


def _permitted(
    node: c.Condition | None,
    fact: str,
    rulebook: Rulebook,
    every: frozenset[str],
    terms: dict[str, frozenset[str]],
) -> frozenset[str]:
    if isinstance(node, c.FactTest) and node.fact == fact:
        return _named(node, fact, rulebook, every)
    if isinstance(node, c.All):
        return frozenset.intersection(*(_permitted(part, fact, rulebook, every, terms) for part in node.all))
    if isinstance(node, c.AnyOf):
        return frozenset.union(*(_permitted(part, fact, rulebook, every, terms) for part in node.any))
    if isinstance(node, c.Not) and isinstance(node.not_, c.FactTest) and node.not_.fact == fact:
        return every - _named(node.not_, fact, rulebook, frozenset())
    if isinstance(node, c.NamedCondition) and node.term in rulebook.terms:
        if node.term not in terms:
            terms[node.term] = _permitted(rulebook.terms[node.term].condition, fact, rulebook, every, terms)
        return terms[node.term]
    return every


def _named(node: c.FactTest, fact: str, rulebook: Rulebook, otherwise: frozenset[str]) -> frozenset[str]:
    """The values that an ``is`` or ``in`` names, as keys; a word that is none is reported where it stands."""
    words = (node.is_,) if isinstance(node.is_, str) else node.in_
    if words is None:
        return otherwise
    form, found = rulebook.catalogue.fields[fact].form, set()
    for word in words:
        with suppress(BadForm):
            found.add(str(form.read(word)))
    return frozenset(found)


def allowed_words(info: FactInfo, rulebook: Rulebook) -> tuple[str, ...]:
    """The values that some requirement names as the only ones of a text fact; empty where there is no such limit.

    Only a requirement that holds for every household counts (``when`` may at most ask whether the fact was given):
    what is admitted for some households must not be offered as a limit for all.
    """
    if info.kind != "text":
        return ()
    for rule in rulebook.requirements.values():
        if rule.for_each == info.scope and _only_if_given(rule.when, info.key):
            words = _limit(rule.must, info.key)
            if words:
                return words
    return ()


def _only_if_given(when: c.Condition | None, key: str) -> bool:
    return when is None or (isinstance(when, c.FactTest) and when.fact == key and when.given is True)


def _limit(must: c.Condition, key: str) -> tuple[str, ...]:
    if isinstance(must, c.FactTest) and must.fact == key:
        return must.in_ or ()
    if isinstance(must, c.All):
        return next((words for part in must.all if (words := _limit(part, key))), ())
    return ()

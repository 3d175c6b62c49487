"""Households to begin with: one for each kind of resettlement that the rules compute, and others that rules ask for."""

from collections.abc import Iterator
from copy import deepcopy
from itertools import product

from yzcomp.documents.template.example import Example, draft_example, fit
from yzcomp.engine.evaluator import Evaluator
from yzcomp.household.catalogue import FactInfo
from yzcomp.rulebook import factors as f
from yzcomp.rulebook.logic import terms_of
from yzcomp.rulebook.models import Rulebook
from yzcomp.rulebook.nodes import Node
from yzcomp.rulebook.rate_table import Span
from yzcomp.rulebook.standards import Standards
from yzcomp.rulebook.walk import facts_named


class Seeds:
    """The households of one rulebook, each made once."""

    def __init__(self, rulebook: Rulebook, standards: Standards) -> None:
        self.rulebook, self.standards = rulebook, standards
        self.evaluator = Evaluator(rulebook, standards)
        self.plain = [example for draft in self._drafts() if (example := self._fitted(draft))]

    def _drafts(self) -> Iterator[Example]:
        """The plainest first: without what is rarely asked for; residents by number, then by members, then both."""
        facts = self.rulebook.catalogue
        every = {scope: frozenset(facts.of(scope)) for scope in (None, *facts.records)}
        without = {scope: keys for scope, keys in every.items() if scope != "members"}
        kinds = reversed(facts.fields["resettlement"].form.choices)
        for rare, (_, label), members in product((False, True), tuple(kinds), ("no", "only", "both")):
            draft = draft_example(self.rulebook, without if members == "no" else every)
            draft.household |= {"resettlement": label} | (draft.spare if rare else {})
            if members == "only":
                draft.household.pop("legal_residents", None)
            self._use_standards(draft)
            yield draft

    def _fitted(self, draft: Example) -> Example | None:
        return draft if fit(draft, self.evaluator) else None

    def _use_standards(self, draft: Example) -> None:
        """Words that the standards have a rate for."""
        for scope, node in _lookups(self.rulebook):
            rates = self.standards.rates.get(node.standard)
            for part, given in zip(node.key, next(iter(rates)) if rates else (), strict=False):
                info = _asked(part, scope, self.rulebook)
                word = (given.first or given.last) if isinstance(given, Span) else given
                if info is not None and word is not None and (info.scope is None or info.scope in draft.records):
                    cells = draft.household if info.scope is None else draft.records[info.scope]
                    cells[info.key] = info.label(word)

    def turned(self, part: Node) -> Iterator[Example]:
        """The same households with one of the choices that a part asks about made otherwise."""
        for info in _choices(part, self.rulebook):
            words = [label for _, label in info.form.choices] or ["是", "否"]
            for seed, word in product(self.plain, words):
                draft = deepcopy(seed)
                cells = draft.household if info.scope is None else draft.records.get(info.scope)
                if cells is None or cells.get(info.key) == word:
                    continue
                cells[info.key] = word
                if fit(draft, self.evaluator):
                    yield draft


def _lookups(rulebook: Rulebook) -> Iterator[tuple[str | None, f.Lookup]]:
    for item in rulebook.items.values():
        yield from ((item.for_each, node) for node in item.walk() if isinstance(node, f.Lookup))


def _asked(node: f.Factor, scope: str | None, rulebook: Rulebook) -> FactInfo | None:
    """The fact that a rate is looked up by; of a choice between facts the first."""
    while ways := node.ways():
        node = ways[0]
    return rulebook.catalogue.find(node.fact, scope) if isinstance(node, f.FactValue) else None


def _choices(part: Node, rulebook: Rulebook) -> list[FactInfo]:
    """The choices and yes-or-no facts that a part or its terms ask about."""
    found: list[FactInfo] = []
    for owner in (part, *terms_of(part, rulebook).values()):
        for _, node, scope in owner.visits():
            infos = (info for _, info in facts_named(node, scope, rulebook))
            written = (info for info in infos if info.source is None)
            found += [info for info in written if info not in found and (info.form.choices or info.kind == "yes_no")]
    return found

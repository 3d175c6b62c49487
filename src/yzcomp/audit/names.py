"""What is compared, by key: an item, several that a record puts under one name, or a household's total."""

from yzcomp.audit.recorded import SUMS
from yzcomp.forms import clean
from yzcomp.problems import nearest
from yzcomp.rulebook.models import Rulebook

#: Joins the keys of items that are recorded as one.
JOINED = "+"


class Names:
    """The names, articles and items behind the keys of one rulebook's comparisons."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.order = {key: number for number, key in enumerate(rulebook.items)}
        self.known: dict[str, tuple[str, ...]] = {}
        self.notes: dict[str, str] = {}
        self.perhaps: dict[str, list[str]] = {}
        for item in rulebook.items.values():
            for word in item.perhaps:
                self.perhaps.setdefault(word, []).append(item.name)
        self.called = {JOINED.join(c.items): c.name for c in rulebook.combined_names.values()} | SUMS

    def name(self, key: str) -> str:
        if key not in self.called:
            self.called[key] = "、".join(self.rulebook.items[part].name for part in self.parts(key))
        return self.called[key]

    def suggestion(self, word: str) -> str:
        """Which items a name may mean that is none of theirs: a question, never an answer."""
        known = [name for item in self.rulebook.items.values() for name in (item.name, *item.aliases)]
        close = nearest(word, known)
        meant = self.perhaps.get(clean(word)) or ([close] if close else [])
        return f"是不是“{'”或“'.join(meant)}”？" if meant else ""

    def pending_note(self, key: str) -> str:
        if key not in self.notes:
            self.notes[key] = f"{self.name(key)}待定，没有核对"
        return self.notes[key]

    def parts(self, key: str) -> tuple[str, ...]:
        """The items that a key stands for; none for a sum of all."""
        if key not in self.known:
            self.known[key] = () if key in SUMS else tuple(key.split(JOINED))
        return self.known[key]

    def article(self, key: str) -> str:
        articles = (part for item in self.parts(key) for part in self.rulebook.items[item].article.split("、"))
        return "、".join(dict.fromkeys(articles))

    def groups(self, recorded: set[str], due: set[str]) -> list[str]:
        """What is compared with what: each item by itself, but together where the record has them as one."""
        if not any(JOINED in key for key in recorded):
            return sorted(recorded | due, key=self.order.__getitem__)
        joined: list[set[str]] = []
        for key in recorded | due:
            own = set(self.parts(key))
            for other in [g for g in joined if g & own]:
                joined.remove(other)
                own |= other
            if own:
                joined.append(own)
        ordered = [sorted(group, key=self.order.__getitem__) for group in joined]
        return [JOINED.join(group) for group in sorted(ordered, key=lambda group: self.order[group[0]])]

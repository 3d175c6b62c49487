"""A record read by a column map, in which a person says which usual heading each of its own headings stands for."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from yzcomp.audit.findings import exactly
from yzcomp.audit.names import Names
from yzcomp.audit.recorded import PAID
from yzcomp.audit.recorded_columns import RecordColumns
from yzcomp.audit.recorded_headings import RecordWords, is_measure
from yzcomp.audit.recorded_rows import read_amount
from yzcomp.audit.recorded_words import INFO, MONEY, OF_ITEM, OF_NONE, SUBTOTAL
from yzcomp.household.catalogue import Catalogue
from yzcomp.money import ZERO
from yzcomp.problems import Problem
from yzcomp.rulebook.nodes import Node
from yzcomp.tables.columnmap import LEFT_OUT, Proposed, TableEntry
from yzcomp.tables.columns import SheetPlan, Target
from yzcomp.tables.header import find_heading
from yzcomp.tables.headings import Heading, guessed_heading
from yzcomp.tables.mapped import Mapped, Mapper
from yzcomp.tables.meanings import Vocabulary
from yzcomp.tables.sources import Sheet


def record_heading(sheet: Sheet, words: RecordWords, facts: Catalogue) -> Heading | None:
    """The heading of a record, whether its words are known or none that anybody knows."""
    return known_heading(sheet, words, facts) or guessed_heading(sheet)


def known_heading(sheet: Sheet, words: RecordWords, facts: Catalogue) -> Heading | None:
    """The same where its words are known, or look like those of some table of households."""
    return find_heading(sheet, words)[0] or find_heading(sheet, Vocabulary(facts))[0]


def record_mapped(
    table: TableEntry, sheet: Sheet, heading: Heading, words: RecordWords, facts: Catalogue
) -> tuple[Mapped, list[Problem]]:
    """How a record is read under its map, with everything in the map that can't be used or nobody has confirmed."""
    return _RecordMapper(table, sheet, heading, words, facts).mapped()


class _RecordMapper(Mapper):
    def __init__(self, table: TableEntry, sheet: Sheet, heading: Heading, words: RecordWords, facts: Catalogue) -> None:
        super().__init__(table, sheet, heading, Vocabulary(facts))
        self.words, self.needs_number = words, False

    def target(self, node: Node, means: str, given: Mapping[str, str | None]) -> Target | None:
        """What a column of that heading fills: 房屋补偿费, 房屋补偿费·单价, 第一批."""
        target = _target(means, self.words)
        if target is None:
            titles = dict.fromkeys(t.title for t in self.words.values() if t.key.startswith(OF_ITEM))
            names = "、".join(["户编号", "合计", "实付", "第一批", *titles][:8])
            remedy = f"可写：{names}……，项目的写成 房屋补偿费·单价、房屋补偿费·已付；不要的写 {LEFT_OUT}"
            message = f"没有“{means}”这一项"
            self.wrong("unknown-column", message, node, getattr(node, "column", means), remedy)
            return None
        item, dot, role = target.key.partition(".")
        own, number = target.key, 0
        while own in self.targets and item.startswith(OF_ITEM):  # several columns of one item are added up
            number += 1
            own = f"{item}#{number}{dot}{role}"
        return target._replace(key=own)


def _target(means: str, words: RecordWords) -> Target | None:
    return words.targets(Heading(1, 1, {0: tuple(means.split("·"))}))[0]


def proposed(
    heading: Heading, samples: Mapping[int, Sequence[Any]], words: RecordWords, names: Names, known: bool
) -> list[Proposed] | None:
    """What each column of a record probably is; ``None`` where a table is no record, for want of amounts. Where the
    heading isn't ``known`` a person has to say what each is."""
    targets = words.targets(heading)
    given = tuple((index, target) for index, target in targets.items() if target is not None)
    titles = heading.labels()
    if known and not RecordColumns(SheetPlan("", None, heading.last, given, titles, frozenset())).given:
        return None
    found = [_proposed(titles[i], targets[i], samples.get(i, ()), words, names) for i in sorted(titles)]
    if not known:
        asked = [one._replace(confirmed=False, note=one.note or "没有认出来") for one in found]
        return asked if any(one.note for one in found) else None
    counts = Counter(one.means for one in found)
    return [one._replace(confirmed=one.confirmed and (not one.means or counts[one.means] == 1)) for one in found]


def _proposed(label: str, target: Target | None, cells: Sequence[Any], words: RecordWords, names: Names) -> Proposed:
    if target is not None and not target.key.startswith((INFO, OF_NONE)):
        name = _name(target)
        if name is None or _target(name, words) is not None:
            return Proposed(label, name)
    amounts = [amount for cell in cells if (amount := read_amount(cell)[0]) is not None]
    if (target is not None and target.form != MONEY) or not amounts or is_measure(label):
        return Proposed(label, None)
    total = sum(amounts, ZERO)
    return Proposed(label, None, False, f"不认得，各格相加是 {exactly(total)}。{names.suggestion(label)}")


def _name(target: Target) -> str | None:
    """The heading that fills a target; none for a sum of columns, which needs no meaning."""
    item, _, batch = target.key.partition(f"{PAID}:")
    if batch:
        return f"{target.title}·{batch}" if item else batch
    return None if target.key.startswith(SUBTOTAL) else target.title

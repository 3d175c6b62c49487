"""Which households of the inputs the corrected ones of a further input stand for.

A row of a fix-up workbook says where it stood; a household that doesn't is known by its number.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from yzcomp.forms import clean
from yzcomp.problems import Place, Problem
from yzcomp.tables.assemble import Group, Plans
from yzcomp.tables.cells import cell_at, is_blank, shown
from yzcomp.tables.columns import KEY, SheetPlan, Target, header_word
from yzcomp.tables.households import cell_id, significant
from yzcomp.tables.replacing import Entry, Key, Replaced, Replacing, key_of
from yzcomp.tables.sources import Row

#: The columns of a fix-up workbook that say why a row was rejected, and where it stood.
REASONS, ORIGIN = "退回原因", "退回来源"
_ORIGIN = re.compile(r"(.+?)(?: 工作表“(.*)”)? 第(\d+)行(?:数据)?(?: #([0-9a-f]{12}))?")
_NAMED = 10
#: A row by its file, sheet and number; a fact by its list of records.
_Spot = tuple[str, str | None, int]
_Field = tuple[str | None, str]


def origin_text(place: Place, sha256: str) -> str:
    """Where a row stands, with enough of its file's digest to know that file again."""
    return f"{place} #{sha256[:12]}"


def take_in(replacing: Replacing, number: int) -> None:
    """Puts the households of an input in the place of the same ones: each takes one place or is a problem, and so is a
    row that would be left where it stood as well."""
    taking = _Taking(replacing, number)
    taking.take()
    replacing.entries |= taking.claims


class _Taking:
    def __init__(self, replacing: Replacing, number: int) -> None:
        self.all, self.number, self.source = replacing, number, replacing.inputs[number]
        self.plans, self.groups = self.source.plans, list(self.source.groups())
        sheets = [self.source.households, *(sheet for _, sheet in self.source.records)]
        self.notes = {(sheet.file, sheet.name): dict(sheet.veil.notes) for sheet in sheets}
        self.claims: dict[Key, Entry | None] = {}
        self.spotted: dict[_Spot, tuple[Key, Entry]] = {}
        self.called: dict[str, list[Key]] = defaultdict(list)
        self.alike: dict[str, str] = {}
        self.old: dict[Key, Entry] = {}

    def take(self) -> None:
        if not self.groups:
            self._say("empty-file", "没有任何一户可以换上", self.plans.households.place(), "检查文件")
        self._look()
        households = [group for group in self.groups if group.row is not None]
        for group in [group for group in households if not self._by_origin(group)]:
            self._by_number(group)
        for group in self.groups:
            if group.row is None:
                self._records(group)
        for group in self.groups:
            self._other_rows(group)
        self._lacking()

    def _look(self) -> None:
        """Goes through the inputs for the rows and the numbers that are spoken of."""
        rows = [(plan, row) for group in self.groups for _, plan, row in self.plans.rows(group)]
        wanted = {origin[0] for plan, row in rows if (origin := self._origin(plan, row)) is not None}
        names = {self._name((self.number, group)) for group in self.groups} - {""}
        close = {significant(name): name for name in names}
        for number in range(self.all.own):
            for group in self.all.inputs[number].groups():
                key, first = key_of(number, group), (number, group)
                now = self.all.entries.get(key, first)
                entries = [first] if now is None or now[1] is group else [first, now]
                spots = {spot: entry for entry in entries for spot in self._spots(entry) & wanted}
                self.spotted |= {spot: (key, entry) for spot, entry in spots.items()}
                name = self._name(now) if now is not None else ""
                if name in names:
                    self.called[name].append(key)
                elif significant(name) in close:
                    self.alike[close[significant(name)]] = name
                if now is not None and (spots or name in names):
                    self.old[key] = now

    def _name(self, entry: Entry) -> str:
        """The number of a household, or of records that have none."""
        _, plan, row = next(self.all.inputs[entry[0]].plans.rows(entry[1]))
        return cell_id(row, plan.column_of(KEY) or 0)

    def _spots(self, entry: Entry) -> set[_Spot]:
        rows = self.all.inputs[entry[0]].plans.rows(entry[1])
        return {(plan.file, plan.sheet, row.number) for _, plan, row in rows}

    def _origin(self, plan: SheetPlan, row: Row) -> tuple[_Spot, bool] | None:
        """Where a row says that it stood, and whether that file is still the very same: known by its digest, else by
        its name, or as the only one there is."""
        index = next((i for i, title in plan.titles.items() if header_word(title) == ORIGIN), len(row.cells))
        written = shown(cell_at(row.cells, index))
        match = _ORIGIN.fullmatch(clean(written or self.notes[plan.file, plan.sheet].get(row.number, "")))
        if match is None:
            return None
        file, sheet, line, digest = match.groups()
        same = next((s for s in self.all.sources if digest and s.sha256.startswith(digest)), None)
        named = [s for s in self.all.sources if s.name == file] or self.all.sources[: self.all.given]
        found = same or (named[0] if len(named) == 1 else None)
        return ((found.name, sheet, int(line)), same is not None) if found is not None else None

    def _found(self, plan: SheetPlan, row: Row) -> tuple[Key, Entry] | None:
        """The household with which a row says that it stood; where the file has changed since, only if the row that is
        there now has the same number or the same head."""
        origin = self._origin(plan, row)
        if origin is None or origin[0] not in self.spotted:
            return None
        spot, surely = origin
        key, entry = self.spotted[spot]
        rows = self.all.inputs[entry[0]].plans.rows(entry[1])
        there = next((p, r) for _, p, r in rows if (p.file, p.sheet, r.number) == spot)
        return (key, entry) if surely or _said(plan, row) & _said(*there) else None

    def _by_origin(self, group: Group) -> bool:
        found = self._found(self.plans.households, group.row) if group.row is not None else None
        if found is not None:
            self._claim(group, *found)
        return found is not None

    def _by_number(self, group: Group) -> None:
        """A household by its number, or one that records had been lacking."""
        name = self._name((self.number, group))
        keys = [key for key in self.called.get(name, ()) if key not in self.claims]
        keys = [key for key in keys if key[1] < 0] or keys or self._lost(group)[:1]
        if len(keys) == 1:
            self._claim(group, keys[0])
        elif keys:
            places = "、".join(str(self.all.place(key)) for key in keys[:_NAMED])
            remedy = "说不清换哪一户：用 --fix-up 写出的修改表，它记着来源"
            self._say("replacement-twice", f"输入里有 {len(keys)} 户都是“{name}”：{places}", group, remedy)
        else:
            self._unknown(group)

    def _lost(self, group: Group) -> list[Key]:
        """The records without a household that rows of a group once were."""
        found = [self._found(plan, row) for _, plan, row in self.plans.rows(group)]
        return list(dict.fromkeys(one[0] for one in found if one is not None and one[0][1] >= 0))

    def _claim(self, group: Group, key: Key, at: Entry | None = None) -> None:
        """Takes a place, unless another has; ``at`` is what the group itself says that it replaces."""
        standing = self.all.entries.get(key)
        taken = self.claims.get(key) or (standing if standing is not at else None)
        if taken is not None:
            message = f"和 {self._place(taken)} 换的是同一户"
            self._say("replacement-twice", message, group, "只留一处；退回来源不对的，改成原来那一行的")
            return
        self._log(key, group)
        self.claims[key] = (self.number, group)

    def _records(self, group: Group) -> None:
        """Records whose household isn't among the corrected ones: they stood elsewhere, and go to one of the inputs
        now, or still lack one."""
        name = self._name((self.number, group))
        origins = [self._found(plan, row) for _, plan, row in self.plans.rows(group)]
        homes = [key for key in self.called.get(name, ()) if key[1] < 0]
        lost = self._lost(group) or [key for key in self.called.get(name, ()) if key[1] >= 0]
        if len(homes) == 1 and all(origins) and self._number_at(homes[0]) != self.number:
            number, home = self.claims.get(homes[0]) or self.old[homes[0]]
            first = self._joined(number)
            records = tuple((first + sheet, row) for sheet, row in group.records)
            self._log(next(one[0] for one in origins if one is not None), group)
            self.claims[homes[0]] = (number, home._replace(records=(*home.records, *records)))
        elif homes:
            message = f"这里没有“{name}”那一户，只有它的记录，不能单独换"
            self._say("replacement-unknown", message, group, "把这一户在各张表里的行都写进来")
        elif lost:
            self._claim(group, lost[0])
        else:
            self._unknown(group)

    def _number_at(self, key: Key) -> int:
        """The input of the household that stands at a key now."""
        entry = self.claims.get(key) or self.old[key]
        return entry[0]

    def _joined(self, number: int) -> int:
        """Has an input read rows of this one's records, too: the number of the first of their sheets there."""
        source = self.all.inputs[number]
        first = len(source.plans.records)
        source.plans = source.plans._replace(records=(*source.plans.records, *self.plans.records))
        return first

    def _other_rows(self, group: Group) -> None:
        """Where the other rows of a household stood, nothing may be left of them."""
        for _, plan, row in self.plans.rows(group):
            found = self._found(plan, row)
            if found is None or found[0] in self.claims:
                continue
            if found[0][1] >= 0:
                self.claims[found[0]] = None
            else:
                message = f"这一行原来是 {self.all.place(found[0])} 那一户的，那一户没有换，会算两次"
                remedy = "把那一户也写进来，或删去这一行"
                self._say("replacement-elsewhere", message, plan.place(row.number), remedy)

    def _lacking(self) -> None:
        """What the replaced households say and the others can't, for want of a column or table: a question."""
        can = set(_fields(self.plans))
        missing: dict[str, list[str]] = defaultdict(list)
        for key, entry in self.claims.items():
            if key not in self.old or entry is None or entry[0] != self.number:
                continue
            number, group = self.old[key]
            plans = self.all.inputs[number].plans
            said = {field for scope, plan, row in plans.rows(group) for field in _given(scope, plan, row)}
            for title in dict.fromkeys(self._title(field, can) for field in _fields(plans) if field in said - can):
                missing[title].append(self._name(entry))
        if missing:
            columns = "；".join(f"{title}：{len(names)} 户" for title, names in missing.items())
            message = f"没有这些内容的列或表，换下的户原来写了，不再算：{columns}"
            remedy = "要算的补上，照修改表写全；不要的不用管"
            place = Place(self.plans.households.file)
            problem = Problem("replacement-lacks", message, place, remedy=remedy, level="warning")
            self.all.questions.append(problem)

    def _title(self, field: _Field, can: set[_Field]) -> str:
        """What a field is called; that of a record by its list where all of that is missing."""
        scope, key = field
        facts = self.all.facts
        if scope is None:
            return facts.fields[key].title
        record = facts.records[scope]
        return record.title if all(of != scope for of, _ in can) else f"{record.title}·{record.fields[key].title}"

    def _place(self, entry: Entry) -> Place:
        _, plan, row = next(self.all.inputs[entry[0]].plans.rows(entry[1]))
        return plan.place(row.number)

    def _log(self, key: Key, group: Group) -> None:
        name, was = self._name((self.number, group)), self._name(self.old[key])
        place = str(self._place((self.number, group)))
        self.all.replaced.append(Replaced(self.plans.households.file, name, place, was, str(self.all.place(key))))

    def _unknown(self, group: Group) -> None:
        """A household that the inputs don't have."""
        name = self._name((self.number, group))
        origins = [self._origin(plan, row) for _, plan, row in self.plans.rows(group)]
        also = "，退回来源的那一行也不是这一户" if any(origins) else ""
        message = f"输入里没有“{name}”这一户{also}，换不了" if name else f"没有户编号{also}，不知道换哪一户"
        hint = f"是不是“{self.alike[name]}”？" if name in self.alike else ""
        self._say("replacement-unknown", message, group, f"{hint}核对户编号；新增的户写进输入，不用 --replace")

    def _say(self, code: str, message: str, where: Group | Place, remedy: str) -> None:
        place = where if isinstance(where, Place) else self._place((self.number, where))
        self.all.problems.append(Problem(code, message, place, remedy=remedy))


def _said(plan: SheetPlan, row: Row) -> set[str]:
    """The number and the head's name in a row."""
    columns = [plan.column_of(key) for key in (KEY, "head")]
    return {cell_id(row, column) for column in columns if column is not None} - {""}


def _fields(plans: Plans) -> Iterator[_Field]:
    """What a household's rows can say by these plans, each field with the list of records that it is of."""
    for scope, plan in ((None, plans.households), *plans.records):
        for _, target in plan.targets:
            yield _field(scope, target)


def _given(scope: str | None, plan: SheetPlan, row: Row) -> Iterator[_Field]:
    for index, target in plan.targets:
        if index < len(row.cells) and not is_blank(row.cells[index]):
            yield _field(scope, target)


def _field(scope: str | None, target: Target) -> _Field:
    short = target.shorthand
    return (short.record, short.field) if short is not None else (scope if target.key != KEY else None, target.key)

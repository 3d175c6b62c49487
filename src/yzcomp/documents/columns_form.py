"""A column map to confirm: what each heading was taken for, how sure that is, and what a person must say."""

import json
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, NamedTuple

from yzcomp.forms import clean
from yzcomp.household.catalogue import Catalogue
from yzcomp.tables.cells import MergedCell, is_blank, shown
from yzcomp.tables.columnmap import HOUSEHOLDS, LEFT_OUT, RECORD, SHEET_NAME, Proposed, untitled_label
from yzcomp.tables.columns import KEY, header_word
from yzcomp.tables.heading_units import title_units, unit_of
from yzcomp.tables.headings import Heading
from yzcomp.tables.meanings import IGNORED, SURE, UNKNOWN, Meaning, Meant, Vocabulary, readable
from yzcomp.tables.sources import Sheet

#: So many rows below a heading are looked at, so many words of a column are proposed to be explained, and so many
#: columns beyond the heading are looked into.
_SAMPLES, _WORDS, _BESIDE = 2000, 30, 20
_NUMBERS = ("编号", "序号", "序列", "顺序号", "id")
_HEAD = """\
# 列的对照：{files}。由 yzcomp columns 写出，核对以后用 --columns 这个文件 计算、核对。
# 没有 确认 的是有把握的，也请看一眼。写着 确认: 否 的，核对“是”后面写的对不对，改好以后改成 确认: 是；
# 有一处没有确认，计算就不进行。
#   是    这一列是什么：户主、合法常住人口……；房屋等记录的写成 房屋·结构；不要的写 不读（读的时候略过，并且列出来）
#   其中  表头本身说出来的，如水田一列：是: 征收土地·面积，其中: {{地类: 水田}}
#   单位  表头没有写、或写得不对时，这一列实际的单位
#   值    这一列里的词各是什么意思，如 集中安置: 安置地安置
#   每行是 {record} 的，是核对时用的记录：各列写成认得的表头，如 房屋补偿费、房屋补偿费·单价、第一批、实付、合计
#   户编号  几列合起来才分得清各户的，如 户编号: {{由: [{sheet}, 序号]}}；{sheet} 就是工作表的名称
#   固定  表里没有、每一户都一样的，如 固定: {{征地告知日: 2019-03-01, 村组: {sheet}}}
"""


class Found(NamedTuple):
    """Sheets of one heading, what their columns mean and what stands in them."""

    sheets: list[Sheet]
    heading: Heading
    meanings: dict[int, Meaning]
    samples: dict[int, list[Any]]
    table: str | None

    def records_money(self, facts: Catalogue) -> bool:
        """Whether the table looks like a record of amounts: headings that end as amounts do."""
        words = Vocabulary(facts)
        return any(words.is_money(header_word(title)) for titles in self.heading.titles.values() for title in titles)


class Recorded(NamedTuple):
    """Sheets of one heading that record amounts, and what their columns probably are."""

    sheets: list[Sheet]
    heading: Heading
    columns: list[Proposed]


def samples(sheet: Sheet, heading: Heading) -> dict[int, list[Any]]:
    """The cells of each column, as far as they are looked at."""
    found: dict[int, list[Any]] = {index: [] for index in range(max(heading.titles) + _BESIDE)}
    below = (row for row in sheet.rows() if row.number > heading.last)
    for row in islice(below, _SAMPLES):
        if sum(not is_blank(cell) for cell in row.cells) > 1:
            for index in found:
                if index < len(row.cells) and not is_blank(row.cells[index]):  # also where no title stands
                    found[index].append(row.cells[index])
    return {index: cells for index, cells in found.items() if cells or index in heading.titles}


def columns_text(tables: Sequence[Found], facts: Catalogue, records: Sequence[Recorded] = ()) -> str:
    """The map as text."""
    sheets = [sheet for group in (*(t.sheets for t in tables), *(r.sheets for r in records)) for sheet in group]
    files = "、".join(dict.fromkeys(sheet.file for sheet in sheets))
    lines = [*_HEAD.format(files=files, sheet=SHEET_NAME, record=RECORD).splitlines(), "", "列的对照:"]
    for table in tables:
        lines += _Table(table, Vocabulary(facts, table.table)).lines()
    for record in records:
        lines += record_lines(*record)
    return "\n".join(lines) + "\n"


def record_lines(sheets: Sequence[Sheet], heading: Heading, columns: Sequence[Proposed]) -> list[str]:
    """What the columns of a record of amounts are, as a part of a map."""
    known = any(one.confirmed for one in columns)
    told = "" if known else f"   # 表头的词都不认得；是名册的写 {HOUSEHOLDS}，不要的写 {LEFT_OUT}"
    lines = [*_sheets(sheets, heading), f"  每行是: {RECORD}{told}", "  各列:"]
    for label, means, confirmed, note in columns:
        asked = "" if confirmed else ", 确认: 否"
        told = f"   # {note}" if note else ""
        lines.append(f"  - {{列: {_quoted(label)}, 是: {_quoted(means or LEFT_OUT)}{asked}}}{told}")
    return lines


def _sheets(sheets: Sequence[Sheet], heading: Heading) -> list[str]:
    where = f"   # 表头在第{heading.first}行" if heading.first else ""
    where += f"至第{heading.last}行" if heading.last > heading.first else ""
    return ["", f"- 工作表: [{', '.join(_quoted(sheet.called) for sheet in sheets)}]{where}"]


class _Table:
    def __init__(self, found: Found, vocabulary: Vocabulary) -> None:
        self.found, self.vocabulary = found, vocabulary
        self.labels = found.heading.labels()
        self.values = vocabulary.names.values
        self.numbering = self._numbering()
        self.key = self._key()
        self.proposed: dict[int, Meant | None] = {}
        for index, meaning in found.meanings.items():
            self.proposed[index] = self._likely(index, meaning)

    def lines(self) -> list[str]:
        table = self.found.table
        rows = HOUSEHOLDS if table is None else self.vocabulary.facts.records[table].title
        heading = self.found.heading
        lines = [*_sheets(self.found.sheets, heading), f"  每行是: {rows}", *self.key]
        lines.append("  各列:")
        for index in sorted(self.found.samples):
            if index in heading.titles:
                lines += self._column(index, self.found.meanings[index])
            else:
                label = untitled_label(index)
                lines.append(f"  - {{列: {_quoted(label)}, 是: {LEFT_OUT}, 确认: 否}}   # 有内容，没有标题")
        return lines

    def _numbering(self) -> int | None:
        """The column that numbers households only together with another."""
        if any(m.how == SURE and m.meant[0][1] == KEY for m in self.found.meanings.values()):
            return None
        words = {header_word(titles[-1]): index for index, titles in reversed(self.found.heading.titles.items())}
        return next((words[word] for word in _NUMBERS if word in words), None)

    def _key(self) -> list[str]:
        meanings, sheets = self.found.meanings, len(self.found.sheets)
        if self.numbering is None:
            if any(m.meant and m.meant[0][1] == KEY for m in meanings.values()):
                return []
            heads = [i for i, m in meanings.items() if m.meant and m.meant[0][:2] == (None, "head")]
            by = ", ".join(_quoted(self.labels[i]) for i in heads[:1])
            return [f"  户编号: {{由: [{by or SHEET_NAME}], 确认: 否}}   # 没有户编号：写明哪几列合起来分得清各户"]
        village = [i for i, m in meanings.items() if m.meant and m.meant[0][:2] == (None, "village")]
        own = self.found.samples[self.numbering]
        texts = [clean(shown(cell)) for cell in own if not isinstance(cell, MergedCell)]
        if len(set(texts)) == len(texts) and sheets == 1:
            return []
        parts = [self.labels[i] for i in village[:1]] or ([SHEET_NAME] if sheets > 1 else [])
        by = ", ".join(map(_quoted, [*parts, self.labels[self.numbering]]))
        found = [f"  户编号: {{由: [{by}], 确认: 否}}   # “{self.labels[self.numbering]}”一列不足以分清各户"]
        if parts == [SHEET_NAME]:
            found.append(f"  固定: {{村组: {SHEET_NAME}}}   # 每户都一样的写在这里，如 征地告知日、签约期限")
        return found

    def _column(self, index: int, meaning: Meaning) -> list[str]:
        label = _quoted(self.labels[index])
        if meaning.how == IGNORED:
            return [f"  - {{列: {label}, 是: {LEFT_OUT}}}"]
        if meaning.how == UNKNOWN or not meaning.meant:
            money = self.vocabulary.is_money(header_word(self.found.heading.titles[index][-1]))
            what = "像是记录下来的金额，计算用不上" if money else "没有认出来"
            return [f"  - {{列: {label}, 是: {LEFT_OUT}, 确认: 否}}   # {what}{self._seen(index)}"]
        meant = self.proposed[index]
        parts = [f"列: {label}"]
        if meant is None:
            parts.append(f"是: {LEFT_OUT}")
        else:
            parts += [f"是: {self._name(meant)}", *self._given(meant)]
            parts += self._words(index, meant)
        sure = meaning.how == SURE and meant is not None and len(parts) == 2 and not self._unit(index, meant)
        note = "" if sure else self._note(index, meaning, meant)
        return [f"  - {{{', '.join(parts)}{'' if sure else ', 确认: 否'}}}{note}"]

    def _likely(self, index: int, meaning: Meaning) -> Meant | None:
        """What a column is proposed to be: the first of its meanings that this table can have and none other has."""
        meanings = self.found.meanings
        taken = {m.meant[0] for i, m in meanings.items() if m.meant and m.how == SURE and i != index}
        taken |= {meant for i, meant in self.proposed.items() if meant is not None and meanings[i].how != SURE}
        table = self.vocabulary.table
        able = [m for m in meaning.meant if table is None or m[0] == table or m[1] == KEY]
        joined = index == self.numbering and bool(self.key)
        return next((m for m in able if m not in taken and not (m[1] == KEY and joined)), None)

    def _name(self, meant: Meant) -> str:
        return self.vocabulary.title((meant[0], meant[1], ()))

    def _given(self, meant: Meant) -> list[str]:
        if not meant[2]:
            return []
        facts = self.vocabulary.facts.of(meant[0])
        return [f"其中: {{{', '.join(f'{facts[k].title}: {facts[k].label(v)}' for k, v in meant[2])}}}"]

    def _words(self, index: int, meant: Meant) -> list[str]:
        """The words of a column that its field can't read, each with what it probably means."""
        scope, key, _ = meant
        form = self.vocabulary.facts.of(scope)[key].form
        if form.kind not in ("choice", "yes_no"):
            return []
        known = self.values.get(key if scope is None else f"{scope}.{key}", {})
        words = dict.fromkeys(clean(shown(c)) for c in self.found.samples[index] if not readable(c, form))
        label = self.vocabulary.facts.of(scope)[key].label
        pairs = []
        for word in islice(words, _WORDS):
            value = known.get(word)
            read = {"true": "是", "false": "否"}.get(value, label(value)) if value is not None else ""
            pairs.append(f"{_quoted(word)}: {read or chr(39) * 2}")
        return [f"值: {{{', '.join(pairs)}}}"] if pairs else []

    def _unit(self, index: int, meant: Meant) -> str | None:
        info = self.vocabulary.facts.of(meant[0])[meant[1]]
        return unit_of(title_units(self.found.heading.titles[index][-1], info.title), info.form, True)

    def _note(self, index: int, meaning: Meaning, meant: Meant | None) -> str:
        notes = []
        others = [self.vocabulary.title(m) for m in meaning.meant if m != meant]
        if others:
            notes.append(f"也可能是{'、'.join(others[:5])}")
        if meant is not None:
            unit = self._unit(index, meant)
            own = self.vocabulary.facts.of(meant[0])[meant[1]].form.unit
            notes += [f"单位是{unit}，应当是{own}：先换算"] if unit else []
        return f"   # {'；'.join(notes) or '请确认'}{self._seen(index)}"

    def _seen(self, index: int) -> str:
        """Some of what stands in a column: never of one that may hold a person's numbers."""
        private = any(self.vocabulary.facts.of(s)[k].form.private for s, k, _ in self.found.meanings[index].meant)
        words = list(dict.fromkeys(clean(shown(cell)) for cell in self.found.samples[index]))[:3]
        if private or not words or any(len(word) > 9 for word in words):
            return ""
        return "，如 " + "、".join(" ".join(word.split()) for word in words)


def _quoted(text: str) -> str:
    """A text as YAML reads it back."""
    plain = text and all(c.isalnum() or c in "·（）㎡/" for c in text) and not text[0].isdigit()
    return text if plain else json.dumps(text, ensure_ascii=False)


def unsure(text: Iterable[str]) -> int:
    """How many entries of a map wait for a person."""
    return sum("确认: 否" in line for line in text if not line.startswith("#"))

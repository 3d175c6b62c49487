"""Headings of many offices: what is proposed as sure is right, and under a confirmed map every column is used or listed.

The meanings stand in ``layouts.yaml``, as a person reads them.
"""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.batches import batch, workbook
from yzcomp import Refused
from yzcomp.cli.columns import propose
from yzcomp.documents.columns_form import Found, columns_text
from yzcomp.rulebook.load import load_rulebook
from yzcomp.tables.assemble import Assembled
from yzcomp.tables.cells import is_blank
from yzcomp.tables.columnmap import column_map
from yzcomp.tables.inputs import Inputs
from yzcomp.tables.meanings import IGNORED, SURE

RULES = load_rulebook()
FACTS = RULES.catalogue
LAYOUTS = yaml.safe_load((Path(__file__).parent / "layouts.yaml").read_text(encoding="utf-8"))
#: What a form of one household is refused with, and rows in a unit that isn't ours.
REFUSED = {"form-layout", "wrong-unit"}


def proposed(path: Path) -> tuple[list[Found], set[str]]:
    found, records, problems = propose([str(path)], None, RULES)
    return found, {problem.code for problem in problems} or {"record" for _ in records}


def given(layout: dict[str, Any], table: Found) -> dict[int, str]:
    """The meaning of each column by its person: by all its titles, or else by its own."""
    left = [(title.split("·"), meaning) for title, meaning in layout["columns"]]
    meanings = {}
    for index, titles in table.heading.titles.items():
        path = ["".join(title.split()) for title in titles]
        whole = [one for one in left if one[0] == path]
        found = whole or [one for one in left if one[0][-1] == path[-1]]
        if found:
            left.remove(found[0])
            meanings[index] = found[0][1]
    return meanings


@pytest.mark.many
@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout["name"])
def test_what_is_sure_is_right(tmp_path: Path, layout: dict[str, Any]) -> None:
    tables, codes = proposed(workbook(tmp_path / "v.xlsx", layout["sheets"]))
    assert bool(tables) != (codes == {"form-layout"}) or codes == {"record"}
    for table in tables:
        right = given(layout, table)
        for index, meaning in table.meanings.items():
            if meaning.how in (SURE, IGNORED):
                said = "ignore" if meaning.how == IGNORED else ".".join(filter(None, meaning.meant[0][:2]))
                assert said == right[index], table.heading.titles[index]


def confirmed(layout: dict[str, Any], table: Found) -> dict[str, Any]:
    """The proposed map as the person of the layout would leave it."""
    (entry,) = yaml.load(columns_text([table], FACTS), Loader=yaml.BaseLoader)["列的对照"]
    meanings, labels, taken = given(layout, table), table.heading.labels(), set()
    for column in entry["各列"]:
        index = next((i for i, label in labels.items() if label == column["列"]), -1)
        scope, _, key = meanings.get(index, "ignore").rpartition(".")
        known = FACTS.records[scope].fields if scope in FACTS.records else {} if scope else FACTS.fields
        name, by = (
            (f"{FACTS.records[scope].title}·" if scope else "") + known[key].title if key in known else "",
            str(column.get("其中")),
        )
        if name != column["是"]:
            column.pop("其中", None), column.pop("值", None)
        column["是"] = name if name and (name, by) not in taken else "不读"
        if column["是"] == "不读":
            column.pop("其中", None)
        taken.add((name, by))
        column["值"] = {word: value for word, value in column.get("值", {}).items() if value}
        column.pop("确认", None)
    of_kinds = {column["是"] for column in entry["各列"] if "其中" in column}
    for column in entry["各列"]:  # the total of columns for several kinds
        column["是"] = "不读" if column["是"] in of_kinds and "其中" not in column else column["是"]
    entry.pop("户编号", None)
    if not any(column["是"] == "户编号" for column in entry["各列"]):
        heads = [column["列"] for column in entry["各列"] if column["是"] == "户主"]
        entry["户编号"] = {"由": heads or [entry["各列"][0]["列"]]}
    return {"列的对照": [entry]}


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout["name"])
def test_every_column_is_used_or_listed(tmp_path: Path, layout: dict[str, Any]) -> None:
    path = workbook(tmp_path / "v.xlsx", layout["sheets"])
    tables, codes = proposed(path)
    if not tables and codes == {"record"}:
        return
    if not tables:
        with pytest.raises(Refused, match="这是一户一页的表单"):
            batch(tmp_path, path)
        return
    columns = tmp_path / "对照.yaml"
    columns.write_text(yaml.safe_dump(confirmed(layout, tables[0]), allow_unicode=True), encoding="utf-8")
    try:
        done = batch(tmp_path, path, columns=columns)
    except Refused as refused:
        assert {problem.code for problem in refused.problems} == {"wrong-unit"}
        return
    plan = done.result.inputs.inputs[0].plans.households
    listed = "".join(str(passed) for passed in done.result.inputs.passed_over)
    used = {index for index, _ in plan.targets}
    for index, label in tables[0].heading.labels().items():
        assert index in used or label in listed
    assert done.counts[0] > 0
    assert done.counts[1] == 0 or set(tables[0].samples) <= used | plan.loose


def facts_of(inputs: Inputs) -> list[Any]:
    """All that is made of an input's cells: the facts of each household, and what is wrong with them."""
    found = []
    for number in inputs.own:
        source = inputs.inputs[number]
        for group in source.groups():
            assembled = Assembled(group, source.plans, FACTS)
            found.append((assembled.data, [str(problem) for problem in assembled.problems]))
    return found


def changed(cell: Any) -> Any:
    """Another content of the same kind: a yuan or a ㎡ more, another digit of an account."""
    if isinstance(cell, bool):
        return not cell
    if isinstance(cell, int | float):
        return cell + 1
    return date(2020, 2, 2) if isinstance(cell, date) else f"{cell}9"


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout["name"])
def test_no_cell_is_changed_without_a_word(tmp_path: Path, layout: dict[str, Any]) -> None:
    """One cell of each column, money and accounts among them: what is made of the table is another, or the column is
    listed as passed over."""
    path = workbook(tmp_path / "v.xlsx", layout["sheets"])
    tables, _ = proposed(path)
    columns = tmp_path / "对照.yaml"
    text = yaml.safe_dump(confirmed(layout, tables[0]), allow_unicode=True) if tables else ""
    columns.write_text(text, encoding="utf-8")
    try:
        inputs = Inputs([path], FACTS, columns=column_map(columns))
    except Refused:
        return  # of the whole file: nothing is paid by it
    before = facts_of(inputs)
    told = "".join(f"{passed};" for passed in inputs.passed_over)
    book = inputs.sources[0]._workbook
    assert book is not None
    silent = []
    for number in inputs.own:
        plan = inputs.inputs[number].plans.households
        rows = book.sheets[plan.sheet or ""]
        for index, title in plan.titles.items():
            row = next((r for r in rows[plan.header_row :] if index < len(r) and not is_blank(r[index])), None)
            if row is None or f"“{title}”列" in told:
                continue
            kept, row[index] = row[index], changed(row[index])
            silent += [title] if facts_of(inputs) == before else []
            row[index] = kept
    assert silent == []
    assert facts_of(inputs) == before

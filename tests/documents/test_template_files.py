"""The empty tables as CSV and in folders, and the example household that every table begins with."""

import csv
import io
from pathlib import Path

import pytest

from tests import small_rulebooks as small
from tests.conftest import ROOT
from tests.filled import fill_in
from yzcomp import Refused, Rulebook, load_rulebook
from yzcomp.batch.run import BatchOptions, run_batch
from yzcomp.documents.template import flat_table, write_template
from yzcomp.documents.template.example import EXAMPLE_ID, make_example
from yzcomp.documents.template.files import table_csv
from yzcomp.engine.evaluator import Evaluator
from yzcomp.rulebook.logic import allowed_words
from yzcomp.tables.shorthand import SHORTHANDS

BUILT_IN = load_rulebook()
COUNTY = load_rulebook(ROOT / "tests/rules/invented-county")
ITEM = small.items(small.item("a", "{constant: 1, unit: 元}"))
TABLES = ["户", "家庭成员", "房屋", "征收土地", "青苗", "附着物", "水塘", "临时用地", "企业损失"]


def test_only_a_limit_for_every_household_becomes_a_list() -> None:
    part = "requirements:\n  r: {article: 一, field: village, %s, must: {fact: village, in: [甲村, 乙村]}, message: 不对}\n"
    village = BUILT_IN.catalogue.fields["village"]
    for when, words in (
        ("when: {fact: village, given: yes}", ("甲村", "乙村")),
        ("when: {fact: in_dispute, is: yes}", ()),
    ):
        assert allowed_words(village, small.rulebook(part % when + ITEM)) == words


def test_the_flat_table_has_the_household_and_the_shorthands() -> None:
    content = table_csv(flat_table(BUILT_IN))
    assert content.startswith(b"\xef\xbb\xbf") and content.count(b"\r\n") == content.count(b"\n") == 2
    header, example = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    titles = [info.title for info in BUILT_IN.catalogue.fields.values()] + [s.title for s in SHORTHANDS]
    assert header == titles
    row = dict(zip(header, example, strict=True))
    assert (row["户编号"], row["临时用地水田面积"], row["临时用地旱土面积"]) == (EXAMPLE_ID, "0.8", "")
    assert row["身份证号"] == ""  # a spreadsheet would damage it


@pytest.mark.many
@pytest.mark.parametrize("name", ["空表.xlsx", "空表.csv", "空表"])
@pytest.mark.parametrize("rules", [BUILT_IN, COUNTY, small.rulebook(ITEM)], ids=["built-in", "county", "small"])
def test_the_example_computes(name: str, rules: Rulebook, tmp_path: Path) -> None:
    path = tmp_path / name
    write_template(path, rules)
    fill_in(path)
    result = run_batch([path], tmp_path / "out", Evaluator(rules), BatchOptions(), lambda done, total: None)
    assert (result.manifest.counts.read, result.manifest.counts.rejected) == (1, 0)


def test_the_example_is_paid_every_kind_of_thing() -> None:
    example = make_example(
        BUILT_IN, {None: frozenset(), **{k: frozenset(r.fields) for k, r in BUILT_IN.catalogue.records.items()}}
    )
    assert example.household["resettlement"] == "分散迁建安置"
    # but for the losses of an enterprise, which only one with such a building has
    assert set(BUILT_IN.catalogue.records) - set(example.records) == {"enterprise_losses"}


def test_the_example_is_made_to_fit_other_rules() -> None:
    """It gives what is asked for, leaves out what is refused, and changes the resettlement where none of that helps."""
    text = """requirements:
  no_village: {article: 一, field: village, must: {fact: village, given: no}, message: 不填村组}
  monetary_only: {article: 二, field: resettlement, must: {fact: resettlement, is: monetary}, message: 只有货币安置}
  rate: {article: 三, field: monetary_per_person, must: {fact: monetary_per_person, given: yes}, message: 要填标准}
  no_ponds: {article: 四, field: area, for_each: ponds, must: {fact: area, above: 1000}, message: 水塘太小}
"""
    example = make_example(small.rulebook(text + ITEM), {None: frozenset(), "ponds": frozenset({"kind", "area"})})
    assert example.household["resettlement"] == "货币安置"
    assert example.household["monetary_per_person"] == "100000"
    assert "village" not in example.household
    assert example.records == {}


def test_rules_that_no_household_meets_still_give_a_table() -> None:
    text = "requirements:\n  never: {article: 一, field: head, must: {fact: head, is: 别人}, message: 不行}\n"
    assert flat_table(small.rulebook(text + ITEM)).columns[0].example == EXAMPLE_ID


def test_a_folder_of_tables(tmp_path: Path) -> None:
    folder = tmp_path / "空表"
    write_template(folder, BUILT_IN)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["空表"]
    assert {p.name for p in folder.iterdir()} == {f"{name}.csv" for name in TABLES}
    assert folder.stat().st_mode & 0o777 == 0o755
    header, example = (folder / "水塘.csv").read_text(encoding="utf-8-sig").splitlines()
    assert (header, example) == ("户编号,权属争议,水塘类别,面积", f"{EXAMPLE_ID},,水塘,0.5")


def test_csv_cells_are_no_formulas() -> None:
    rules = small.rulebook("facts: {x: {name: 附注, kind: choice, choices: {a: '=2+2', b: '+3'}}}\n" + ITEM)
    (row,) = list(csv.DictReader(io.StringIO(table_csv(flat_table(rules)).decode("utf-8-sig"))))
    assert row["附注"] == "'=2+2"


def test_an_empty_folder_is_used_and_a_full_one_refused(tmp_path: Path) -> None:
    folder = tmp_path / "表"
    folder.mkdir()
    write_template(folder, BUILT_IN)
    (folder / "别的.txt").write_text("留着")
    (folder / "户.csv").write_text("旧")
    with pytest.raises(Refused) as caught:
        write_template(folder, BUILT_IN)
    assert [p.code for p in caught.value.problems] == ["file-exists"]
    assert (folder / "户.csv").read_text() == "旧"
    write_template(folder, BUILT_IN, force=True)
    assert (folder / "户.csv").read_text(encoding="utf-8-sig").startswith("户编号,户主")
    assert (folder / "别的.txt").read_text() == "留着"
    assert len(list(folder.iterdir())) == len(TABLES) + 1


@pytest.mark.parametrize("name", ["空表.docx", "空表.xls", "没有/空表.xlsx", "没有/空表", "文件/空表"])
def test_what_cannot_be_written_is_refused_and_leaves_nothing(name: str, tmp_path: Path) -> None:
    (tmp_path / "文件").write_text("")
    with pytest.raises(Refused):
        write_template(tmp_path / name, BUILT_IN)
    assert [p.name for p in tmp_path.iterdir()] == ["文件"]


def test_a_shorthand_gives_way_to_a_fact_of_the_same_name() -> None:
    columns = flat_table(small.rulebook("facts: {structure: {name: 结构, kind: text}}\n" + ITEM)).columns
    assert [c.title for c in columns].count("结构") == 1

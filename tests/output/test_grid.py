"""Wrapping Chinese text and sharing a screen's width among columns."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from yzcomp.output.grid import Column, grid, widths
from yzcomp.output.wrapping import cell_width, wrap


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("没有合法证件、也未通过认定", 13, ["没有合法证", "件、也未通过", "认定"]),  # 、 starts no line
        ("按“分别发放”计", 6, ["按“分", "别发", "放”计"]),  # “ ends none
        ("每户最高42000元", 12, ["每户最高", "42000元"]),
        ("（1000 + 1 × 100）元/次 × 12个月", 16, ["（1000 + 1 ×", "100）元/次 ×", "12个月"]),
        ("（212.40 + 64.50）㎡", 16, ["（212.40 +", "64.50）㎡"]),
        ("第九条、第十二条、第十三条", 18, ["第九条、第十二条、", "第十三条"]),
        ("第十八条（重号）", 14, ["第十八条", "（重号）"]),
        ("永政发〔2018〕10号", 12, ["永政发", "〔2018〕10号"]),
        ("录入后用 --standards 重算", 12, ["录入后用", "--standards", "重算"]),
        ("dispersed_moves", 6, ["disper", "sed_mo", "ves"]),  # too long for any line
        ("", 10, [""]),
    ],
)
def test_lines_break_where_a_reader_expects_it(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width) == lines


@given(st.text(st.sampled_from("征地补偿，。（）《》“”12.5元/㎡ ab×第五条")), st.integers(8, 40))
def test_wrapping_loses_nothing_but_blanks_and_keeps_to_the_width(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(cell_len(line) <= width for line in lines)


@given(st.text(st.sampled_from("征地，。（）《》“”〔〕12.5元/㎡ ab×·䶮𠮷é\u200b\u3000１Ａ")))
def test_a_text_is_as_wide_as_the_terminal_library_says(text: str) -> None:
    assert cell_width(text) == cell_len(text)


def test_a_column_takes_what_it_needs_and_leaves_the_rest() -> None:
    columns = [Column("a", 1), Column("b", 1), Column("c", 2), Column("d", 0, 8)]
    assert widths(columns, [(4, 10), (6, 90), (6, 90), (8, 8)], 94) == [10, 23, 46, 8]
    assert sum(widths(columns, [(4, 90), (40, 90), (6, 90), (8, 8)], 94)) + 6 <= 94  # an unbreakable piece goes first
    assert widths(columns, [(4, 90), (40, 90), (6, 90), (8, 8)], 94)[1] == 40
    assert widths(columns, [(4, 5), (4, 5), (4, 5), (8, 8)], 94) == [5, 5, 5, 8]  # no wider than it needs


def test_columns_stay_aligned_whatever_is_in_them() -> None:
    console = Console(file=io.StringIO(), width=40)
    rows = [("甲", "一二三四五六七八九十" * 2, "1.00"), ("abc", "x", "1,234.50")]
    shown = grid([Column("名称", 1), Column("说明", 3), Column("元", 0, 10, right=True)], rows, console).plain
    head, rule, *lines = shown.split("\n")
    assert set(rule) == {"-"} and len(rule) == cell_len(head) == cell_len(lines[0]) == cell_len(lines[-1]) <= 40

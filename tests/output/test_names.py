"""Names made of what a register holds stay in their folder and give no person's number away."""

import pytest

from yzcomp.output.names import different, plain_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("LST-001 周玉兰", "LST-001 周玉兰"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("..", ""),
        ("a\\b:c*d?e\"f<g>h|i[j]k'l", "a_b_c_d_e_f_g_h_i_j_k_l"),
        ("431102199001011234 张三", "… 张三"),
        ("43110219900101123X", "…"),
        ("13812345678", "…"),
        ("6217000010001234567", "…"),
        ("1234567890", "1234567890"),
        ("CON", "_CON"),
        ("一组\n二组", "一组 二组"),
        ("名" * 100, "名" * 40),
    ],
)
def test_what_is_left_of_a_text(text: str, name: str) -> None:
    assert plain_name(text) == name


def test_no_two_alike() -> None:
    assert different(["A", "a", "", "", "b" * 40], 31) == ["A", "a（2）", "1", "1（2）", "b" * 31]

"""What is the same in every row is settled when SQL is written, and nothing else is."""

import pytest

sqlglot = pytest.importorskip("sqlglot", reason="没有安装 yzcomp[columnar]")


@pytest.mark.parametrize(
    ("written", "settled"),
    [
        ("COALESCE(CAST(NULL AS TEXT), 'a') = 'a'", "TRUE"),
        ("COALESCE(x, 'a') = 'a'", "COALESCE(x, 'a') = 'a'"),
        ("COALESCE('b', x)", "'b'"),
        ("CAST(NULL AS DATE) IS NULL", "TRUE"),
        ("NOT ('a' IS NULL)", "TRUE"),
        ("TRUE AND x", "x"),
        ("x AND FALSE", "FALSE"),
        ("FALSE OR x", "x"),
        ("x OR TRUE", "TRUE"),
        ("NULL AND x", "NULL AND x"),
        ("NOT (0 > 0)", "TRUE"),
        ("'a' IN ('b', 'a')", "TRUE"),
        ("'a' IN ('b', x)", "'a' IN ('b', x)"),
        (
            "CASE WHEN FALSE THEN 1 WHEN x THEN 2 WHEN TRUE THEN 3 WHEN y THEN 4 ELSE 5 END",
            "CASE WHEN x THEN 2 ELSE 3 END",
        ),
        ("CASE WHEN 'a' = 'b' THEN 1 END", "NULL"),
        ("CASE WHEN COALESCE(COALESCE(0, 0) > 0, FALSE) THEN x ELSE y END", "y"),
        ("CASE WHEN x IS NULL THEN 1 ELSE 0 END", "CASE WHEN x IS NULL THEN 1 ELSE 0 END"),
    ],
)
def test_settled(written: str, settled: str) -> None:
    from yzcomp.engine.to_sql.folding import folded

    assert folded(sqlglot.parse_one(written, dialect="duckdb")).sql(dialect="duckdb") == settled

"""A rulebook as SQL: the lowered program as views over tables of households, for whatever database has them.

Only integers and decimals of known width, CASE, joins and sums: nothing in it is a float, nothing is divided, and what
could be wider than the databases' decimals is refused when it is written. NULL is a fact that was not given.
"""

from yzcomp.engine.to_sql.items import View, views
from yzcomp.engine.to_sql.tables import Column, Table, rows_of, tables
from yzcomp.engine.to_sql.values import Inexpressible

__all__ = ["Column", "Inexpressible", "Table", "View", "rows_of", "tables", "views"]

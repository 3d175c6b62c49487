"""Empty tables to fill in: what ``yzcomp batch`` reads, made from the catalogue of facts and an example household."""

from yzcomp.documents.template.files import write_template
from yzcomp.documents.template.tables import Column, Table, flat_table, record_tables

__all__ = ["Column", "Table", "flat_table", "record_tables", "write_template"]

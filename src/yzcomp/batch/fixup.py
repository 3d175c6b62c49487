"""The fix-up workbook."""

from pathlib import Path

from yzcomp.batch.run import BatchResult


def write_fix_up(path: Path, result: BatchResult, force: bool) -> None:
    """Writes the rejected rows back as a workbook."""
    raise NotImplementedError

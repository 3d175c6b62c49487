"""``python -m yzcomp``."""

from yzcomp.cli import main

main()

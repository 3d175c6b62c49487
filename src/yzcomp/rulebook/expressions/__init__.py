"""Checks of the conditions and factors of a rulebook."""

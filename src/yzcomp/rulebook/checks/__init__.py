"""Checks of a rulebook beyond the shape of its parts: names, units, gaps, conditions, the register, size."""

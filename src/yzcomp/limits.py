"""What is too much: limits on what is read, so that nothing swells, hangs or exhausts the machine (docs/limits.md)."""

#: How deep the parts of a rule may stand inside one another, counting on through the terms and items that they name.
#: The built-in measure needs 15.
RULE_DEPTH = 100

#: How many parts (conditions, factors, items, notices …) a rulebook may have. The built-in measure has about 430.
RULE_PARTS = 5_000

#: How many terms, counted again for each part that names them, the express lane writes out for one part; what takes
#: more is left to the evaluator, which remembers what each term came to.
TERMS_WRITTEN_OUT = 200

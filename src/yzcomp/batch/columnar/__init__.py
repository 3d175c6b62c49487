"""Many households at once: blocks of lines as columns of DuckDB, to the byte what the evaluator gives one by one.

SQL finds the households in which nothing is unusual and computes them; all others go through the models.
"""

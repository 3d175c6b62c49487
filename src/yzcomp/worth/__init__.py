"""What rules are worth to the households of an input: under another rulebook, and under other readings of one."""

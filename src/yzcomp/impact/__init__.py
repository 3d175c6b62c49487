"""What other rules mean for the households of an input: under another rulebook, and under other readings of one."""

"""Many households: from tables to a finished folder of results that can be proved again."""

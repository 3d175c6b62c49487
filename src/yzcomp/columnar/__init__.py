"""Rules as SQL: the script for somebody's own database, and the households as the tables that it reads."""

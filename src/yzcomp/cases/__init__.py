"""Cases: what a rulebook must give for a household, how well they prove it, and which are still missing."""

"""Two rulebooks, or two readings of one, side by side: what the rules say differently, and what that is worth in yuan."""

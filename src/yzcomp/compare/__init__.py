"""Two rulebooks, or two readings of one, side by side: what differs, and what that is worth in yuan."""

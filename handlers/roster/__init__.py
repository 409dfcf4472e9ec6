"""Roster, households and grid tree from the sheets that offices keep, and back into sheets."""

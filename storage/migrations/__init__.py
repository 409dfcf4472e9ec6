"""How the schema got to where it is. One file a step under versions/, never edited once released."""

HEAD = "0016"
"""The newest step; a fresh database is made from tables.py and marked with it (a test holds the two equal)."""

"""Matters that only those learn of who must."""

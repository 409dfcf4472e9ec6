"""Workbooks that come in: read in a process of their own, planned row by row, written whole."""

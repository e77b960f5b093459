"""Spreadsheets brought in: read in memory, columns matched, each row told or made a case."""

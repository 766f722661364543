"""Dates and numbers of languages for which Django ships no formats."""

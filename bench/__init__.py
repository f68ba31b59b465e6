"""Measurements against other engines; see README.md here."""

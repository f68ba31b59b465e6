"""Nouns as a page shows them: words said, evidence made safe to print, nothing left to decide for a template."""

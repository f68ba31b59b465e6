"""The first bytes by which files of a kind are known: what opens them is imported only when one comes."""

from __future__ import annotations

# Rich Text Format (RTF) Specification 1.9.1, "File Header".
RICH_TEXT = b"{\\rtf1"
# [MS-CFB] §2.2.
OUTLOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# APPNOTE.TXT §4.3.16.
END_OF_DIRECTORY = b"PK\x05\x06"


def archived(head: bytes) -> str | None:
    """``zip``, ``gzip`` or ``tar``, from the first 512 bytes or more; None for what is no archive."""
    if head.startswith((b"PK\x03\x04", END_OF_DIRECTORY)):
        return "zip"
    # RFC 1952 §2.3.1: its magic number, and the only method that there is.
    if head.startswith(b"\x1f\x8b\x08"):
        return "gzip"
    # POSIX.1 pax and GNU tar both write this word at the end of the fields that the old format has.
    return "tar" if head[257:262] == b"ustar" else None

"""Text of strangers made safe to print: mail, DNS answers and file names may hold terminal escapes."""

from __future__ import annotations

from mailmend.pattern import pattern

# C0 and C1 controls, line and paragraph separators, and the characters that turn the direction of text (Unicode UAX 9).
_UNSAFE = pattern("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def visible(text: str, keep: str = "") -> str:
    """``text`` with every unsafe character but those of ``keep`` spelled out, as backslash-x1b or backslash-u202e."""
    return _UNSAFE.sub(lambda found: found[0] if found[0] in keep else _spelled(found[0]), text)


def one_line(text: str, most: int) -> str:
    """``text`` as one safe line of at most ``most`` characters."""
    line = visible(" ".join(text.split()))
    return line if len(line) <= most else line[: most - 1] + "…"


def readable(record: str) -> str:
    """DNS text, kept as one character for each byte, as the UTF-8 that a person reads where it is that."""
    try:
        return record.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return record


def _spelled(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"

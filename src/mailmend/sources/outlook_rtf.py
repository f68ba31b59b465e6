"""Outlook's compressed RTF as plain text: some items have their words nowhere else.

[MS-OXRTFCP]: the compression; [MS-OXRTFEX]: HTML wrapped in RTF (both read 2026-11). Only what a reader sees is kept.
"""

from __future__ import annotations

import re

from mailmend.pattern import pattern

_HEADER = 16
_COMPRESSED, _PLAIN = b"LZFu", b"MELA"
_WINDOW = 4_096
_MOST_BYTES = 4_000_000
# [MS-OXRTFCP] §2.1.2.1: what the dictionary holds before the first byte.
_DICTIONARY = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans Serif"
    rb"SymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_TOKEN = pattern(
    r"\\(?P<word>[a-z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<code>[0-9a-f]{2})|\\(?P<symbol>[^a-z])|(?P<brace>[{}])"
    r"|\r?\n|(?P<text>[^\\{}\r\n]+)",
    re.IGNORECASE,
)
_UNSEEN = frozenset(
    "fonttbl colortbl stylesheet info pict header footer generator listtable listoverridetable xmlnstbl".split()
)
_BREAKS = {"par": "\n", "line": "\n", "row": "\n", "cell": "\t", "tab": "\t"}
_HTML_BREAK = pattern(r"<(?:br|/?p|/?div|/?tr|/?li|/?table|/?h\d)\b", re.IGNORECASE)


def text_of(data: bytes) -> str:
    """The words of a compressed RTF body; empty where it is none."""
    rtf = decompressed(data)
    return words(rtf.decode("latin-1")) if rtf.startswith(b"{\\rtf") else ""


def decompressed(data: bytes) -> bytes:
    """[MS-OXRTFCP] §2.2.3: literals, and references into the last 4096 bytes, told apart by the bits of a byte."""
    kind = data[8:12]
    if kind == _PLAIN:
        return data[_HEADER : _HEADER + _MOST_BYTES]
    if kind != _COMPRESSED:
        return b""
    window = bytearray(_DICTIONARY.ljust(_WINDOW, b"\0"))
    write, out, at = len(_DICTIONARY), bytearray(), _HEADER
    while at < len(data) and len(out) < _MOST_BYTES:
        control, at = data[at], at + 1
        for bit in range(8):
            if not control >> bit & 1:
                found, at = data[at : at + 1], at + 1
            else:
                token, at = int.from_bytes(data[at : at + 2], "big"), at + 2
                start = token >> 4
                if start == write or at > len(data):
                    return bytes(out)
                found = _copied(window, start, write, (token & 15) + 2)
            for byte in found:
                window[write] = byte
                write = (write + 1) % _WINDOW
            out += found
    return bytes(out)


def _copied(window: bytearray, start: int, write: int, length: int) -> bytes:
    """``length`` bytes of the window; a reference may reach into what it writes itself."""
    found = bytearray()
    for step in range(length):
        position = (start + step) % _WINDOW
        distance = (position - write) % _WINDOW
        found.append(found[distance] if distance < len(found) else window[position])
    return bytes(found)


def words(rtf: str) -> str:
    """The text that a reader sees: no tables of fonts and colours, no tags of the HTML, no RTF that stands for them."""
    page = _Page()
    return "".join(page.said(found) for found in _TOKEN.finditer(rtf))


class _Page:
    """What has been read of the RTF: which groups are open, and what of them is seen."""

    __slots__ = ("_codec", "_in_tag", "_only_rtf", "_skipped", "_unseen")

    def __init__(self) -> None:
        self._unseen = [False]
        self._only_rtf = self._in_tag = False
        self._codec, self._skipped = "cp1252", 0

    def said(self, found: re.Match[str]) -> str:
        """What this token adds to the text."""
        word, text = found["word"], found["text"]
        if found["brace"]:
            self._unseen = [*self._unseen, self._unseen[-1]] if found["brace"] == "{" else self._unseen[:-1] or [False]
            self._in_tag = False
        elif found["symbol"] == "*" or word in _UNSEEN or word == "htmltag":
            self._unseen[-1], self._in_tag = True, word == "htmltag"
        elif word == "htmlrtf":
            self._only_rtf = found["number"] != "0"
        elif word == "ansicpg":
            self._codec = f"cp{found['number']}"
        elif self._in_tag and text:
            return "\n" if _HTML_BREAK.match(text) else ""
        elif not self._unseen[-1] and not self._only_rtf:
            return self._seen(found)
        return ""

    def _seen(self, found: re.Match[str]) -> str:
        word, number, symbol = found["word"], found["number"], found["symbol"]
        if word == "u" and number:
            # The next character stands for this one where Unicode is not known.
            self._skipped = 1
            code = int(number) % 0x10000
            return "\ufffd" if 0xD800 <= code < 0xE000 else chr(code)
        if word in _BREAKS:
            return _BREAKS[word]
        said = found["text"] or {"~": "\u00a0", "\\": "\\", "{": "{", "}": "}"}.get(symbol or "", "")
        if found["code"]:
            said = self._decoded(bytes.fromhex(found["code"]))
        skipped, self._skipped = self._skipped, max(self._skipped - len(said), 0)
        return said[skipped:]

    def _decoded(self, data: bytes) -> str:
        try:
            return data.decode(self._codec, "replace")
        except LookupError:
            return data.decode("cp1252", "replace")

"""HTML to text for reading, not for looks: blocks become lines, entities characters, and each run keeps its place."""

from __future__ import annotations

import re
from html import unescape

from mailmend.pattern import pattern

_TAG = pattern(r"</?([A-Za-z][A-Za-z0-9]{0,15})(?=[\s/>])")
_BLANK = pattern(r"[ \t\r\n\f]+")
_SPACE = pattern(r"[ \t\r\n\f\u00a0]+")
_BREAKS = frozenset(
    "address article aside blockquote body br center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr "
    "html li main nav ol p pre section table tbody tfoot thead title tr ul".split()
)
_CELLS = frozenset(("td", "th"))
_SILENT = {name: pattern(rf"</{name}[\s>]", re.IGNORECASE) for name in ("script", "style")}
_LONGEST_TAG = 20_000


def as_text(html: str) -> tuple[str, list[tuple[int, int]]]:
    """The text of ``html``, and pairs (offset in the text, offset in ``html``) for the start of every run of it."""
    reader = _Reader(html)
    reader.read()
    return "".join(reader.out), reader.runs


class _Reader:
    """One pass over the HTML; every search either finds its end or finishes the pass, so it stays linear."""

    __slots__ = ("html", "length", "out", "preformatted", "runs")

    def __init__(self, html: str) -> None:
        self.html = html
        self.out: list[str] = []
        self.length = 0
        self.runs: list[tuple[int, int]] = []
        self.preformatted = 0

    def read(self) -> None:
        """Read all of it."""
        position, text_from = 0, 0
        while (at := self.html.find("<", position)) >= 0:
            after = self._markup(at)
            if after is None:
                position = at + 1
                continue
            self._text(text_from, at)
            name = _TAG.match(self.html, at)
            if name:
                self._tag(name[1].lower(), closing=self.html[at + 1] == "/")
            position = text_from = after
        self._text(text_from, len(self.html))

    def _markup(self, at: int) -> int | None:
        """Where the markup that starts at ``at`` ends; None where the ``<`` is text (``<anna@contoso.com>``)."""
        if self.html.startswith("<!--", at):
            end = self.html.find("-->", at + 4)
            return len(self.html) if end < 0 else end + 3
        name = _TAG.match(self.html, at)
        if name is None and self.html[at + 1 : at + 2] not in ("!", "?"):
            return None
        end = self.html.find(">", at, at + _LONGEST_TAG)
        if end < 0:
            return None
        if name and name[0][1] != "/" and name[1].lower() in _SILENT:
            closing = _SILENT[name[1].lower()].search(self.html, end)
            return closing.start() if closing else len(self.html)
        return end + 1

    def _tag(self, name: str, *, closing: bool) -> None:
        if name == "pre":
            self.preformatted = max(self.preformatted + (-1 if closing else 1), 0)
        if name == "br" or (name in _BREAKS and self.out and not self.out[-1].endswith("\n")):
            self._add("\n")
        elif name in _CELLS and not closing and self.out and not self.out[-1].endswith(("\n", "\t")):
            self._add("\t")

    def _text(self, start: int, end: int) -> None:
        """Add a run of text, line by line of the source, so that each piece keeps its own place."""
        while start < end:
            blank = None if self.preformatted else _BLANK.match(self.html, start, end)
            if blank:
                self._add_space()
                start = blank.end()
                continue
            line_end = self.html.find("\n", start, end)
            stop = end if line_end < 0 else line_end + 1
            piece = unescape(self.html[start:stop])
            if not self.preformatted:
                piece = _SPACE.sub(" ", piece)
                if not self.out or self.out[-1][-1:] in (" ", "\n", "\t"):
                    piece = piece.lstrip(" ")
            if piece:
                self.runs.append((self.length, start))
                self._add(piece)
            start = stop

    def _add_space(self) -> None:
        if self.out and self.out[-1][-1:] not in (" ", "\n", "\t"):
            self._add(" ")

    def _add(self, piece: str) -> None:
        self.out.append(piece)
        self.length += len(piece)

"""Organizational domains by the public suffix list (the copy that publicsuffixlist carries; no network).

The list is used as it stands, a set of lines: to let the library read it takes 70 ms, because it encodes every
international name, and one look-up needs a handful of lines.
"""

from __future__ import annotations

from mailmend.knowledge.names import normal


class Suffixes:
    """The public suffix list, by its own algorithm (publicsuffix.org/list, "Algorithm", read 2026-11-23)."""

    __slots__ = ("_rules",)

    def __init__(self, text: str) -> None:
        self._rules = frozenset(text.splitlines())

    def organizational(self, name: str) -> str:
        """The name one label below the public suffix of ``name``; ``name`` itself where it is a public suffix.

        A name under an unlisted top-level domain is taken by its last two labels (the list's ``*`` rule). The answer
        is in lower case, without the root dot, and spells international labels as ``name`` does.
        """
        plain = normal(name)
        labels = plain.split(".")
        spelled = [_unicode(label) for label in labels]
        return ".".join(labels[-self._suffix_labels(spelled) - 1 :])

    def _suffix_labels(self, labels: list[str]) -> int:
        """How many of the last ``labels`` are the public suffix: the longest rule decides, an exception before it."""
        for size in range(min(len(labels), _DEEPEST), 0, -1):
            name, parent = ".".join(labels[-size:]), ".".join(labels[-size + 1 :])
            if f"!{name}" in self._rules:
                return size - 1
            if name in self._rules or (size > 1 and f"*.{parent}" in self._rules):
                return size
        return 1


# No rule has more labels; names that do are compared by their last ones.
_DEEPEST = 8
_LONGEST_LABEL = 63


def _unicode(label: str) -> str:
    """``label`` as the list spells it: international labels in Unicode; a label that cannot be decoded as it is."""
    if not label.startswith("xn--") or len(label) > _LONGEST_LABEL:
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError):
        return label

"""Domain names as SPF meets them: spelled by people and by macros, so not always names that DNS can hold."""

from __future__ import annotations

import unicodedata

# RFC 1035 §2.3.4: 255 octets on the wire are 253 characters of text without the root dot.
LONGEST_NAME = 253
LONGEST_LABEL = 63

# RFC 1035 §5.1 gives these a meaning in the presentation form of a name.
_SPECIAL = frozenset('"().;\\@$')


def is_queryable(name: str) -> bool:
    """Whether DNS can be asked for ``name`` (no root dot): labels of 1 to 63 characters, 253 in all, ASCII."""
    if not name.isascii() or len(name) > LONGEST_NAME:
        return False
    return all(1 <= len(label) <= LONGEST_LABEL for label in name.split("."))


def is_checkable(name: str) -> bool:
    """Whether check_host() may go on with ``name`` (RFC 7208 §4.3): a multi-label name, not an address literal."""
    return "." in name and not name.startswith("[") and is_queryable(name)


def to_ascii(name: str) -> str:
    """``name`` without its root dot, its U-labels as A-labels (RFC 7208 §4.3, RFC 8616 §4)."""
    bare = name.removesuffix(".")
    if bare.isascii() or len(bare) > LONGEST_NAME:
        return bare
    return ".".join(_a_label(label) for label in unicodedata.normalize("NFC", bare).replace("。", ".").split("."))


def presentation(name: str) -> str:
    """``name`` as a DNS question spells it (RFC 1035 §5.1): what has a meaning there is escaped."""
    if name.replace("-", "a").replace(".", "a").replace("_", "a").isalnum():
        return name
    return "".join(map(_escaped, name))


def ends_with(name: str, target: str) -> bool:
    """Whether ``name`` is ``target`` or lies below it; case does not matter."""
    low, tail = name.lower(), target.lower()
    return low == tail or low.endswith("." + tail)


def _a_label(label: str) -> str:
    lowered = label.lower()
    return label if label.isascii() else "xn--" + lowered.encode("punycode").decode("ascii")


def _escaped(character: str) -> str:
    if character == ".":
        return character
    if character in _SPECIAL:
        return "\\" + character
    return character if "!" <= character <= "~" else f"\\{ord(character):03d}"

"""The smallest repair of the syntax errors that people really make, where what they meant is evident.

A repair never authorises more than what was evidently written; what could be read in two ways is not repaired.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from mailmend.span import Span
from mailmend.spf.addresses import parse_ip4, parse_ip6
from mailmend.spf.parser import parse
from mailmend.spf.record import VERSION, Modifier, Record

Fix: TypeAlias = tuple[Span, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """A record without syntax errors, and what was changed: place in the faulty text, what stood there, what stands."""

    text: str
    fixes: tuple[Fix, ...]


# What is not a space, nor a byte that looks like one: tab, line ends, the no-break space in Latin-1 and in UTF-8.
_TOKEN = re.compile(r"(?:(?!\xc2\xa0)[^ \t\r\n\xa0])+")
# Signs of word processors, in UTF-8 first, because their bytes are signs of Windows-1252 too: invisible ones and
# quotation marks stand for nothing, dashes for a hyphen.
_SIGNS = {
    **dict.fromkeys(("\xe2\x80\x8b", "\xef\xbb\xbf", "\xe2\x81\xa0", "\xe2\x80\x9c", "\xe2\x80\x9d"), ""),
    **dict.fromkeys((*(f"\xe2\x80{chr(last)}" for last in range(0x90, 0x96)), "\xe2\x88\x92"), "-"),
    **dict.fromkeys(('"', "\x93", "\x94"), ""),
    **dict.fromkeys(("\x96", "\x97"), "-"),
}

_VERSION = re.compile(r"(v=spf1)[;:,.]?(?=[+\-?~]|(?:include|exists|ip4|ip6|mx|a):|redirect=|\Z)", re.IGNORECASE)
_PIECE = re.compile(r"[^,;]+")
_WORD = re.compile(r"([+\-?~]?)([A-Za-z][A-Za-z0-9]*)[:=](.+)", re.DOTALL)
_LATE_QUALIFIER = re.compile(r"([+\-?~]?)all([\-?~])", re.IGNORECASE)
_UNFINISHED = re.compile(r"([+\-?~]?[A-Za-z][A-Za-z0-9]*)([:=]?)")

# The names that people write, and the mechanisms and modifiers that they mean.
_NAMES = {
    **{name: name for name in ("all", "include", "a", "mx", "ptr", "ip4", "ip6", "exists", "redirect", "exp")},
    "ip": "ip4",
    "ipv4": "ip4",
    "ipv6": "ip6",
    "includes": "include",
}
_LONG_NAMES = ("include", "exists", "redirect")
_MODIFIERS = frozenset({"redirect", "exp"})
_NEED_ARGUMENT = frozenset({"ip4", "ip6", "include", "exists", *_MODIFIERS})
_MAY_HOLD_ADDRESS = frozenset({"ip4", "ip6", "a", "mx", "include"})


@dataclass(frozen=True, slots=True)
class _Group:
    """Tokens that belong together, and the words that they mean."""

    span: Span
    words: tuple[str, ...]


def repair(record: Record) -> Repair | None:
    """The smallest repair of ``record``; None where nothing is at fault, or where no repair is evident.

    A mechanism that was written as a modifier (``include=``, ``ip4=``) is a fault as well: RFC 7208 §6 has it
    ignored, and its author cannot have meant that.
    """
    groups = _groups(record.text)
    if groups is None:
        return None
    pieces: list[str] = []
    fixes: list[Fix] = []
    end = 0

    def put(span: Span, after: str) -> None:
        before = span.of(record.text)
        pieces.append(after)
        if before != after:
            fixes.append((span, before, after))

    for number, group in enumerate(groups):
        gap = Span(end, group.span.start)
        put(gap, _gap(gap.of(record.text)) if number else "")
        put(group.span, " ".join(group.words))
        end = group.span.end
    rest = Span(end, len(record.text))
    put(rest, rest.of(record.text).replace("\t", " ") if not rest.of(record.text).strip(" \t") else "")
    text = "".join(pieces)
    return None if not fixes or parse(text).problems else Repair(text=text, fixes=tuple(fixes))


def _gap(text: str) -> str:
    return text if not text.strip(" ") else " "


def _groups(text: str) -> list[_Group] | None:
    """The tokens of ``text`` in groups, each with the words that it means; None where one of them means nothing."""
    tokens = [(_cleaned(token[0]), Span(*token.span())) for token in _TOKEN.finditer(text)]
    groups: list[_Group] = []
    seen: set[str] = set()
    previous = ""
    position = 0
    while position < len(tokens):
        count, words = _version(tokens) if not position else _next(tokens[position : position + 2], previous)
        if words is None:
            return None
        span = Span(tokens[position][1].start, tokens[position + count - 1][1].end)
        # RFC 7208 §6: the same redirect or exp twice says no more than once.
        groups.append(_Group(span, tuple(word for word in words if not (_is_modifier(word) and word in seen))))
        seen.update(words)
        previous = words[-1] if words else previous
        position += count
    return groups or None


def _cleaned(token: str) -> str:
    if token.isascii() and '"' not in token:
        return token
    for sign, meant in _SIGNS.items():
        token = token.replace(sign, meant)
    return token


def _version(tokens: list[tuple[str, Span]]) -> tuple[int, list[str] | None]:
    """How many tokens say ``v=spf1``, and what they say; a first term may stick to them."""
    for count in range(1, min(3, len(tokens)) + 1):
        joined = "".join(token for token, _ in tokens[:count])
        match = _VERSION.match(joined)
        if match:
            stuck = _mended(joined[match.end() :], "") if match.end() < len(joined) else []
            return count, None if stuck is None else [match[1], *stuck]
    return 1, None


def _next(tokens: list[tuple[str, Span]], previous: str) -> tuple[int, list[str] | None]:
    """How many of these (one or two) tokens belong together, and the words that they mean."""
    token = tokens[0][0]
    following = tokens[1][0] if len(tokens) > 1 else ""
    if token in {"-", "~", "?"} and following.lower() == "all":
        return 2, [token + following]
    unfinished = _UNFINISHED.fullmatch(token)
    if unfinished and following:
        name = _named(unfinished[1].lstrip("+-~?"))
        wants = bool(unfinished[2]) or name in _NEED_ARGUMENT or following.startswith(":")
        # A following word that is whole by itself is not the argument of this one.
        if name and name != "all" and wants and not _is_sound(following):
            return 2, _mended(f"{unfinished[1]}:{following.lstrip(':')}", previous)
    return 1, _mended(token, previous)


def _mended(token: str, previous: str) -> list[str] | None:
    """The words that ``token`` means; commas and semicolons may stand between and after them."""
    if _is_sound(token):
        return [token]
    words: list[str] = []
    for piece in _PIECE.findall(token):
        word = _word(piece, words[-1] if words else previous)
        if word is None:
            return None
        words.append(word)
    return words


def _word(piece: str, previous: str) -> str | None:
    if _is_sound(piece):
        return piece
    address = _with_address("", piece)
    if address:
        # An address alone continues a list of addresses, where that is a list of such that pass.
        return address if previous.lower().startswith(("ip4:", "ip6:", "+ip4:", "+ip6:")) else None
    late = _LATE_QUALIFIER.fullmatch(piece)
    if late:
        return f"{late[2]}all" if late[1] in {"", late[2]} else None
    if piece.lower() in {"-all.", "~all.", "?all.", "--all", "~~all"}:
        return piece[-4:] if piece.endswith("all") else piece[:-1]
    match = _WORD.fullmatch(piece)
    mended = _directive(match[1], _named(match[2]), match[3]) if match else None
    return mended if mended and _is_sound(mended) else None


def _directive(qualifier: str, name: str | None, argument: str) -> str | None:
    if name is None or name == "all":
        return None
    bare = argument.lstrip(":=")
    if name in _MAY_HOLD_ADDRESS:
        address = _with_address(qualifier, argument) or _with_address(qualifier, bare)
        if address or name in {"ip4", "ip6"}:
            return address
    if name in _MODIFIERS:
        return None if qualifier else f"{name}={bare}"
    return f"{qualifier}{name}:{bare}"


def _with_address(qualifier: str, text: str) -> str | None:
    address = text.partition("/")[0]
    if parse_ip4(address) is not None:
        return f"{qualifier}ip4:{text}"
    return f"{qualifier}ip6:{text}" if parse_ip6(address) is not None else None


def _is_sound(word: str) -> bool:
    record = parse(f"{VERSION} {word}")
    if record.problems:
        return False
    return not any(isinstance(term, Modifier) and _named(term.name) not in {None, *_MODIFIERS} for term in record.terms)


def _is_modifier(word: str) -> bool:
    return word.lower().startswith(("redirect=", "exp="))


def _named(name: str) -> str | None:
    """The mechanism or modifier that ``name`` means, None where that is not evident."""
    lowered = name.lower()
    if lowered in _NAMES:
        return _NAMES[lowered]
    return next((known for known in _LONG_NAMES if _is_near(lowered, known)), None)


def _is_near(written: str, known: str) -> bool:
    """Whether ``written`` is ``known`` with one letter more, less or other, or with two neighbours swapped."""
    if abs(len(written) - len(known)) > 1:
        return False
    start = 0
    while start < min(len(written), len(known)) and written[start] == known[start]:
        start += 1
    one, two = written[start:], known[start:]
    swapped = one[1::-1] + one[2:]
    return one[1:] == two[1:] or one[1:] == two or one == two[1:] or (len(one) > 1 and swapped == two)

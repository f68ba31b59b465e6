"""Macro-strings (RFC 7208 §7): parsing, and expansion to the text they stand for."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from mailmend.frozen import frozen
from mailmend.pattern import pattern
from mailmend.span import Span
from mailmend.spf.addresses import Address
from mailmend.spf.names import LONGEST_NAME, to_ascii

# RFC 7208 §7.1: macro-expand = ( "%{" macro-letter transformers *delimiter "}" ) / "%%" / "%_" / "%-"
_TOKEN = pattern(
    r"%\{(?P<letter>[slodiphcrtv])(?P<digits>[0-9]*)(?P<reverse>r?)(?P<delimiters>[.\-+,/_=]*)\}"
    r"|(?P<escape>%[%_-])|(?P<bad>%)|(?P<literal>[^%]+)",
    re.IGNORECASE | re.DOTALL,
)
_ESCAPES = {"%%": "%", "%_": " ", "%-": "%20"}
# RFC 7208 §7.2: allowed in the text of an explanation only.
_EXPLANATION_ONLY = frozenset("crt")
# RFC 7208 §7.1: macro-literal = %x21-24 / %x26-7E; §6.2: explain-string = *( macro-string / SP )
_NO_LITERAL = pattern(r"[^\x21-\x7e]")
_NO_EXPLANATION = pattern(r"[^\x20-\x7e]")
# RFC 3986 §2.3
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


@frozen(kw_only=False)
class Macro:
    """One ``%{…}``: the ``keep`` rightmost parts (0: all) of the letter's value, split at ``delimiters``."""

    letter: str
    keep: int
    reverse: bool
    delimiters: str
    escape: bool


class MacroString(NamedTuple):
    """A macro-string: literal texts and macros in turn.

    ``literal`` is what it stands for where nothing is to be expanded, else None. ``tail`` is the literal text after
    the last macro-expand, ``""`` where the string ends with one.
    """

    text: str
    parts: tuple[str | Macro, ...]
    letters: frozenset[str]
    literal: str | None
    tail: str


@frozen(kw_only=False)
class MacroProblem:
    """A syntax error in a macro-string and its place in it."""

    kind: str
    span: Span


@frozen
class Values:
    """What the macro letters stand for (RFC 7208 §7.3). ``validated`` is ``p``; without ``now`` there is no ``t``."""

    local: str
    sender_domain: str
    domain: str
    ip: Address
    helo: str
    validated: str = "unknown"
    receiver: str = "unknown"
    now: datetime | None = None


_MEANINGS: dict[str, Callable[[Values], str]] = {
    "s": lambda values: f"{values.local}@{values.sender_domain}",
    "l": lambda values: values.local,
    "o": lambda values: values.sender_domain,
    "d": lambda values: values.domain,
    "i": lambda values: values.ip.dotted,
    "p": lambda values: values.validated,
    "v": lambda values: "in-addr" if values.ip.family == 4 else "ip6",
    "h": lambda values: values.helo,
    "c": lambda values: str(values.ip),
    "r": lambda values: values.receiver,
}


def values_for(
    domain: str, sender: str, helo: str, ip: Address, *, receiver: str = "unknown", now: datetime | None = None
) -> Values:
    """The values of one check. A sender without local part gets ``postmaster`` (RFC 7208 §4.3).

    The null reverse-path ``""`` is ``postmaster`` at the domain that is checked, the HELO name (RFC 7208 §2.4).
    """
    local, at, sender_domain = sender.rpartition("@")
    return Values(
        local=local or "postmaster",
        sender_domain=to_ascii(sender_domain) if at or sender else domain,
        domain=domain,
        ip=ip,
        helo=to_ascii(helo),
        receiver=receiver,
        now=now,
    )


def parse_macro_string(text: str, *, explanation: bool = False) -> tuple[MacroString, tuple[MacroProblem, ...]]:
    """Parse ``text``; with ``explanation`` as the text of an explanation, where spaces and c, r, t are allowed."""
    bad = (_NO_EXPLANATION if explanation else _NO_LITERAL).search(text)
    if "%" not in text and not bad:
        return MacroString(text, (text,) if text else (), frozenset(), text, text), ()
    parts: list[str | Macro] = []
    problems: list[MacroProblem] = []
    tail = ""
    for token in _TOKEN.finditer(text):
        literal, escape = token["literal"], token["escape"]
        tail = literal or ""
        if literal:
            parts.append(literal)
        elif escape:
            parts.append(_ESCAPES[escape])
        elif token["letter"] and (macro := _macro(token, explanation=explanation)):
            parts.append(macro)
        else:
            end = min(max(token.end(), token.start() + 2), len(text))
            problems.append(MacroProblem("bad-macro", Span(token.start(), end)))
    if bad:
        problems.append(MacroProblem("non-ascii" if bad[0] > "\x7f" else "bad-character", Span(*bad.span())))
    letters = frozenset(part.letter for part in parts if isinstance(part, Macro))
    whole = None if letters else "".join(part for part in parts if isinstance(part, str))
    return MacroString(text, tuple(parts), letters, whole, tail), tuple(problems)


def is_domain_spec(string: MacroString) -> bool:
    """Whether it ends as a domain-spec must (RFC 7208 §7.1): with a macro-expand, or with a dot and a toplabel."""
    if not string.tail:
        return bool(string.text)
    _, dot, label = string.tail.removesuffix(".").rpartition(".")
    return bool(dot) and _is_toplabel(label)


def expand(string: MacroString, values: Values) -> str | None:
    """The text that ``string`` stands for; None where it needs a value that is not there (``t`` without ``now``)."""
    if string.literal is not None:
        return string.literal
    pieces: list[str] = []
    for part in string.parts:
        if isinstance(part, str):
            pieces.append(part)
            continue
        value = _value(part.letter, values)
        if value is None:
            return None
        pieces.append(_transformed(part, value))
    return "".join(pieces)


def expand_domain(string: MacroString, values: Values) -> str:
    """The domain name that ``string`` stands for: no root dot, cut from the left to 253 characters (RFC 7208 §7.3)."""
    return as_domain(expand(string, values) or "")


def as_domain(text: str) -> str:
    """``text`` as a target-name: no root dot, cut from the left to 253 characters (RFC 7208 §7.3)."""
    name = text.removesuffix(".")
    while len(name) > LONGEST_NAME and "." in name:
        name = name.partition(".")[2]
    return name


def _macro(token: re.Match[str], *, explanation: bool) -> Macro | None:
    letter = token["letter"]
    digits = token["digits"]
    if letter.lower() in _EXPLANATION_ONLY and not explanation:
        return None
    # RFC 7208 §7.1: if digits are given, their value must not be zero. No name has more than 127 parts, no local
    # part more than its characters: four digits are as good as any more.
    keep = int(digits.lstrip("0")[:4] or "0")
    if digits and not keep:
        return None
    return Macro(letter.lower(), keep, bool(token["reverse"]), token["delimiters"] or ".", letter.isupper())


def _is_toplabel(label: str) -> bool:
    # RFC 7208 §7.1: letters and digits with a letter among them, or with a hyphen inside.
    if not label.isascii() or not label.replace("-", "").isalnum() or label[0] == "-" or label[-1] == "-":
        return False
    return not label.isdigit()


def _value(letter: str, values: Values) -> str | None:
    # RFC 7208 §7.2
    if letter == "t":
        return str(int(values.now.timestamp())) if values.now else None
    return _MEANINGS[letter](values)


def _transformed(macro: Macro, value: str) -> str:
    # RFC 7208 §7.3: split, reverse, keep the rightmost, join with dots; then escape.
    if macro.reverse or macro.keep or macro.delimiters != ".":
        first = macro.delimiters[0]
        for delimiter in macro.delimiters[1:]:
            value = value.replace(delimiter, first)
        parts = value.split(first)
        if macro.reverse:
            parts.reverse()
        value = ".".join(parts[-macro.keep :])
    # RFC 7208 §7.3: an upper case letter asks for URL escaping.
    return _url_escaped(value) if macro.escape else value


def _url_escaped(value: str) -> str:
    octets = value.encode("utf-8", "surrogatepass")
    return "".join(chr(octet) if octet in _UNRESERVED else f"%{octet:02X}" for octet in octets)

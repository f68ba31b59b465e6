"""The smallest repair of the syntax errors that people really make, where what they meant is evident.

A repair never authorises more than what was evidently written; what could be read in two ways is not repaired.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeAlias

from mailmend.frozen import frozen
from mailmend.pattern import pattern
from mailmend.span import Span
from mailmend.spf.mending import cleaned, is_sound, words_of
from mailmend.spf.parser import parse
from mailmend.spf.record import VERSION, Directive, Modifier, Record
from mailmend.spf.result import Result

Fix: TypeAlias = tuple[Span, str, str]


@frozen
class Repair:
    """A record without syntax errors, and what was changed: place in the faulty text, what stood there, what stands."""

    text: str
    fixes: tuple[Fix, ...]


# What is no space, nor a control character, nor what stands for a space: the no-break space in Latin-1, in UTF-8, in
# UTF-8 that was encoded twice, and the escaped space of master files (RFC 1035 §5.1).
_TOKEN = pattern(r"(?:(?!\xc3\x82\xc2\xa0|\xc2\xa0|\\ )[^\x00-\x20\x7f\xa0])+")
_VERSION = pattern(r"v=spf1", re.IGNORECASE)
# SPF has one version, so whatever names it names that one (RFC 7208 §4.5); spf2.0/… is Sender ID, RFC 4406.
_ALMOST = pattern(r"(?:v[=:]?)?s(?:pf|fp)v?-?1?(?:\.0)?[;:,.]?", re.IGNORECASE)
# What people copy along: the type of the record, and the other scheme's version.
_LABEL = pattern(r"(?:in|txt|spf:?|v?=?spf2\.0(?:/[a-z,]{0,20})?)", re.IGNORECASE)
_STUCK = pattern(r"[A-Za-z0-9\-.*'“”]{0,8}")


@frozen(kw_only=False)
class _Group:
    """Tokens that belong together, and the words that they mean."""

    span: Span
    words: tuple[str, ...]


_Tokens: TypeAlias = list[tuple[str, Span]]


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
        put(gap, _gap(gap.of(record.text)) if number and group.words else "")
        put(group.span, " ".join(group.words))
        end = group.span.end
    rest = Span(end, len(record.text))
    put(rest, rest.of(record.text).replace("\t", " ") if not rest.of(record.text).strip(" \t") else "")
    text = "".join(pieces)
    return None if not fixes or parse(text).problems else Repair(text=text, fixes=tuple(fixes))


def _gap(text: str) -> str:
    return text if text and not text.strip(" ") else " "


def _groups(text: str) -> list[_Group] | None:
    """The tokens of ``text`` in groups, each with the words that it means; None where one of them means nothing."""
    tokens = [(cleaned(token[0]), Span(*token.span())) for token in _TOKEN.finditer(text)]
    tokens = [token for token in tokens if token[0]]
    opening = _opening(tokens)
    if opening is None:
        return None
    groups, position = opening
    seen = {word for group in groups for word in group.words}
    previous = ""
    while position < len(tokens):
        following = tokens[position + 1][0] if position + 1 < len(tokens) else ""
        count, words = words_of(tokens[position][0], following, previous)
        if words is None:
            return None
        span = Span(tokens[position][1].start, tokens[position + count - 1][1].end)
        # RFC 7208 §6: the same redirect or exp twice says no more than once.
        groups.append(_Group(span, tuple(word for word in words if not (_only_once(word) and word in seen))))
        seen.update(words)
        previous = words[-1] if words else previous
        position += count
    return groups


def _opening(tokens: _Tokens) -> tuple[list[_Group], int] | None:
    """The groups up to the version, and how many tokens they take; None where it is not evident that this is SPF."""
    for position, (token, span) in enumerate(tokens[:4]):
        found = _VERSION.search(token)
        if found and _STUCK.fullmatch(token[: found.start()]):
            return _opened(tokens[:position], token[found.start() :], span)
    for count in range(1, min(3, len(tokens)) + 1):
        joined = "".join(token for token, _ in tokens[:count])
        if _VERSION.match(joined) or _ALMOST.fullmatch(joined):
            found = _VERSION.match(joined)
            opened = _opened([], joined if found else VERSION, Span(tokens[0][1].start, tokens[count - 1][1].end))
            return opened and (opened[0], count)
    return ([_Group(Span(0, 0), (VERSION,))], 0) if _is_evidently_spf(tokens) else None


def _opened(before: _Tokens, token: str, span: Span) -> tuple[list[_Group], int] | None:
    """The groups for ``token``, which begins with the version, and for what stands ``before`` it."""
    moved: list[str] = []
    for word, _ in before:
        if not _LABEL.fullmatch(word):
            if not _passes(word):
                return None
            moved.append(word)
    stuck = token[len(VERSION) :].lstrip(";:,.")
    words = words_of(stuck, "", "")[1] if stuck.strip("0") else []
    if words is None:
        return None
    start = before[0][1].start if before else span.start
    return [_Group(Span(start, span.end), (token[: len(VERSION)], *moved, *words))], len(before) + 1


def _is_evidently_spf(tokens: _Tokens) -> bool:
    records = [parse(f"{VERSION} {token}") for token, _ in tokens]
    names = {directive.name for record in records if not record.problems for directive in record.directives}
    versions = any(isinstance(term, Modifier) and term.name == "v" for record in records for term in record.terms)
    return not versions and bool(names & {"include", "ip4", "ip6"} or {"all", "mx"} <= names)


def _passes(word: str) -> bool:
    terms: Sequence[object] = parse(f"{VERSION} {word}").terms
    return is_sound(word) and all(isinstance(term, Directive) and term.qualifier is Result.PASS for term in terms)


def _only_once(word: str) -> bool:
    return word.lower().startswith(("redirect=", "exp="))

"""The words, comments and semicolons of a structured header field (RFC 5322 §3.2), whatever the field holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mailmend.frozen import frozen

# Real fields have a few hundred characters; the bound keeps hostile ones cheap.
LONGEST: Final = 16384


@frozen
class Section:
    """What stands between two semicolons: bare words, ``key=value`` pairs and comments, each in order.

    A comment comes with the number of pairs that stand before it.
    """

    words: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    comments: tuple[tuple[int, str], ...]


def sections(value: str) -> Iterator[Section]:
    """Cut the unfolded ``value`` of a field at its semicolons. An unclosed comment or quotation ends with the text."""
    words: list[str] = []
    comments: list[tuple[int, str]] = []
    for token in (*_tokens(value[:LONGEST]), ";"):
        if token == ";":
            if words or comments:
                yield _section(words, comments)
            words, comments = [], []
        elif token.startswith("("):
            comments.append((len(words), token.removeprefix("(").removesuffix(")").strip()))
        else:
            words.append(token)


def _section(words: list[str], comments: list[tuple[int, str]]) -> Section:
    bare: list[str] = []
    pairs: list[tuple[str, str]] = []
    pairs_before = [0]
    at = 0
    while at < len(words):
        word, taken = _joined(words, at)
        key, equals, value = word.partition("=")
        if equals and key:
            pairs.append((key.lower(), _unquoted(value)))
        else:
            bare.append(_unquoted(word))
        at += taken
        pairs_before += [len(pairs)] * taken
    placed = tuple((pairs_before[place], text) for place, text in comments)
    return Section(words=tuple(bare), pairs=tuple(pairs), comments=placed)


def _joined(words: list[str], at: int) -> tuple[str, int]:
    """The word at ``at`` with what white space or a comment cut off around its ``=``; how many words that took."""
    word, taken = words[at], 1
    # RFC 8601 §2.2 allows CFWS on both sides of the sign.
    if "=" not in word and at + 1 < len(words) and words[at + 1].startswith("="):
        word, taken = word + words[at + 1], 2
    following = words[at + taken] if at + taken < len(words) else "="
    if word.endswith("=") and word.count("=") == 1 and "=" not in following:
        word, taken = word + following, taken + 1
    return word, taken


def _unquoted(word: str) -> str:
    if len(word) < 2 or not (word.startswith('"') and word.endswith('"')):
        return word
    return word[1:-1].replace('\\"', '"').replace("\\\\", "\\")


def _tokens(text: str) -> Iterator[str]:
    at = 0
    while at < len(text):
        char = text[at]
        if char.isspace():
            at += 1
            continue
        end = at + 1
        if char == "(":
            end = _comment_end(text, at)
        elif char != ";":
            end = _word_end(text, at)
        yield text[at:end]
        at = end


def _comment_end(text: str, at: int) -> int:
    """Where the comment that opens at ``at`` ends; comments nest (RFC 5322 §3.2.2)."""
    depth = 0
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif text[at] == "(":
            depth += 1
        elif text[at] == ")":
            depth -= 1
            if depth == 0:
                return at + 1
        at += 1
    return len(text)


def _word_end(text: str, at: int) -> int:
    """Where the word at ``at`` ends; quoted strings in it (RFC 5322 §3.2.4) hold anything."""
    quoted = False
    while at < len(text):
        char = text[at]
        if quoted and char == "\\":
            at += 1
        elif char == '"':
            quoted = not quoted
        elif not quoted and (char.isspace() or char in ";("):
            return at
        at += 1
    return len(text)

"""Answers as plans spell them."""

from __future__ import annotations

from mailmend.flow import Answer


def texts_of(answer: Answer) -> tuple[str, ...]:
    """The records of an answer, one text each: TXT strings joined, one character for each byte."""
    return tuple(_text(answer.question.type, value) for value in answer.data)


def records_of(answer: Answer) -> tuple[str, ...]:
    """The records of an answer in master file form (RFC 1035 §5.1), every byte of a text escaped by its number."""
    if answer.question.type not in ("TXT", "SPF"):
        return texts_of(answer)
    return tuple(" ".join(map(_string, strings)) for strings in answer.data)


def _string(data: bytes) -> str:
    return '"' + "".join(f"\\{byte:03d}" for byte in data) + '"'


def _text(type: str, value: object) -> str:
    if isinstance(value, tuple) and type in ("TXT", "SPF"):
        return b"".join(value).decode("latin-1")
    return " ".join(str(part) for part in value) if isinstance(value, tuple) else str(value)

"""The ``;! answer`` line: one answer as JSON, for what master files and the other directives cannot say.

Bytes are written as ``{"bytes": "…"}``, one character a byte (Latin-1); tuples as lists.
"""

from __future__ import annotations

import json
from typing import get_args

from mailmend.flow import Answer, Outcome, Question, Reason
from mailmend.resolvers.rdata import MalformedError, Value

REASONS: tuple[Reason, ...] = get_args(Reason)
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


def answer_json(answer: Answer) -> str:
    """The words after ``;! answer`` that :func:`answer_of` reads as ``answer``."""
    question = answer.question
    return json.dumps(
        {
            "name": question.name,
            "type": question.type,
            "server": question.server,
            "outcome": answer.outcome,
            "data": _plain_value(answer.data),
            "ttl": answer.ttl,
            "reason": answer.reason,
            "failed_at": answer.failed_at,
        }
    )


def answer_of(text: str) -> Answer:
    """The answer that an ``;! answer`` line tells. Raises MalformedError."""
    try:
        told = json.loads(text)
        words = [told[key] for key in ("name", "type", "server", "outcome", "reason", "failed_at")]
        name, rtype, server, outcome, reason, failed_at = words
        if not all(word is None or isinstance(word, str) for word in words) or name is None or rtype is None:
            raise MalformedError("an answer line with a field that is no text")
        if outcome not in OUTCOMES or reason not in (None, *REASONS) or not isinstance(told["ttl"], int | None):
            raise MalformedError("an answer line with an outcome, a reason or a TTL that does not exist")
        question = Question(name=name, type=rtype, server=server)
        data = tuple(_value(value) for value in told["data"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise MalformedError("an answer line that is not the JSON of one answer") from None
    return Answer(question=question, outcome=outcome, data=data, ttl=told["ttl"], reason=reason, failed_at=failed_at)


def _plain_value(value: Value) -> Value:
    if isinstance(value, bytes):
        return {"bytes": value.decode("latin-1")}
    return [_plain_value(item) for item in value] if isinstance(value, tuple) else value


def _value(value: Value) -> Value:
    if isinstance(value, dict):
        return value["bytes"].encode("latin-1")
    return tuple(_value(item) for item in value) if isinstance(value, list) else value

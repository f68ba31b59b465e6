"""The OpenAPI 3.1 document of the API, made from the types that the answers are made of."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import Any, TypeAlias

import msgspec

from mailmend.render.schemas import SCHEMAS
from mailmend.web.answers import LINES, PROBLEM, Explanation, ProblemBody
from mailmend.web.problems import PROBLEMS, Problem

Json: TypeAlias = dict[str, Any]

_ABOUT = (
    "What mailmend says about bounced mail and SPF, for programs. Several results are one JSON object a line "
    "(application/x-ndjson); a single one is application/json unless the Accept field names application/x-ndjson. "
    "Nothing that is sent is stored or logged. Errors are application/problem+json (RFC 9457). Every answer has an "
    "X-Request-Id; answers that cost the client's share have RateLimit-Limit, RateLimit-Remaining and "
    "RateLimit-Reset (seconds)."
)
_ALWAYS = ("not-found", "method-not-allowed", "bad-request", "failed")
_OF_A_TURN = (
    "bad-parameter",
    "too-many-requests",
    "too-many-for-domain",
    "busy",
    "out-of-time",
    "too-many-questions",
    "too-hard",
)
_OF_A_BODY = ("too-large", "too-slow", "unreadable")
_OF_A_NAME = ("bad-domain", "internal-name")
_PRINTABLE = "^[!-~]{1,320}$"


@cache
def document() -> bytes:
    """The document as JSON; the same bytes each time."""
    _, components = msgspec.json.schema_components(
        [*SCHEMAS.values(), Explanation, ProblemBody], ref_template="#/components/schemas/{name}"
    )
    found: Json = {
        "openapi": "3.1.0",
        "info": {"title": "mailmend", "version": version("mailmend"), "description": _ABOUT, "license": _LICENSE},
        "paths": _paths(),
        "components": {"schemas": components},
    }
    return msgspec.json.encode(found)


_LICENSE = {"name": "Apache-2.0", "identifier": "Apache-2.0"}


def _paths() -> Json:
    return {
        **_of_mail(),
        **_of_domains(),
        "/api/v1/explain/{code}": {
            "get": _operation(
                "explain",
                "The page of a rule, an enhanced status code or a term.",
                "Explanation",
                parameters=[_path("code", "MM-SPF-001, for example."), _LANG],
                problems=("no-such-code", "bad-parameter"),
            )
        },
        "/api/v1/openapi.json": {"get": _operation("openapi", "This document.")},
        "/healthz": {"get": _health()},
    }


def _of_mail() -> Json:
    told = [_query(name, says) for name, says in _TOLD.items()]
    mine = _query("mine", "An address or network of the asker's; repeatable.", many=True)
    return {
        "/api/v1/diagnose": {
            "post": _operation(
                "diagnose",
                "Why a mail came back: one object for each group of attempts with the same story.",
                "Diagnosis",
                parameters=[*told, mine, _LANG],
                body=True,
                problems=_OF_A_TURN + _OF_A_BODY,
            )
        },
        "/api/v1/read": {
            "post": _operation(
                "read",
                "The fields of a bounce, no DNS asked: one object a notification.",
                "Read",
                parameters=[_LANG],
                body=True,
                problems=_OF_A_TURN + _OF_A_BODY,
            )
        },
    }


def _of_domains() -> Json:
    identities = [_query(name, _TOLD[name]) for name in ("ip", "sender", "helo")]
    return {
        "/api/v1/spf/{domain}": {
            "get": _operation(
                "spf",
                "With ip: the evaluation for that address (SpfEvaluation). Without: the record as a whole (SpfPolicy).",
                "SpfEvaluation",
                "SpfPolicy",
                parameters=[_path("domain", "A domain name or a mail address."), *identities, _LANG],
                problems=_OF_A_TURN + _OF_A_NAME,
            )
        },
        "/api/v1/check/{domain}": {
            "get": _operation(
                "check",
                "SPF, DKIM, DMARC, MX and PTR of a domain: every finding, the worst first, with its remedy.",
                "DomainCheck",
                parameters=[_path("domain", "A domain name or a mail address."), _LANG],
                problems=_OF_A_TURN + _OF_A_NAME,
            )
        },
    }


_TOLD = {
    "ip": "The address that the receiver saw.",
    "sender": "The return path (MAIL FROM). Its local part is not told to DNS: postmaster stands for it.",
    "helo": "The name with which the sending server greeted.",
    "at": "When the message was refused, with its zone: 2026-11-23T10:14:00Z.",
}
_LANG: Json = {
    "name": "lang",
    "in": "query",
    "description": "The language of the words; without it Accept-Language decides.",
    "schema": {"type": "string", "pattern": "^[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*$", "maxLength": 35},
}


def _query(name: str, says: str, *, many: bool = False) -> Json:
    text: Json = {"type": "string", "pattern": _PRINTABLE, "maxLength": 320}
    schema: Json = {"type": "array", "items": text, "maxItems": 20} if many else text
    return {"name": name, "in": "query", "description": says, "schema": schema}


def _path(name: str, says: str) -> Json:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": says,
        "schema": {"type": "string", "minLength": 1, "maxLength": 320},
    }


def _operation(
    name: str,
    says: str,
    *types: str,
    parameters: list[Json] | None = None,
    body: bool = False,
    problems: tuple[str, ...] = (),
) -> Json:
    refs = [{"$ref": f"#/components/schemas/{each}"} for each in types]
    schema: Json = refs[0] if len(refs) == 1 else {"anyOf": refs} if refs else {"type": "object"}
    content: Json = {"application/json": {"schema": schema}}
    if body:
        content[LINES] = {"schema": {"type": "string", "description": f"One {types[0]} object a line."}}
    found: Json = {
        "operationId": name,
        "summary": says,
        "responses": {
            "200": {"description": says, "content": content, "headers": _HEADERS},
            **_failures((*_ALWAYS, *problems)),
        },
    }
    if parameters:
        found["parameters"] = parameters
    if body:
        found["requestBody"] = _BODY
    return found


_BODY: Json = {
    "required": True,
    "description": "A bounce in any form: a mail, an Outlook .msg, an mbox, pasted text, log lines; at most 25 MB.",
    "content": {
        "message/rfc822": {"schema": {"type": "string"}},
        "text/plain": {"schema": {"type": "string"}},
        "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {"file": {"type": "string", "format": "binary"}, "text": {"type": "string"}},
            }
        },
    },
}
_HEADERS: Json = {
    name: {"description": says, "schema": {"type": "string"}}
    for name, says in (
        ("X-Request-Id", "The request's id, which stands in the log too."),
        ("RateLimit-Limit", "Requests a minute."),
        ("RateLimit-Remaining", "Requests left."),
        ("RateLimit-Reset", "Seconds until the share is whole again."),
        ("Mailmend-Left-Out", "true where the input holds more than is answered at a time."),
    )
}


def _failures(names: tuple[str, ...]) -> Json:
    """The problems of an operation, by status."""
    by_status: dict[int, list[Problem]] = {}
    for name in names:
        by_status.setdefault(PROBLEMS[name].status, []).append(PROBLEMS[name])
    return {
        str(int(status)): {
            "description": " ".join(f"{problem.type}: {problem.detail}" for problem in found),
            "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/ProblemBody"}}},
        }
        for status, found in sorted(by_status.items())
    }


def _health() -> Json:
    return {
        "operationId": "healthz",
        "summary": "Whether requests are answered.",
        "responses": {
            "200": {"description": "ok", "content": {"text/plain": {"schema": {"type": "string"}}}},
            **_failures(("method-not-allowed",)),
        },
    }

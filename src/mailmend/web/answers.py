"""Responses: JSON, lines of JSON, problems. What goes out is encoded here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from mailmend.render.json import encoded
from mailmend.web.jobs import Lines
from mailmend.web.problems import Problem

JSON = "application/json"
LINES = "application/x-ndjson"
PROBLEM = "application/problem+json"


class ProblemBody(msgspec.Struct, kw_only=True):
    """A problem (RFC 9457): ``instance`` is the request's id, which stands in the log too."""

    type: str
    title: str
    status: int
    detail: str
    instance: str


class Explanation(msgspec.Struct, kw_only=True):
    """The page of a rule, a status code or a term; ``see`` are codes that have pages too."""

    schema: Literal["mailmend.explanation/1"] = "mailmend.explanation/1"
    code: str
    title: str
    paragraphs: list[str]
    see: list[str]


def json_response(text: str, headers: Mapping[str, str] | None = None) -> Response:
    """One object, encoded."""
    return Response(text + "\n", media_type=JSON, headers=_private(headers))


def lines_response(request: Request, found: Lines, headers: Mapping[str, str] | None = None) -> Response:
    """One object a line; a single one is plain JSON unless the client prefers lines."""
    single = found.count == 1 and LINES not in request.headers.get("accept", "")
    return Response(found.text, media_type=JSON if single else LINES, headers=_private(headers))


def problem_response(request: Request, problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """An error for programs."""
    body = ProblemBody(
        type=problem.type,
        title=problem.name.replace("-", " ").capitalize(),
        status=problem.status,
        detail=problem.detail,
        instance=f"urn:mailmend:request:{request.scope['mailmend'].id}",
    )
    return Response(encoded(body) + "\n", status_code=problem.status, media_type=PROBLEM, headers=_private(headers))


def _private(headers: Mapping[str, str] | None) -> dict[str, str]:
    """An answer is the client's own: no cache may keep it (RFC 9111 §5.2.2.5)."""
    return {"cache-control": "no-store", **(headers or {})}

"""Errors as clients see them: ``application/problem+json`` (RFC 9457), or a page for people.

Texts never repeat what was sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from http import HTTPStatus

from mailmend.frozen import frozen
from mailmend.render.words import marked


@frozen
class Problem:
    """One kind of error: its short name, its status, and what it says."""

    name: str
    status: HTTPStatus
    detail: str

    @property
    def type(self) -> str:
        """Its type URI (RFC 9457 §3.1.1)."""
        return f"urn:mailmend:problem:{self.name}"


class ProblemError(Exception):
    """A request ends in a problem; ``headers`` go with it."""

    def __init__(self, problem: Problem, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(problem.name)
        self.problem = problem
        self.headers = dict(headers or {})


@frozen(kw_only=False)
class _Kinds:
    """Every problem that there is."""

    found: dict[str, Problem] = field(default_factory=dict)

    def add(self, name: str, status: HTTPStatus, detail: str) -> Problem:
        problem = self.found[name] = Problem(name=name, status=status, detail=detail)
        return problem


_KINDS = _Kinds()
PROBLEMS: Mapping[str, Problem] = _KINDS.found

NOT_FOUND = _KINDS.add("not-found", HTTPStatus.NOT_FOUND, marked("There is nothing at this address."))
NO_SUCH_PAGE = _KINDS.add("no-such-code", HTTPStatus.NOT_FOUND, marked("No rule, code or term has this name."))
METHOD = _KINDS.add(
    "method-not-allowed", HTTPStatus.METHOD_NOT_ALLOWED, marked("This address is not asked in this way.")
)
BAD_REQUEST = _KINDS.add("bad-request", HTTPStatus.BAD_REQUEST, marked("The request cannot be read."))
BAD_PARAMETER = _KINDS.add(
    "bad-parameter", HTTPStatus.BAD_REQUEST, marked("A parameter is unknown, or is not what its name says.")
)
BAD_NAME = _KINDS.add("bad-domain", HTTPStatus.BAD_REQUEST, marked("This is not a domain name that mail could use."))
INTERNAL_NAME = _KINDS.add(
    "internal-name",
    HTTPStatus.BAD_REQUEST,
    marked("Only names of the public DNS are asked, not those of inner networks."),
)
TOO_LARGE = _KINDS.add(
    "too-large",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    marked("More than 25 MB: send the report without the attachments."),
)
TOO_SLOW = _KINDS.add("too-slow", HTTPStatus.REQUEST_TIMEOUT, marked("The request did not arrive in time."))
UNREADABLE = _KINDS.add(
    "unreadable",
    HTTPStatus.UNPROCESSABLE_ENTITY,
    marked("This is no mail that can be read: send the bounce as .eml, .msg or text."),
)
RATE = _KINDS.add("too-many-requests", HTTPStatus.TOO_MANY_REQUESTS, marked("Too many requests: wait, then ask again."))
RATE_ZONE = _KINDS.add(
    "too-many-for-domain",
    HTTPStatus.TOO_MANY_REQUESTS,
    marked("Too many requests about this domain: wait, then ask again."),
)
BUSY = _KINDS.add("busy", HTTPStatus.SERVICE_UNAVAILABLE, marked("Too many requests at a time: try again in a moment."))
BUDGET_TIME = _KINDS.add(
    "out-of-time", HTTPStatus.GATEWAY_TIMEOUT, marked("DNS took too long to answer all that had to be asked.")
)
BUDGET_QUESTIONS = _KINDS.add(
    "too-many-questions",
    HTTPStatus.UNPROCESSABLE_ENTITY,
    marked("This asks for more DNS answers than one request may have."),
)
TOO_HARD = _KINDS.add(
    "too-hard",
    HTTPStatus.UNPROCESSABLE_ENTITY,
    marked("Reading this takes more time or memory than one request may have: send the report alone."),
)
FAILED = _KINDS.add(
    "failed",
    HTTPStatus.INTERNAL_SERVER_ERROR,
    marked("mailmend itself failed. Nothing of what was sent has been kept."),
)

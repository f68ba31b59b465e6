"""The HTTP API (contract: HTTP), for programs. What it answers is described by ``openapi``."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from mailmend.render.explanations import explanation
from mailmend.render.json import encoded
from mailmend.sources.packaged import knowledge
from mailmend.web import html, jobs, openapi
from mailmend.web.answers import JSON, Explanation, json_response, lines_response
from mailmend.web.asked import asked_spf
from mailmend.web.incoming import MULTIPART, Sent, received
from mailmend.web.names import domain_of
from mailmend.web.problems import BAD_PARAMETER, NO_SUCH_PAGE, ProblemError
from mailmend.web.turn import Turn, taken

_TOLD = frozenset({"ip", "sender", "helo", "mine", "at", "lang"})
_IDENTITIES = frozenset({"ip", "sender", "helo", "lang"})
_LANGUAGE = frozenset({"lang"})
LEFT_OUT = {"mailmend-left-out": "true"}


async def diagnose(request: Request) -> Response:
    """``POST /api/v1/diagnose``."""
    _only(request, _TOLD)
    async with taken(request, "api-diagnose") as turn:
        # curl sends what it is given as a form's encoding unless told otherwise: only a multipart body is a form here.
        async with received(request, turn.room, turn.desk.settings.most_bytes, (MULTIPART,)) as sent:
            mine = [*request.query_params.getlist("mine"), sent.fields.get("mine", "")]
            language = html.language_of(request, sent.fields.get("lang", ""))
            told = Sent(data=sent.data, name=sent.name, fields={**sent.fields, **request.query_params})
            alone = jobs.is_archive(sent)
            found = await turn.drive(jobs.diagnose, told, mine, language, turn.limits, alone=alone)
        return lines_response(request, found, _headers(turn, found))


async def read(request: Request) -> Response:
    """``POST /api/v1/read``."""
    _only(request, _LANGUAGE)
    async with taken(request, "api-read") as turn:
        async with received(request, turn.room, turn.desk.settings.most_bytes, (MULTIPART,)) as sent:
            found = await turn.drive(jobs.notifications, sent, alone=jobs.is_archive(sent))
        return lines_response(request, found, _headers(turn, found))


async def spf(request: Request) -> Response:
    """``GET /api/v1/spf/{domain}``."""
    _only(request, _IDENTITIES)
    async with taken(request, "api-spf") as turn:
        asked = asked_spf(request.path_params["domain"], request.query_params)
        if asked.ip:
            return json_response(await turn.desk.evaluate(asked, turn.inquiry), turn.headers)
        turn.inquiry.about(asked.domain)
        return json_response(await turn.drive(jobs.survey_json, asked, html.language_of(request)), turn.headers)


async def check(request: Request) -> Response:
    """``GET /api/v1/check/{domain}``."""
    _only(request, _LANGUAGE)
    async with taken(request, "api-check") as turn:
        domain = domain_of(request.path_params["domain"])
        turn.inquiry.about(domain)
        text = await turn.drive(jobs.check_json, domain, html.language_of(request), turn.limits)
        return json_response(text, turn.headers)


async def explain(request: Request) -> Response:
    """``GET /api/v1/explain/{code}``."""
    _only(request, _LANGUAGE)
    request.scope["mailmend"].route = "api-explain"
    found = explanation(request.path_params["code"], html.spoken(html.language_of(request)), knowledge().replies)
    if found is None:
        raise ProblemError(NO_SUCH_PAGE)
    value = Explanation(code=found.code, title=found.title, paragraphs=list(found.paragraphs), see=list(found.see))
    return json_response(encoded(value))


async def document(_: Request) -> Response:
    """``GET /api/v1/openapi.json``."""
    return Response(openapi.document(), media_type=JSON)


def _only(request: Request, known: frozenset[str]) -> None:
    """A parameter that nobody looks at would be a wish that is silently not granted."""
    if any(name not in known for name in request.query_params) or len(request.scope["query_string"]) > 2000:
        raise ProblemError(BAD_PARAMETER)


def _headers(turn: Turn, found: jobs.Lines) -> dict[str, str]:
    return {**turn.headers, **(LEFT_OUT if found.more else {})}

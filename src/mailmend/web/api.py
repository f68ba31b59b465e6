"""The HTTP API (contract: HTTP), for programs. What it answers is described by ``openapi``."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from mailmend.render import json, json_check, json_spf
from mailmend.render.explanations import explanation
from mailmend.sources.packaged import knowledge
from mailmend.web import html, openapi, work
from mailmend.web.answers import JSON, Explanation, json_response, lines_response
from mailmend.web.incoming import MULTIPART, received
from mailmend.web.names import domain_of
from mailmend.web.problems import BAD_PARAMETER, NO_SUCH_PAGE, ProblemError
from mailmend.web.turn import Turn, taken

_TOLD = frozenset({"ip", "sender", "helo", "mine", "at", "lang"})
_IDENTITIES = frozenset({"ip", "sender", "helo", "lang"})
LEFT_OUT = {"mailmend-left-out": "true"}


async def diagnose(request: Request) -> Response:
    """``POST /api/v1/diagnose``."""
    _only(request, _TOLD)
    async with taken(request, "api-diagnose") as turn:
        # curl sends what it is given as a form's encoding unless told otherwise: only a multipart body is a form here.
        async with received(request, turn.room, turn.desk.settings.most_bytes, (MULTIPART,)) as sent:
            told = work.told_words({**sent.fields, **request.query_params}, _mine(request, sent.fields))
            found = await work.stories(turn.desk, turn.inquiry, sent, told)
        words = html.speech_of(request, sent.fields.get("lang", "")).words
        values = [json.diagnosis(story, words) for story in found.found]
        return lines_response(request, values, _headers(turn, more=found.more))


async def read(request: Request) -> Response:
    """``POST /api/v1/read``."""
    _only(request, frozenset({"lang"}))
    async with taken(request, "api-read") as turn:
        async with received(request, turn.room, turn.desk.settings.most_bytes, (MULTIPART,)) as sent:
            found, more = await work.notifications(turn.desk, sent)
        return lines_response(request, [json.notification(each) for each in found], _headers(turn, more=more))


async def spf(request: Request) -> Response:
    """``GET /api/v1/spf/{domain}``."""
    _only(request, _IDENTITIES)
    async with taken(request, "api-spf") as turn:
        asked = work.asked_spf(request.path_params["domain"], request.query_params)
        who = asked.domain, asked.sender, asked.helo
        if asked.ip:
            one = await work.evaluate(turn.desk, turn.inquiry, asked.domain, asked.ip, asked.sender, asked.helo)
            return json_response(json_spf.evaluation(one.found, one.readings), turn.headers)
        record = await work.survey(turn.desk, turn.inquiry, *who)
        words = html.speech_of(request).words
        return json_response(json_spf.policy(record.found, record.policy, record.proposals, words), turn.headers)


async def check(request: Request) -> Response:
    """``GET /api/v1/check/{domain}``."""
    _only(request, frozenset({"lang"}))
    async with taken(request, "api-check") as turn:
        found = await work.check(turn.desk, turn.inquiry, domain_of(request.path_params["domain"]))
        return json_response(json_check.checkup(found, html.speech_of(request).words), turn.headers)


async def explain(request: Request) -> Response:
    """``GET /api/v1/explain/{code}``."""
    _only(request, frozenset({"lang"}))
    request.scope["mailmend"].route = "api-explain"
    words = html.speech_of(request).words
    found = explanation(request.path_params["code"], words, knowledge().replies)
    if found is None:
        raise ProblemError(NO_SUCH_PAGE)
    value = Explanation(code=found.code, title=found.title, paragraphs=list(found.paragraphs), see=list(found.see))
    return json_response(value)


async def document(_: Request) -> Response:
    """``GET /api/v1/openapi.json``."""
    return Response(openapi.document(), media_type=JSON)


def _only(request: Request, known: frozenset[str]) -> None:
    """A parameter that nobody looks at would be a wish that is silently not granted."""
    if any(name not in known for name in request.query_params) or len(request.scope["query_string"]) > 2000:
        raise ProblemError(BAD_PARAMETER)


def _mine(request: Request, fields: dict[str, str]) -> list[str]:
    return [*request.query_params.getlist("mine"), fields.get("mine", "")]


def _headers(turn: Turn, *, more: bool) -> dict[str, str]:
    return {**turn.headers, **(LEFT_OUT if more else {})}

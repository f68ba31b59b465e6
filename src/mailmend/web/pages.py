"""The pages for people. Each is complete without JavaScript."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mailmend.model import Diagnosis
from mailmend.render.explanations import explanation
from mailmend.sources.packaged import knowledge
from mailmend.web import html, sharing, shipped, work
from mailmend.web.incoming import Sent, received
from mailmend.web.names import domain_of
from mailmend.web.problems import BAD_PARAMETER, NO_SUCH_PAGE, NOT_FOUND, Problem, ProblemError
from mailmend.web.redaction import redacted
from mailmend.web.turn import Turn, taken
from mailmend.web.view import check as check_view
from mailmend.web.view import domain as domain_view
from mailmend.web.view import shown
from mailmend.web.view.story import story
from mailmend.web.words import Speech

# What a page carries along for its downloads; what is larger is chosen again.
MOST_CARRIED = 400_000
_FIELDS = ("ip", "mine", "sender", "helo")


async def home(request: Request) -> Response:
    """``GET /``."""
    request.scope["mailmend"].route = "home"
    speech = html.speech_of(request)
    titles = [{"id": name, "title": speech.words.text(title)} for name, title in shipped.TITLES.items()]
    return html.page(request, "home.html", speech, {"home": True, "examples": titles})


async def answer(request: Request) -> Response:
    """``POST /``: the answer to what was pasted or dropped."""
    async with taken(request, "answer") as turn, received(request, turn.room, turn.desk.settings.most_bytes) as sent:
        speech = html.speech_of(request, sent.fields.get("lang") or sent.fields.get("language", ""))
        told = work.told_words(sent.fields, [sent.fields.get("mine", "")])
        found = await work.stories(turn.desk, turn.inquiry, sent, told)
        values = _carried(sent) | {"more": found.more}
        return _answer(request, speech, found.found, values, turn)


async def example(request: Request) -> Response:
    """``GET /examples/{name}``: a packaged case in its own world."""
    async with taken(request, "example") as turn:
        speech = html.speech_of(request)
        given = shipped.examples().get(request.path_params["name"])
        if given is None:
            raise ProblemError(NOT_FOUND)
        found, _ = await turn.desk.compute(given.stories)
        sent = Sent(data=given.data, name="bounce.eml")
        return _answer(request, speech, found, _carried(sent) | {"more": False, "example": given.id}, turn)


async def download(request: Request) -> Response:
    """``POST /download``: the answer as a file, made anew from what the page carried along."""
    async with taken(request, "download") as turn, received(request, turn.room, turn.desk.settings.most_bytes) as sent:
        speech = html.speech_of(request, sent.fields.get("language", ""))
        kind = sharing.KINDS.get(sent.fields.get("as", ""))
        if kind is None:
            raise ProblemError(BAD_PARAMETER)
        given = redacted(sent) if sent.fields.get("redact") else sent
        shipped_case = shipped.examples().get(sent.fields.get("example", ""))
        if shipped_case is not None:
            found, told = await turn.desk.compute(shipped_case.stories)
        else:
            words = work.told_words(given.fields, [given.fields.get("mine", "")])
            done = await work.stories(turn.desk, turn.inquiry, given, words)
            found, told = done.found, done.told
        made = await turn.desk.compute(kind, sharing.Shared(found=found, told=told, data=given.data, speech=speech))
        return Response(
            made.body,
            media_type=made.media_type,
            headers={
                "content-disposition": f'attachment; filename="{made.name}"',
                "cache-control": "no-store",
                **turn.headers,
            },
        )


async def ask_domain(request: Request) -> Response:
    """``GET /check``: the second box; leads to the page of the domain."""
    request.scope["mailmend"].route = "check"
    query = request.query_params
    text, ip = query.get("domain", ""), query.get("ip", "").strip()
    name = domain_of(text)
    kept = [("ip", ip)] if ip else []
    if ip and "@" in text:
        kept.append(("sender", f"postmaster@{name}"))
    kept += [("lang", query["lang"])] if query.get("lang") else []
    path = f"/spf/{quote(name)}" if ip else f"/check/{quote(name)}"
    return RedirectResponse(path + (f"?{_query(kept)}" if kept else ""), status_code=303)


async def spf(request: Request) -> Response:
    """``GET /spf/{domain}``."""
    async with taken(request, "spf") as turn:
        speech = html.speech_of(request)
        asked = work.asked_spf(request.path_params["domain"], request.query_params)
        common = {"domain": asked.domain, "ip": asked.ip}
        if asked.ip:
            one = await work.evaluate(turn.desk, turn.inquiry, asked.domain, asked.ip, asked.sender, asked.helo)
            values = domain_view.evaluated(one.found, one.readings, speech)
        else:
            record = await work.survey(turn.desk, turn.inquiry, asked.domain, asked.sender, asked.helo)
            values = domain_view.surveyed(record.found, record.policy, record.proposals, speech)
        return html.page(request, "spf.html", speech, {**common, **values}, headers=turn.headers)


async def check(request: Request) -> Response:
    """``GET /check/{domain}``."""
    async with taken(request, "check") as turn:
        speech = html.speech_of(request)
        found = await work.check(turn.desk, turn.inquiry, domain_of(request.path_params["domain"]))
        return html.page(request, "check.html", speech, {"page": check_view.page(found, speech)}, headers=turn.headers)


async def rules(request: Request) -> Response:
    """``GET /explain``: all rules."""
    request.scope["mailmend"].route = "rules"
    speech = html.speech_of(request)
    return html.page(request, "rules.html", speech, domain_view.page_index(speech))


async def rule(request: Request) -> Response:
    """``GET /explain/{code}``."""
    request.scope["mailmend"].route = "rule"
    speech = html.speech_of(request)
    found = explanation(request.path_params["code"], speech.words, knowledge().replies)
    if found is None:
        raise ProblemError(NO_SUCH_PAGE)
    return html.page(request, "rule.html", speech, {"found": found})


async def failed(request: Request, problem: Problem, headers: Mapping[str, str]) -> Response:
    """A problem as a page."""
    speech = html.speech_of(request)
    values = {
        "status": int(problem.status),
        "detail": speech.words.text(problem.detail),
        "request_id": request.scope["mailmend"].id,
    }
    return html.page(request, "error.html", speech, values, status=problem.status, headers=headers)


def _answer(
    request: Request, speech: Speech, found: Sequence[Diagnosis], values: Mapping[str, object], turn: Turn
) -> Response:
    stories = [story(each, speech) for each in found]
    wanted = [name for each in stories[:1] if each.verdict.tone == "open" for name in each.missing]
    page = {
        "stories": stories,
        "reask": "example" not in values,
        "wanted": [name for name in wanted if name in _FIELDS],
        **values,
    }
    return html.page(request, "answer.html", speech, page, headers=turn.headers)


def _carried(sent: Sent) -> dict[str, object]:
    """What the page carries along: the input, if it is small, and what the asker said."""
    carried = base64.b64encode(sent.data).decode() if len(sent.data) <= MOST_CARRIED else ""
    told = {key: sent.fields.get(key, "")[:800] for key in _FIELDS}
    return {"carried": carried, "name": shown.line(sent.name, 200), "told": told}


def _query(pairs: Sequence[tuple[str, str]]) -> str:
    return "&".join(f"{key}={quote(value, safe='')}" for key, value in pairs)

"""The pages for people. Each is complete without JavaScript."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mailmend.render.explanations import explanation
from mailmend.sources.packaged import knowledge
from mailmend.web import html, jobs, sharing, shipped
from mailmend.web.asked import asked_spf
from mailmend.web.incoming import received
from mailmend.web.names import domain_of
from mailmend.web.problems import BAD_PARAMETER, NO_SUCH_PAGE, Problem, ProblemError
from mailmend.web.turn import taken
from mailmend.web.view import domain as domain_view


async def home(request: Request) -> Response:
    """``GET /``."""
    request.scope["mailmend"].route = "home"
    visit = html.visit_of(request)
    titles = [{"id": name, "title": visit.speech.words.text(title)} for name, title in shipped.TITLES.items()]
    return html.page(visit, "home.html", {"home": True, "examples": titles})


async def answer(request: Request) -> Response:
    """``POST /``: the answer to what was pasted or dropped."""
    async with taken(request, "answer") as turn, received(request, turn.room, turn.desk.settings.most_bytes) as sent:
        visit = html.visit_of(request, sent.fields.get("lang") or sent.fields.get("language", ""))
        text = await turn.drive(jobs.answer, sent, visit, turn.limits, alone=jobs.is_archive(sent))
        return html.response(text, headers=turn.headers)


async def example(request: Request) -> Response:
    """``GET /examples/{name}``: a packaged case in its own world."""
    async with taken(request, "example") as turn:
        text = await turn.drive(jobs.example, request.path_params["name"], html.visit_of(request))
        return html.response(text, headers=turn.headers)


async def download(request: Request) -> Response:
    """``POST /download``: the answer as a file, made anew from what the page carried along."""
    async with taken(request, "download") as turn, received(request, turn.room, turn.desk.settings.most_bytes) as sent:
        kind = sent.fields.get("as", "")
        if kind not in sharing.KINDS and not sent.fields.get("letter"):
            raise ProblemError(BAD_PARAMETER)
        language = html.visit_of(request, sent.fields.get("language", "")).language
        made = await turn.drive(jobs.download, sent, kind, language, turn.limits, alone=jobs.is_archive(sent))
        fields = {"content-disposition": f'attachment; filename="{made.name}"', "cache-control": "no-store"}
        return Response(made.body, media_type=made.media_type, headers={**fields, **turn.headers})


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
        visit = html.visit_of(request)
        asked = asked_spf(request.path_params["domain"], request.query_params)
        turn.inquiry.about(asked.domain)
        job = jobs.evaluated_page if asked.ip else jobs.survey_page
        return html.response(await turn.drive(job, asked, visit), headers=turn.headers)


async def check(request: Request) -> Response:
    """``GET /check/{domain}``."""
    async with taken(request, "check") as turn:
        domain = domain_of(request.path_params["domain"])
        turn.inquiry.about(domain)
        text = await turn.drive(jobs.check_page, domain, html.visit_of(request), turn.limits)
        return html.response(text, headers=turn.headers)


async def rules(request: Request) -> Response:
    """``GET /explain``: all rules."""
    request.scope["mailmend"].route = "rules"
    visit = html.visit_of(request)
    return html.page(visit, "rules.html", domain_view.page_index(visit.speech))


async def rule(request: Request) -> Response:
    """``GET /explain/{code}``."""
    request.scope["mailmend"].route = "rule"
    visit = html.visit_of(request)
    found = explanation(request.path_params["code"], visit.speech.words, knowledge().replies)
    if found is None:
        raise ProblemError(NO_SUCH_PAGE)
    return html.page(visit, "rule.html", {"found": found})


async def failed(request: Request, problem: Problem, headers: Mapping[str, str]) -> Response:
    """A problem as a page."""
    visit = html.visit_of(request)
    values = {
        "status": int(problem.status),
        "detail": visit.speech.words.text(problem.detail),
        "request_id": request.scope["mailmend"].id,
    }
    return html.page(visit, "error.html", values, status=problem.status, headers=headers)


def _query(pairs: Sequence[tuple[str, str]]) -> str:
    return "&".join(f"{key}={quote(value, safe='')}" for key, value in pairs)

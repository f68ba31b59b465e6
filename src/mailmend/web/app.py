"""The table of routes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from mailmend.web import api, html, pages
from mailmend.web.answers import problem_response
from mailmend.web.guard import Counts, Guard
from mailmend.web.problems import BAD_REQUEST, FAILED, METHOD, NOT_FOUND, Problem, ProblemError
from mailmend.web.settings import Settings
from mailmend.web.turn import House

_STATUS = {404: NOT_FOUND, 405: METHOD}


def application(settings: Settings) -> ASGIApp:
    """The whole service as an ASGI application."""
    house, counts = House(settings), Counts()

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        house.desk.open()
        yield
        house.desk.close()

    async def metrics(_: Request) -> Response:
        return PlainTextResponse(counts.exposition(), media_type="text/plain; version=0.0.4")

    routes = [*_routes(), *([Route("/metrics", metrics)] if settings.metrics else [])]
    handlers = {ProblemError: _problem, HTTPException: _http, Exception: _failed}
    app = Starlette(routes=routes, exception_handlers=handlers, lifespan=lifespan)  # type: ignore[arg-type]
    app.state.house = house
    # A redirect to the same path with or without a slash would name the host that the client claims.
    app.router.redirect_slashes = False
    return Guard(app, counts, _refuses)


async def _refuses(scope: Scope, receive: Receive, send: Send) -> None:
    response = problem_response(Request(scope), BAD_REQUEST, {"connection": "close"})
    await response(scope, receive, send)


def _routes() -> list[Route]:
    return [
        # Starlette looks for a route from the first on: programs ask most.
        Route("/api/v1/diagnose", api.diagnose, methods=["POST"]),
        Route("/api/v1/read", api.read, methods=["POST"]),
        Route("/api/v1/spf/{domain}", api.spf),
        Route("/api/v1/check/{domain}", api.check),
        Route("/api/v1/explain/{code}", api.explain),
        Route("/", pages.home),
        Route("/", pages.answer, methods=["POST"]),
        Route("/examples/{name}", pages.example),
        Route("/download", pages.download, methods=["POST"]),
        Route("/check", pages.ask_domain),
        Route("/spf/{domain}", pages.spf),
        Route("/check/{domain}", pages.check),
        Route("/explain", pages.rules),
        Route("/explain/{code}", pages.rule),
        Route("/static/{name}", html.static),
        Route("/healthz", healthz),
        Route("/api/v1/openapi.json", api.document),
    ]


async def healthz(_: Request) -> Response:
    """``GET /healthz``: whether requests are answered; asks nothing."""
    return PlainTextResponse("ok\n")


async def _problem(request: Request, error: ProblemError) -> Response:
    return await _said(request, error.problem, error.headers)


async def _http(request: Request, error: HTTPException) -> Response:
    return await _said(request, _STATUS.get(error.status_code, BAD_REQUEST), dict(error.headers or {}))


async def _failed(request: Request, _: Exception) -> Response:
    return await _said(request, FAILED, {})


async def _said(request: Request, problem: Problem, headers: dict[str, str]) -> Response:
    if request.scope["path"].startswith("/api/") or "text/html" not in request.headers.get("accept", ""):
        return problem_response(request, problem, headers)
    return await pages.failed(request, problem, headers)

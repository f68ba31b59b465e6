"""Pages made from templates. Everything that is filled in is escaped; nothing of a mail is ever HTML."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from mailmend.frozen import frozen
from mailmend.render.catalog import languages
from mailmend.render.words import ENGLISH, Words, nearest, of_header, words_of
from mailmend.web.words import FOREIGN, HOME, Speech, page_words

_ASSETS = {"style.css": "text/css", "page.js": "text/javascript", "icon.svg": "image/svg+xml"}
_PIECES = re.compile(f"<[^>]*>|[{FOREIGN}{HOME}]|[^<{FOREIGN}{HOME}]+")
_MARKS = re.compile(f"[{FOREIGN}{HOME}]")
_BEGIN, _END = '<span lang="en">', "</span>"
_YEAR = "public, max-age=31536000, immutable"


@frozen
class Visit:
    """Which page is asked for, and in which language; ``preferred`` is the browser's own. It travels to workers."""

    language: str = ENGLISH.language
    preferred: str = ENGLISH.language
    path: str = "/"
    query: tuple[tuple[str, str], ...] = ()

    @property
    def speech(self) -> Speech:
        """The words of the page."""
        return Speech(page_words(self.language))

    @property
    def lang_query(self) -> str:
        """What other pages are asked with, so that the language stays."""
        return "" if self.language == self.preferred else f"?lang={self.language}"

    def here(self, code: str) -> str:
        """The same page in another language."""
        kept = [(key, value) for key, value in self.query if key != "lang"]
        query = "&".join(f"{quote(key, safe='')}={quote(value, safe='')}" for key, value in [*kept, ("lang", code)])
        return f"{quote(self.path)}?{query}"


def visit_of(request: Request, wish: str = "") -> Visit:
    """The page that is asked for; the language is ``wish``, else as :func:`language_of` says."""
    return Visit(
        language=language_of(request, wish),
        preferred=of_header(request.headers.get("accept-language", "")).language,
        path=request.url.path,
        query=tuple(request.query_params.multi_items()),
    )


def language_of(request: Request, wish: str = "") -> str:
    """The language that was chosen, else the one that the browser prefers; an unknown one is English."""
    chosen = wish or request.query_params.get("lang", "")
    return (spoken(chosen) if chosen else of_header(request.headers.get("accept-language", ""))).language


def page(
    visit: Visit,
    template: str,
    values: Mapping[str, object],
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A page of the site."""
    return response(page_text(visit, template, values), status=status, headers=headers)


def response(text: str, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A page as it is sent. It is the client's own, so no cache may keep it."""
    fields = {"cache-control": "no-store", "vary": "accept-language", **(headers or {})}
    return Response(text, status_code=status, media_type="text/html", headers=fields)


def page_text(visit: Visit, template: str, values: Mapping[str, object]) -> str:
    """A page of the site as text."""
    return written(template, visit.speech, {"lang_query": visit.lang_query, "here": visit.here, **values})


def written(template: str, speech: Speech, values: Mapping[str, object]) -> str:
    """A template with its values."""
    common = {
        "speech": speech,
        "t": speech.t,
        "languages": languages(),
        "home": False,
        "reask": False,
        "example": "",
        "portable": False,
        "several": False,
        "wanted": (),
        "asset": asset_path,
    }
    return _foreign(environment().get_template(template).render({**common, **values}))


def spoken(wish: str) -> Words:
    """The words of a language by its code; English where it is not spoken here."""
    return words_of(wish) if wish in languages() else nearest([wish[:35]])


def _foreign(text: str) -> str:
    """``text``, the English in a page of another language marked as that (WCAG 2.2, 3.1.2); in attributes it is not."""
    if FOREIGN not in text:
        return text
    made, depth, raw = list[str](), 0, False
    for piece in _PIECES.findall(text):
        if piece[0] == "<":
            raw = piece.startswith("<title") or (raw and piece != "</title>")
            made += [_END * depth, _MARKS.sub("", piece)]
            depth = 0
        elif piece == FOREIGN and not raw:
            depth += 1
            made.append(_BEGIN)
        elif piece == HOME and depth:
            depth -= 1
            made.append(_END)
        elif piece not in (FOREIGN, HOME):
            made.append(piece)
    return "".join(made)


@cache
def environment() -> Environment:
    """The templates: packaged, escaped, and strict about what they are given."""
    made = Environment(
        loader=PackageLoader("mailmend.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters["path"] = lambda text: quote(str(text), safe="")
    return made


@cache
def asset(name: str) -> bytes:
    """A packaged file of the site; KeyError for one that is none."""
    if name not in _ASSETS:
        raise KeyError(name)
    return files("mailmend.web").joinpath("static", name).read_bytes()


@cache
def asset_path(name: str) -> str:
    """Where ``name`` is served: its content is in its name, so a browser may keep it for ever."""
    digest = hashlib.sha256(asset(name)).hexdigest()[:10]
    stem, _, ending = name.rpartition(".")
    return f"/static/{stem}.{digest}.{ending}"


async def static(request: Request) -> Response:
    """``GET /static/{name}``."""
    request.scope["mailmend"].route = "static"
    asked = request.path_params["name"]
    for name, kind in _ASSETS.items():
        if asset_path(name) == f"/static/{asked}":
            return Response(asset(name), media_type=kind, headers={"cache-control": _YEAR})
    return Response("not found\n", status_code=404, media_type="text/plain")


@cache
def inline_style() -> tuple[Markup, str]:
    """The style sheet to stand in a page of its own, and its hash for that page's policy (CSP 3 §6.6.2.2)."""
    text = asset("style.css").decode()
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    # The sheet is packaged with mailmend and holds nothing of any request.
    return Markup(text), f"sha256-{digest}"  # noqa: S704

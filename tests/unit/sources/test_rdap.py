"""The contacts of a registration, from a registry on this machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from mailmend.errors import InputError
from mailmend.sources.rdap import abuse_contacts


def entity(role: str, address: str, *inside: dict) -> dict:
    return {"roles": [role], "vcardArray": ["vcard", [["email", {}, "text", address]]], "entities": list(inside)}


PAGES: dict[str, object] = {
    "/rdap/domain/contoso.example": {
        "entities": [
            entity("technical", "tech@contoso.example"),
            entity("registrar", "x@registrar.example", entity("abuse", "Abuse@Registrar.example")),
            entity("abuse", "bad\r\nBcc: x@evil.example"),
            "no entity",
        ]
    },
    "/rdap/domain/moved.example": "/rdap/domain/contoso.example",
    "/rdap/domain/circle.example": "/rdap/domain/circle.example",
    "/rdap/domain/text.example": b"no JSON",
    "/rdap/domain/deep.example": b"[" * 100_000,
}


class Registry(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        here = f"http://127.0.0.1:{self.server.server_address[1]}"
        page = PAGES.get(self.path)
        if self.path == "/dns.json":
            page = {"services": [[["example"], [f"{here}/rdap/"]], [["org"], []], "nonsense"]}
        if page is None:
            self.send_error(404)
        elif isinstance(page, str):
            self.send_response(302)
            self.send_header("Location", page)
            self.end_headers()
        else:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(page if isinstance(page, bytes) else json.dumps(page).encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def bootstrap() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Registry)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/dns.json"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("domain", ["contoso.example", "moved.example"])
def test_the_contacts_for_abuse_come_first(bootstrap: str, domain: str):
    found = abuse_contacts(domain, bootstrap=bootstrap, allow_private=True)
    assert found == ("abuse@registrar.example", "tech@contoso.example")


@pytest.mark.parametrize("domain", ["unregistered.example", "contoso.org", "contoso.test"])
def test_nobody_is_known(bootstrap: str, domain: str):
    assert abuse_contacts(domain, bootstrap=bootstrap, allow_private=True) == ()


@pytest.mark.parametrize("domain", ["text.example", "deep.example", "circle.example"])
def test_what_is_no_answer_is_said(bootstrap: str, domain: str):
    with pytest.raises(InputError):
        abuse_contacts(domain, bootstrap=bootstrap, allow_private=True)


def test_a_private_address_is_not_contacted(bootstrap: str):
    with pytest.raises(InputError, match="not an HTTPS address"):
        abuse_contacts("contoso.example", bootstrap=bootstrap)
    with pytest.raises(InputError, match="private"):
        abuse_contacts("contoso.example", bootstrap=bootstrap.replace("http:", "https:"))

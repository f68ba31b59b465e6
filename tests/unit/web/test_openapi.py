"""What the document promises, kept for requests that nobody thought of. `MAILMEND_EXAMPLES=1500` asks 10,000."""

from __future__ import annotations

import os

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from mailmend.web import openapi
from tests.unit.web.site import Site

SITE = Site()
EXAMPLES = int(os.environ.get("MAILMEND_EXAMPLES", "15"))


async def app(scope, receive, send):
    """The service, which does not end with each of the clients that are made here."""
    if scope["type"] != "lifespan":
        await SITE.app(scope, receive, send)
        return
    for said in ("startup", "shutdown"):
        await receive()
        await send({"type": f"lifespan.{said}.complete"})


@schemathesis.serializer("message/rfc822")
def message(context, value):
    """A mail is sent as it is."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)


@schema.parametrize()
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
def test_every_operation_keeps_its_promise(case):
    case.call_and_validate(checks=[not_a_server_error, status_code_conformance, response_schema_conformance])


def test_the_document_is_one_of_openapi_3_1(site):
    found = site.ask("GET", "/api/v1/openapi.json").json()
    assert found["openapi"] == "3.1.0"
    assert set(found["paths"]) >= {"/api/v1/diagnose", "/api/v1/spf/{domain}", "/api/v1/check/{domain}"}
    assert site.ask("GET", "/api/v1/openapi.json").content == openapi.document()


@pytest.mark.parametrize("parameter", ["dns", "allow_private"])
def test_no_operation_takes_a_resolver(site, parameter):
    for operations in site.ask("GET", "/api/v1/openapi.json").json()["paths"].values():
        for operation in operations.values():
            assert parameter not in {each["name"] for each in operation.get("parameters", ())}

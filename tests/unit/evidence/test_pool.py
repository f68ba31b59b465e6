from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mailmend import pipeline
from mailmend.flow import run
from mailmend.model import Confidence, Diagnosis, Source, Told, TraceEntry
from mailmend.resolvers.world import World
from mailmend.sources.packaged import knowledge

NOW = datetime(2026, 11, 23, tzinfo=UTC)
WORLD = (
    'contoso.example. IN TXT "v=spf1 include:spf.protection.outlook.com -all"\n'
    "contoso.example. IN MX 0 contoso-example.mail.protection.outlook.com.\n"
    'spf.protection.outlook.com. IN TXT "v=spf1 ip4:40.107.0.0/16 ip4:52.100.0.0/15 -all"\n'
)
NDR = (
    "Generating server: DB9PR05MB7721.eurprd05.prod.outlook.com\n\nron@fabrikam.example\nmx1.fabrikam.example\n"
    "Remote Server returned '550 5.7.23 The message was rejected because of Sender Policy Framework violation -> "
    "550 5.7.1 SPF check failed{ip}'\n\nOriginal message headers:\n\nFrom: Anna <anna@contoso.example>\n"
    "To: <ron@fabrikam.example>\nSubject: Quote\nMessage-ID: <1@contoso.example>\n{more}"
)
REPORT = "X-Forefront-Antispam-Report: CIP:255.255.255.255;SCL:{scl};SFV:{sfv};CAT:NONE;DIR:OUT;{sfp}\n"


def judged(*, ip: str = "", more: str = "", trace: str | None = None) -> Diagnosis:
    entry = TraceEntry(line=1, message_id="<1@contoso.example>", recipient="ron@fabrikam.example")
    told = Told(now=NOW, trace=(replace(entry, verdict=trace),) if trace else ())
    source = Source(name="-", data=NDR.format(ip=f" for {ip}" if ip else "", more=more).encode())
    (bounce,) = pipeline.read(source, knowledge())
    world = World.parse(WORLD, path="test", read=str)
    (found,) = run(pipeline.consider(bounce, told, knowledge()), world.resolve)
    return found


@pytest.mark.parametrize("sfv", ["SPM", "SKS"])
def test_what_was_judged_spam_on_its_way_out_left_by_the_high_risk_pool(sfv: str) -> None:
    pool = judged(more=REPORT.format(scl=9, sfv=sfv, sfp="")).evidence.pool
    assert (pool.name, pool.confidence) == ("high-risk", Confidence.LIKELY)


@pytest.mark.parametrize(("trace", "name"), [("SPM", "high-risk"), ("SKS", "high-risk"), ("NSPM", "unknown")])
def test_the_verdict_of_a_trace_counts_and_the_lack_of_one_says_nothing(trace: str, name: str) -> None:
    assert judged(trace=trace).evidence.pool.name == name


def test_a_traced_verdict_confirms_what_was_measured() -> None:
    marked = REPORT.format(scl=1, sfv="NSPM", sfp="SFP:1501;")
    assert judged(more=marked).evidence.pool.confidence is Confidence.LIKELY
    assert judged(more=marked, trace="SPM").evidence.pool.confidence is Confidence.CERTAIN


def test_another_verdict_of_the_trace_is_said_as_what_speaks_against() -> None:
    found = judged(ip="52.100.174.230", trace="NSPM")
    (cause,) = found.causes
    assert cause.code == "MM-POOL-001"
    assert [doubt.says.code for doubt in cause.against] == ["MM-POOL-001.against"]


def test_a_relayed_message_stays_of_the_relay_pool_whatever_its_verdict() -> None:
    marked = REPORT.format(scl=9, sfv="SPM", sfp="SFP:1023;")
    assert judged(more=marked, trace="SPM").evidence.pool.name == "relay-high-risk"


def test_an_address_elsewhere_settles_it() -> None:
    assert judged(ip="203.0.113.9", trace="SPM").evidence.pool.name == "not-microsoft"

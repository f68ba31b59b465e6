from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailmend.dmarc import ReportedSource
from mailmend.dmarc.aggregate import parse_report
from mailmend.dmarc.reported import together

ROW = """<record><row><source_ip>{ip}</source_ip><count>{count}</count><policy_evaluated><disposition>none</disposition>
<dkim>{dkim}</dkim><spf>{spf}</spf></policy_evaluated></row><identifiers><header_from>{author}</header_from>
</identifiers><auth_results><spf><domain>{envelope}</domain><result>pass</result></spf></auth_results></record>"""


def report(*rows: str, namespace: str = "") -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f"{head}<feedback{namespace}><version>1.0</version>{''.join(rows)}</feedback>".encode()


def rows_of(data: bytes) -> tuple[ReportedSource, ...]:
    return parse_report(data).rows


def row(ip="203.0.113.7", count="12", dkim="pass", spf="fail", author="contoso.example", envelope="b.contoso.example"):
    return ROW.format(ip=ip, count=count, dkim=dkim, spf=spf, author=author, envelope=envelope)


SOURCE = ReportedSource(
    ip="203.0.113.7", header_from="contoso.example", spf_domain="b.contoso.example", spf=False, dkim=True, messages=12
)


@pytest.mark.parametrize("namespace", ["", ' xmlns="urn:ietf:params:xml:ns:dmarc-2.0"'])
def test_a_row(namespace):
    assert rows_of(report(row(), namespace=namespace)) == (SOURCE,)
    assert SOURCE.passed


METADATA = (
    "<report_metadata><org_name>fabrikam.example</org_name><email>dmarc@fabrikam.example</email><report_id>{id}"
    "</report_id><date_range><begin>1763424000</begin><end>1763510399</end></date_range></report_metadata>"
)


def test_a_report_is_known_by_who_wrote_it_its_name_and_its_time():
    parsed = parse_report(report(METADATA.format(id="a.7"), row()))
    assert parsed.identity == ("fabrikam.example", "a.7", "1763424000", "1763510399")
    assert parsed.rows == (SOURCE,)
    assert parse_report(report(METADATA.format(id=""), row())).identity == ()
    assert parse_report(report(row())).identity == ()


def test_prefixes_and_capitals_do_not_matter():
    text = report(row(author="Contoso.EXAMPLE.")).replace(b"feedback", b"d:feedback")
    assert rows_of(text) == (SOURCE,)


@pytest.mark.parametrize(
    "bad", [row(ip="nonsense"), row(count="many"), row(count="-1"), row(count="9" * 20), row(author=""), "<record/>"]
)
def test_a_row_that_cannot_be_read_is_left_out(bad):
    assert rows_of(report(bad, row())) == (SOURCE,)


def test_without_a_domain_of_spf_the_author_counts():
    text = report(row()).replace(b"<domain>b.contoso.example</domain>", b"")
    assert rows_of(text)[0].spf_domain == "contoso.example"


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"hello",
        b"<feedback>",
        b"<other>" + row().encode() + b"</other>",
        b'<!DOCTYPE feedback [<!ENTITY a "b">]>' + report(row())[38:],
        b'<!DOCTYPE feedback SYSTEM "http://192.0.2.1/x">' + report(row())[38:],
        report("<a>" * 100 + "</a>" * 100),
    ],
)
def test_what_is_no_report(text):
    assert rows_of(text) == ()


def test_entities_that_expand_without_end_are_refused_at_once():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(20)
    )
    start = time.perf_counter()
    assert rows_of(bomb + b"]><feedback>&t;</feedback>") == ()
    assert time.perf_counter() - start < 1


def test_equal_sources_are_added_up_and_the_largest_comes_first():
    other = rows_of(report(row(ip="203.0.113.9", count="20")))[0]
    found = together([SOURCE, other, SOURCE])
    assert [(each.ip, each.messages) for each in found] == [("203.0.113.7", 24), ("203.0.113.9", 20)]


@given(st.binary(max_size=300))
def test_any_bytes_end_in_an_answer(data):
    assert rows_of(b"<feedback>" + data) == ()

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailmend.authres import statements
from mailmend.mail import HeaderField, fields_in
from mailmend.span import Span


def stated(text):
    return statements(fields_in(text.encode()))


def test_microsofts_received_spf():
    (said,) = stated(
        "Received-SPF: Fail (protection.outlook.com: domain of contoso.com does not\r\n"
        " designate 203.0.113.7 as permitted sender) receiver=protection.outlook.com;\r\n"
        " client-ip=203.0.113.7; helo=mail.contoso.com;\r\n\r\n"
    )
    assert (said.kind, said.method, said.result, said.line) == ("received-spf", "spf", "fail", 1)
    assert (said.by, said.client_ip, said.helo) == ("protection.outlook.com", "203.0.113.7", "mail.contoso.com")
    assert said.envelope_from is None
    assert said.reason.startswith("protection.outlook.com: domain of contoso.com does not designate")


def test_googles_received_spf():
    (said,) = stated(
        "Received-SPF: softfail (google.com: domain of transitioning anna@contoso.com does not designate"
        " 2001:db8::7 as permitted sender) client-ip=2001:db8::7;\r\n\r\n"
    )
    assert (said.by, said.result, said.client_ip) == ("google.com", "softfail", "2001:db8::7")


def test_policyd_spfs_received_spf():
    (said,) = stated(
        "Received-SPF: Pass (mailfrom) identity=mailfrom; client-ip=203.0.113.7; helo=mx.contoso.com;"
        " envelope-from=anna@contoso.com; receiver=<UNKNOWN> \r\n\r\n"
    )
    assert (said.by, said.helo, said.envelope_from) == (None, "mx.contoso.com", "anna@contoso.com")
    assert ("identity", "mailfrom") in said.properties


def test_the_rfcs_example_of_a_problem():
    (said,) = stated(
        "Received-SPF: permerror (mybox.example.org: domain of myname@example.com uses a mechanism)"
        ' client-ip=192.0.2.1; envelope-from="myname@example.com"; helo=foo.example.com; problem="a; b"\r\n\r\n'
    )
    assert (said.by, said.envelope_from) == ("mybox.example.org", "myname@example.com")
    assert dict(said.properties)["problem"] == "a; b"


@pytest.mark.parametrize(
    "name", ["Authentication-Results", "X-MS-Exchange-Authentication-Results", "authentication-results-original"]
)
def test_microsofts_results_name_no_server(name):
    spf, dkim, dmarc, compauth = stated(
        f"{name}: spf=fail (sender IP is 203.0.113.7)\r\n"
        " smtp.mailfrom=contoso.com; dkim=none (message not signed)\r\n"
        " header.d=none;dmarc=fail action=none header.from=contoso.com;compauth=fail reason=001\r\n\r\n"
    )
    assert (spf.by, spf.result, spf.client_ip, spf.envelope_from) == (None, "fail", "203.0.113.7", "contoso.com")
    assert (dkim.result, dkim.client_ip, dkim.reason) == ("none", None, "message not signed")
    assert dmarc.properties == (("action", "none"), ("header.from", "contoso.com"))
    assert (compauth.method, compauth.reason) == ("compauth", "001")
    assert spf.kind == ("ms-authentication-results" if name.startswith("X") else "authentication-results")


def test_googles_arc_results():
    dkim, spf, dmarc = stated(
        "ARC-Authentication-Results: i=1; mx.google.com; dkim=pass header.i=@contoso.com header.s=s1 header.b=a/b+c;"
        " spf=pass (google.com: domain of anna@contoso.com designates 203.0.113.7 as permitted sender)"
        " smtp.mailfrom=anna@contoso.com; dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=contoso.com\r\n\r\n"
    )
    assert {said.by for said in (dkim, spf, dmarc)} == {"mx.google.com"}
    assert {said.kind for said in (dkim, spf, dmarc)} == {"arc-authentication-results"}
    assert (spf.client_ip, spf.envelope_from) == ("203.0.113.7", "anna@contoso.com")
    assert dmarc.reason == "p=NONE sp=NONE dis=NONE"


def test_rfc_8601_with_all_its_freedom():
    auth, spf = stated(
        "Authentication-Results: foo.example.net (foobar) 1 (baz);\r\n"
        ' dkim/1 (Because I like it) = (wait for it) fail policy.expired=1362471462 reason="old; (very)"; \r\n'
        " spf=neutral\r\n\r\n"
    )
    assert (auth.by, auth.method, auth.result) == ("foo.example.net", "dkim", "fail")
    assert dict(auth.properties) == {"policy.expired": "1362471462", "reason": "old; (very)"}
    assert (spf.method, spf.result) == ("spf", "neutral")


def test_iprev_states_the_address():
    (said,) = stated("Authentication-Results: mx.example; iprev=pass policy.iprev=192.0.2.200 (mail.example)\r\n\r\n")
    assert (said.method, said.client_ip) == ("iprev", "192.0.2.200")


def test_a_forgotten_semicolon_does_not_join_two_methods():
    spf, dkim = stated("Authentication-Results: mx.example; spf=pass smtp.mailfrom=a.example (ok) dkim=fail\r\n\r\n")
    assert (spf.properties, dkim.result) == ((("smtp.mailfrom", "a.example"),), "fail")
    assert (spf.reason, dkim.reason) == ("ok", None)


def test_no_result_states_nothing():
    assert stated("Authentication-Results: mx.example.org 1; none\r\nReceived-SPF:\r\nSubject: spf=pass\r\n\r\n") == ()


def test_a_comment_without_address_gives_none():
    (said,) = stated("Authentication-Results: spf=none (sender IP is ) smtp.mailfrom=<>;\r\n\r\n")
    assert (said.client_ip, said.envelope_from) == (None, None)


@given(
    st.sampled_from(["Received-SPF", "Authentication-Results", "ARC-Authentication-Results"]),
    st.text(alphabet='spf=ail;()"\\ .i1<>:@%') | st.text(),
)
def test_any_value_ends_in_statements(name, value):
    for said in statements([HeaderField(name=name, value=value, line=1, span=Span(0, 0))]):
        assert said.method

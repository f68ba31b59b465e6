from __future__ import annotations

import json

import pytest

from mailmend.model import Basis, Kind
from tests.unit.dialects.bounces import read

SES = {
    "notificationType": "Bounce",
    "bounce": {
        "bounceType": "Permanent",
        "bounceSubType": "General",
        "reportingMTA": "dns; a8-60.smtp-out.amazonses.com",
        "bouncedRecipients": [
            {
                "emailAddress": "Bob <bob@fabrikam.example>",
                "status": "5.7.23",
                "action": "failed",
                "diagnosticCode": "smtp; 550 5.7.23 SPF fail: 203.0.113.7 is not permitted",
            }
        ],
        "timestamp": "2026-11-23T10:14:00.237Z",
        "remoteMtaIp": "192.0.2.25",
    },
    "mail": {
        "source": "anna@contoso.com",
        "sourceIp": "198.51.100.9",
        "destination": ["bob@fabrikam.example"],
        "commonHeaders": {"from": ["Anna <anna@contoso.com>"], "messageId": "<1@contoso.com>", "subject": "Quote"},
    },
}
SENDGRID = [
    {
        "email": "bob@fabrikam.example",
        "timestamp": 1795428840,
        "smtp-id": "<1@contoso.com>",
        "event": "bounce",
        "sg_event_id": "a",
        "reason": "550 5.7.23 SPF fail: 203.0.113.7 is not permitted",
        "status": "5.7.23",
        "ip": "198.51.100.9",
    },
    {"email": "bob@fabrikam.example", "event": "open", "sg_event_id": "b"},
]
MAILGUN = {
    "signature": {"token": "x"},
    "event-data": {
        "event": "failed",
        "severity": "permanent",
        "timestamp": 1795428840.5,
        "recipient": "bob@fabrikam.example",
        "envelope": {"sender": "anna@contoso.com", "sending-ip": "198.51.100.9"},
        "delivery-status": {
            "code": 550,
            "message": "5.7.23 SPF fail: 203.0.113.7 is not permitted",
            "mx-host": "mx1.fabrikam.example",
        },
        "message": {"headers": {"message-id": "<1@contoso.com>", "from": "anna@contoso.com", "subject": "Quote"}},
    },
}
POSTMARK = {
    "RecordType": "Bounce",
    "Type": "HardBounce",
    "TypeCode": 1,
    "Description": "The server was unable to deliver your message.",
    "Details": "smtp;550 5.7.23 SPF fail: 203.0.113.7 is not permitted",
    "Email": "bob@fabrikam.example",
    "From": "anna@contoso.com",
    "BouncedAt": "2026-11-23T10:14:00.9070259Z",
    "Subject": "Quote",
}
SPARKPOST = [
    {
        "msys": {
            "message_event": {
                "type": "bounce",
                "bounce_class": "25",
                "raw_reason": "550 5.7.23 SPF fail: 203.0.113.7 is not permitted",
                "rcpt_to": "bob@fabrikam.example",
                "msg_from": "anna@contoso.com",
                "friendly_from": "anna@contoso.com",
                "ip_address": "192.0.2.25",
                "sending_ip": "198.51.100.9",
                "timestamp": "1795428840",
            }
        }
    }
]
EVENTS = [
    (SES, "amazon-ses-event"),
    (SENDGRID, "sendgrid-event"),
    (MAILGUN, "mailgun-event"),
    (POSTMARK, "postmark-event"),
    (SPARKPOST, "sparkpost-event"),
]


def envelopes(event):
    yield event
    yield {"Type": "Notification", "Message": json.dumps(event)}
    yield {"Records": [{"Sns": {"Message": json.dumps(event)}}]}
    yield {"Records": [{"body": json.dumps({"Message": json.dumps(event)})}]}
    yield {"version": "0", "source": "aws.ses", "detail": {**event, "notificationType": None, "eventType": "Bounce"}}
    yield [event]


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize(("event", "dialect"), EVENTS, ids=[dialect for _, dialect in EVENTS])
def test_every_service_tells_who_refused_whom_and_why(event, dialect, indent):
    text = json.dumps(event, indent=indent)
    (found,) = read(text)
    tried = found.attempt
    assert (found.kind, found.dialect, found.date.isoformat()[:10]) == (Kind.BOUNCE, dialect, "2026-11-23")
    assert (tried.recipient, tried.action, tried.status, tried.reply) == (
        "bob@fabrikam.example", "failed", "5.7.23", "550",
    )  # fmt: skip
    assert tried.text == "SPF fail: 203.0.113.7 is not permitted"
    # What the far server says it saw, never the address that the service says it sent from.
    assert tried.client_ip == "203.0.113.7"
    for name, said in (("recipient", "bob@fabrikam.example"), ("text", "SPF fail"), ("client_ip", "203.0.113.7")):
        assert said in text.split("\n")[tried.quote(name).line - 1]


@pytest.mark.parametrize("event", list(envelopes(SES)))
def test_amazon_wraps_its_events_in_many_ways(event):
    (found,) = read(json.dumps(event))
    assert (found.attempt.recipient, found.attempt.status) == ("bob@fabrikam.example", "5.7.23")
    assert (found.reporting_mta, found.attempt.remote_ip) == ("a8-60.smtp-out.amazonses.com", "192.0.2.25")
    # The source is not what stands on the wire.
    assert (found.original.mail_from, found.original.mail_from_basis) == ("anna@contoso.com", Basis.ASSUMED)
    assert found.original.message_id == "<1@contoso.com>"
    assert found.attempt.quote("text").line == 1


@pytest.mark.parametrize("between", ["\n", "", ",", "\r\n\r\n"])
def test_several_events_come_one_by_one(between):
    text = json.dumps(SES)
    found = read(between.join((text, text.replace("bob@", "eve@"), text)))
    assert [each.attempt.recipient[:3] for each in found] == ["bob", "eve", "bob"]


def test_one_event_a_line_knows_its_line():
    found = read("\n".join(json.dumps(SES) for _ in range(5)))
    assert [each.attempt.quote("recipient").line for each in found] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("event", "kind", "action"),
    [
        ({**SENDGRID[0], "event": "deferred", "response": "451 4.7.1 later", "reason": None}, Kind.DELAYED, "delayed"),
        ({**SENDGRID[0], "event": "delivered", "reason": "250 OK"}, Kind.DELIVERED, "delivered"),
        ({**SENDGRID[0], "event": "spamreport"}, Kind.FEEDBACK, None),
        ({**SES, "notificationType": "Complaint", "complaint": {}}, Kind.FEEDBACK, None),
        ({**SES, "notificationType": "DeliveryDelay", "deliveryDelay": {}}, Kind.DELAYED, "delayed"),
        ({**SES, "notificationType": "Delivery", "delivery": {}}, Kind.DELIVERED, "delivered"),
        ({**POSTMARK, "Type": "Transient"}, Kind.DELAYED, "delayed"),
        ({**POSTMARK, "Type": "SpamComplaint", "RecordType": "SpamComplaint"}, Kind.FEEDBACK, None),
        ({"event-data": {**MAILGUN["event-data"], "severity": "temporary"}}, Kind.DELAYED, "delayed"),
        ({"event-data": {**MAILGUN["event-data"], "event": "complained"}}, Kind.FEEDBACK, None),
    ],
)
def test_what_is_no_bounce_is_named_as_what_it_is(event, kind, action):
    (found,) = read(json.dumps(event))
    assert (found.kind, found.attempt.action) == (kind, action)
    assert found.attempt.recipient == "bob@fabrikam.example"


def test_a_code_of_the_services_own_is_no_reply():
    event = json.loads(json.dumps(MAILGUN))
    event["event-data"]["delivery-status"] = {"code": 605, "message": "Not delivering to previously bounced address"}
    (found,) = read(json.dumps(event))
    assert (found.attempt.reply, found.attempt.status) == (None, None)


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[" * 100_000,
        '{"a":' * 50_000,
        "[" + "9" * 100_000 + "]",
        '{"notificationType": "Bounce", "mail": 7}',
        '{"notificationType": "Bounce", "mail": {"commonHeaders": {"from": 7}}, "bounce": {"bouncedRecipients": [7]}}',
        '{"event": "bounce", "sg_event_id": [], "email": {}}',
        '{"msys": {"message_event": {"type": {}}}}',
        '{"event-data": {"event": "failed", "recipient": "a@b.example", "delivery-status": {"code": 1e999}}}',
        '{"event": "bounce", "sg_event_id": "x", "timestamp": 99999999999}',
        '{"event": "bounce", "sg_event_id": "x", "reason": "\\ud800 550"}',
    ],
)
def test_any_json_ends_in_an_answer(text):
    assert len(read(text)) == 1

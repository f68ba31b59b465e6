"""Outlook files for tests, written by the library: a report as Outlook keeps it, and a plain mail."""

from __future__ import annotations

from aspose.email_foss.msg import MapiMessage, PropertyTypeCode

TEXT = PropertyTypeCode.PTYP_STRING
WORDS = (
    "550 5.7.23 The message was rejected because of Sender Policy Framework violation -> 550 5.7.1 [203.0.113.7] is "
    "not authorized to send mail for contoso.com (SPF fail)"
)


def ndr(words: str = WORDS, *, text: str = "Delivery has failed to these recipients or groups:\r\n\r\n") -> MapiMessage:
    """REPORT.IPM.Note.NDR: the fields of the report lie in the item and in its table of recipients."""
    message = MapiMessage.create(subject="Undeliverable: Quote 4411", body=text)
    message.message_class = "REPORT.IPM.Note.NDR"
    message.set_property(0x6820, TEXT, "dns;AM6PR01MB1234.eurprd01.prod.exchangelabs.com")
    message.set_property(0x0049, TEXT, "Quote 4411")
    message.set_property(0x1046, TEXT, "<4411@contoso.com>")
    message.set_property(
        0x007D,
        TEXT,
        "Received: from a.example by b.example; Mon, 23 Nov 2026 10:14:00 +0000\r\nFrom: postmaster@contoso.com\r\n"
        "To: anna@contoso.com\r\nSubject: Undeliverable: Quote 4411\r\nDate: Mon, 23 Nov 2026 10:14:00 +0000\r\n"
        'Content-Type: multipart/report;\r\n\tboundary="gone"\r\nMIME-Version: 1.0\r\n'
        "X-MS-Exchange-Message-Is-Ndr: \r\n",
    )
    recipient = message.add_recipient("ronald@fabrikam.example", display_name="Ronald")
    recipient.set_property(0x39FE, TEXT, "ronald@fabrikam.example")
    recipient.set_property(0x0C21, TEXT, "dns;mx1.fabrikam.example")
    recipient.set_property(0x0C1B, TEXT, f"<mx1.fabrikam.example #5.7.23 smtp;{words}>")
    return message


def returned() -> MapiMessage:
    """The message that came back, as it is embedded in a report."""
    message = MapiMessage.create(subject="Quote 4411", body="Dear Ronald")
    message.set_property(
        0x007D,
        TEXT,
        "Return-Path: <anna@contoso.com>\r\nFrom: Anna <anna@contoso.com>\r\nTo: ronald@fabrikam.example\r\n"
        "Message-ID: <4411@contoso.com>\r\n",
    )
    return message


def with_attached(message: MapiMessage) -> MapiMessage:
    """``message`` with the one that came back embedded in it."""
    message.add_embedded_message_attachment(returned())
    return message

"""Failures in records whose values have names: columns of a table, members of an object, whoever chose the names.

Services name the same few things alike: who failed, who sent, what the server said, with which codes, and which server
it was. Names are compared without case, blanks and punctuation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from mailmend import smtp
from mailmend.dialects.reading.attempt import attempt
from mailmend.dialects.reading.words import Place
from mailmend.frozen import frozen
from mailmend.mail import addresses
from mailmend.mail.phrases import Phrases
from mailmend.model import DeliveryAttempt, Kind
from mailmend.pattern import pattern
from mailmend.smtp.client import canonical

_NAMES = {
    "recipient": "recipient recipients recipientaddress rcpt rcptto to toaddress toemail email emailaddress"
    " bouncedaddress address destination emailto recipientemail empfänger destinataire destinatario destinatário"
    " odbiorca ontvanger destinatar příjemce",
    "sender": "sender senderaddress senderemail from fromaddress fromemail mailfrom envelopefrom envelopesender orig"
    " originator returnpath msgfrom absender expéditeur remitente mittente remetente nadawca afzender expeditor"
    " odesílatel",
    "words": "diag diagnostic diagnosticcode dsndiag smtpresponse smtpreply smtperror response reason bouncereason"
    " bouncedescription bouncemessage description message error errormessage details detail comment content text"
    " antwort fehler fehlermeldung grund erreur motif réponse respuesta motivo errore risposta eroare răspuns motiv"
    " failurereason lasterror reply errordescription smtpmessage servermessage bounceerror",
    "code": "code errorcode smtpcode statuscode replycode responsecode smtpstatus smtpreplycode",
    "status": "status enhancedcode enhancedstatus enhancedstatuscode dsn dsnstatus dsncode extendedstatus",
    "host": "host mx mxhost mxhostname remotemta remotehost remoteserver dsnmta relay destinationhost server peername",
    "kind": "event eventtype eventname type recordtype status state result action dsnaction bouncetype bounceclass"
    " bouncecategory outcome deliverystatus",
    "message_id": "messageid msgid smtpid headermessageid internetmessageid",
    "subject": "subject messagesubject",
    "time": "timestamp time date timelogged createdat bouncedat occurredat eventtime datetime",
}
_MEANING = {name: tuple(names.split()) for name, names in _NAMES.items()}
_PLAIN = pattern(r"[\W_]+")
_STATUS = pattern(r"\A\s*([245]\.\d{1,3}\.\d{1,3})\b")
_CODE = pattern(r"\A\s*([245]\d\d)\s*\Z")
_HOST = pattern(r"\A\s*([A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,250}[A-Za-z0-9_])?)\.?(?:\s*[\[(]([0-9A-Fa-f:.]{3,45})[\])])?")
_TYPED = pattern(r"\A\s*(?:smtp|dns|x-[a-z-]{1,30})\s?;\s?", re.IGNORECASE)
# Words that only deliveries have; "failed" and "error" are said of payments too.
_BOUNCED = Phrases(r"\b(?:hard|soft)?[ _-]?bounced?\b|bounce[ds]?\b|undeliver|\bpreblocked\b|out_of_band")
_FAILED = Phrases(r"^hard$|^soft$|fehl|fail|reject|block|drop|error|invalid|permanent|refus|expired|^b$")
_PUT_OFF = Phrases(r"defer|delay|transient|temporar|retry|^tq?$")
_DELIVERED = Phrases(r"^(?:[a-z.]{0,20}[._])?(?:deliver(?:y|ed)|sent|success|relayed|d)$")
_REFUSING = ("4", "5")
_ACTIONS = {Kind.BOUNCE: "failed", Kind.DELAYED: "delayed", Kind.DELIVERED: "delivered"}


@frozen
class Named:
    """What a record tells, in the words of :data:`_NAMES`; ``kind`` is None where it tells of no delivery."""

    kind: Kind | None
    recipient: str | None
    sender: str | None
    words: str | None
    status: str | None
    host: str | None
    ip: str | None
    message_id: str | None
    subject: str | None
    time: str | None

    def attempt(self, place: Place) -> DeliveryAttempt:
        """The attempt that it tells of; everything stands at ``place``."""
        said = {"recipient": self.recipient, "status": self.status, "remote_mta": self.host, "remote_ip": self.ip}
        return attempt(
            recipient=self.recipient,
            words=self.words,
            place=place,
            action=_ACTIONS.get(self.kind or Kind.BOUNCE, "failed"),
            status=self.status,
            remote_mta=self.host,
            remote_ip=self.ip,
            quotes={name: place.quote(value) for name, value in said.items() if value},
        )


def plain_name(name: str) -> str:
    """``name`` as names are compared: ``Recipient-Address`` and ``recipient_address`` are the same."""
    return _PLAIN.sub("", name.lower())


def names_deliveries(names: Iterable[str]) -> bool:
    """Whether records with these names can tell of failed deliveries: who failed, and what was said."""
    known = {plain_name(name) for name in names}
    return bool(known.intersection(_MEANING["recipient"]) and known.intersection(_MEANING["words"]))


def told_by(pairs: Iterable[tuple[str, str]]) -> Named:
    """What the named values tell; of several with the same name the first that says something counts."""
    values: dict[str, str] = {}
    for name, value in pairs:
        if value.strip():
            values.setdefault(plain_name(name), value.strip())
    recipient, sender = (_address(values, name) for name in ("recipient", "sender"))
    status = next((found[1] for value in _all(values, "status") if (found := _STATUS.match(value))), None)
    words = _words(values, status)
    host = next((found for value in _all(values, "host") if (found := _HOST.match(_TYPED.sub("", value)))), None)
    return Named(
        kind=_kind(values, words) if recipient else None,
        recipient=recipient,
        sender=sender,
        words=words,
        status=status,
        host=host[1] if host and "." in host[1] and canonical(host[1]) is None else None,
        ip=canonical(host[2] or host[1]) if host else None,
        message_id=next(iter(_all(values, "message_id")), None),
        subject=next(iter(_all(values, "subject")), None),
        time=next(iter(_all(values, "time")), None),
    )


def _all(values: Mapping[str, str], meaning: str) -> list[str]:
    return [values[name] for name in _MEANING[meaning] if name in values]


def _address(values: Mapping[str, str], meaning: str) -> str | None:
    return next((found[0] for value in _all(values, meaning) if (found := addresses(value[:2_000]))), None)


def _words(values: Mapping[str, str], status: str | None) -> str | None:
    """What the server said: the text with a reply in it, else the first; its code may stand in a value of its own."""
    said = [_TYPED.sub("", value) for value in _all(values, "words") if not _CODE.match(value)]
    whole = next((words for words in said if smtp.find_reply(words) is not None), None)
    if whole is not None or not said:
        return whole
    best = next((words for words in said if smtp.find_status(words)), said[0])
    code = next((found[1] for value in _all(values, "code") if (found := _CODE.match(value))), None)
    if code is None:
        return best
    beside = f" {status}" if status and status not in best and status[0] == code[0] else ""
    return f"{code}{beside} {best}"


def _kind(values: Mapping[str, str], words: str | None) -> Kind | None:
    """What happened, by the words for it; what is said of other things than mail counts only with a server's reply."""
    events = _all(values, "kind")
    reply = smtp.parse(words or "")
    # A code in a value of its own may be of anything.
    own = any((words or "") == value or (words or "") == _TYPED.sub("", value) for value in _all(values, "words"))
    refused = (
        bool((reply.code or "")[:1] in _REFUSING and (own or reply.status)) or (reply.status or "")[:1] in _REFUSING
    )
    # Mailjet blocks whom it knows to bounce, without asking his server.
    if any(_BOUNCED.search(event) for event in events) or words == "preblocked":
        return Kind.BOUNCE
    if any(_PUT_OFF.search(event) for event in events) and refused:
        return Kind.DELAYED
    if refused and (not events or any(_FAILED.search(event) or _STATUS.match(event) for event in events)):
        return Kind.BOUNCE
    if any(_DELIVERED.search(event) for event in events) and reply.code and reply.code[0] == "2":
        return Kind.DELIVERED
    return None

"""What every letter is made from: whose it is, the refusal as the receiver's log has it, the reader's language."""

from __future__ import annotations

from mailmend.model import DeliveryAttempt, Evidence
from mailmend.pattern import pattern
from mailmend.phrase import Phrase, phrase

WORDS = {
    "when": "Time: {when}",
    "message": "Message-ID: {message_id}",
    "server": "Sent by: {server}",
    "client": "Address you saw: {client_ip}",
    "checked": "Identity checked: {identity} {domain}",
    "result": "Result: {result}",
}
_LONGEST_QUOTE = 600
_LONGEST = 200
_HOST_NAME = pattern(r"[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_])?")
# Top-level domains whose readers surely have a language that letters are written in.
_LANGUAGES = {"ro": "ro", "md": "ro", "de": "de", "at": "de"}
_IDENTITIES = {"mfrom": "MAIL FROM", "helo": "HELO"}


def receiver_of(evidence: Evidence) -> str:
    """The recipient's domain, empty where it is not known or cannot stand in an address."""
    return host_name(evidence.attempt.recipient)


def host_name(address: str | None) -> str:
    """The domain of ``address`` where it can stand in a header, else nothing: the address comes from a stranger."""
    domain = (address or "").rpartition("@")[2].rstrip(".").lower()
    return domain if _HOST_NAME.fullmatch(domain) else ""


def language_of(domain: str) -> str:
    """The language of whoever runs ``domain``, by its top-level domain; English where that does not tell."""
    return _LANGUAGES.get(domain.rpartition(".")[2], "en")


def facts(evidence: Evidence) -> dict[str, str]:
    """What can be filled into a letter; what is not known is empty."""
    checked, client, attempt = evidence.spf, evidence.client, evidence.attempt
    receiver = receiver_of(evidence)
    date = evidence.told.at or evidence.bounce.date
    return {
        "receiver": receiver,
        "host": attempt.remote_mta or receiver,
        "sender": evidence.identities.mail_from or (checked.domain if checked else ""),
        "recipient": attempt.recipient or "",
        "when": f"{date:%Y-%m-%d %H:%M:%S %Z}" if date else "",
        "quote": quote(attempt),
        "client_ip": client.ip if client else "",
        "domain": checked.domain if checked else "",
        "identity": _IDENTITIES.get(checked.identity, checked.identity) if checked else "",
        "result": str(checked.result) if checked and checked.result else "",
        "record": checked.records[0].text if checked and checked.records else "",
        "message_id": (evidence.bounce.original.message_id or "")[:_LONGEST],
        "server": (evidence.bounce.reporting_mta or "")[:_LONGEST],
    }


def details(known: dict[str, str]) -> tuple[Phrase, ...]:
    """The lines by which the reader finds the refusal in a log; only what is known."""
    needs = {"when": "when", "message": "message_id", "server": "server", "client": "client_ip", "result": "result"}
    lines = [phrase(f"letters.{key}", known) for key, name in needs.items() if known[name]]
    if known["domain"] and known["identity"]:
        lines.append(phrase("letters.checked", known))
    return tuple(lines)


def quote(attempt: DeliveryAttempt) -> str:
    """The refusal as the receiver's log has it: code, status, words."""
    said = attempt.remote or attempt
    words = " ".join((attempt.said).split())
    return " ".join(part for part in (said.reply, said.status, words) if part)[:_LONGEST_QUOTE]

"""Systems that have no dialect of their own: what the general readers make of their words."""

from __future__ import annotations

from tests.unit.dialects.styles import ORIGINAL, Style


def words(name, text, **expected):
    """A report in words that names no system that is known."""
    return Style(name=f"words: {name}", dialect="text-report", words=text, **expected)


STYLES = (
    words(
        "IMail: the reason before the address",
        "User mailbox exceeds allowed size: bob@fabrikam.example\n\nOriginal message follows.\n\n" + ORIGINAL,
        sender="Postmaster <postmaster@fabrikam.example>",
        subject="Undeliverable mail",
        category="mailbox-full",
    ),
    words(
        "IMail: an unknown host",
        "Unknown host: bob@fabrikam.example\n\nOriginal message follows.\n\n" + ORIGINAL,
        sender="Postmaster <postmaster@fabrikam.example>",
        subject="Undeliverable mail",
        category="host-unknown",
    ),
    words(
        "MDaemon: a transcript of the session",
        "The attached message had PERMANENT fatal delivery errors!\n\n"
        "After one or more unsuccessful delivery attempts the attached message has\nbeen removed from the mail queue"
        " on this server.\n\nFailed address: bob@fabrikam.example\n\n"
        "--- Session Transcript ---\n Mon 2026-11-23 18:52:31: --> MAIL From:<anna@contoso.example>\n"
        " Mon 2026-11-23 18:52:31: <-- 250 OK\n Mon 2026-11-23 18:52:31: --> RCPT To:<bob@fabrikam.example>\n"
        " Mon 2026-11-23 18:52:31: <-- 550 5.1.1 User unknown\n--- End Transcript ---\n",
        sender="MDaemon at fabrikam.example <MDaemon@fabrikam.example>",
        subject="Permanent Delivery Failure",
        status="5.1.1",
        reply="550",
    ),
    words(
        "hMailServer: the address, then the server's words",
        "Your message did not reach some or all of the intended recipients.\n\n   Sent: Mon, 23 Nov 2026 18:52:28\n"
        "   Subject: hello\n\nThe following recipient(s) could not be reached:\n\nbob@fabrikam.example\n"
        "   Error Type: SMTP\n   Remote server (192.0.2.25) issued an error.\n"
        "   hMailServer sent: RCPT TO:<bob@fabrikam.example>\n"
        "   Remote server replied: 550 5.1.1 <bob@fabrikam.example> no such user\n\n\nhMailServer\n",
        sender="mailer-daemon@fabrikam.example",
        subject="Message undeliverable: hello",
        status="5.1.1",
        reply="550",
    ),
    words(
        "Openwave Email Mx: the reason above the address",
        "This Message was undeliverable due to the following reason:\n\nYour message was not delivered because the"
        " return address was refused.\n\nThe return address was '<anna@contoso.example>'\n\n"
        "<bob@fabrikam.example>\n\nPlease reply to Postmaster@fabrikam.example\n"
        "if you feel this message to be in error.\n",
        sender="Mail Administrator <Postmaster@fabrikam.example>",
        subject="Mail System Error - Returned Mail",
        category="sender-rejected",
    ),
    words(
        "a gateway that puts a reason behind a label",
        "We could not deliver your mail.\n\nRecipient: bob@fabrikam.example\nReason: mailbox full\n",
        subject="Delivery failure",
        category="mailbox-full",
    ),
    words(
        "Smartermail: could not deliver",
        "Could not deliver message to the following recipient(s):\n\nFailed Recipient: bob@fabrikam.example\n"
        "Reason: Remote host said: 550 No such user\n\n   -- The header and top 20 lines of the message follows --\n\n"
        + ORIGINAL,
        sender="System Administrator <postmaster@fabrikam.example>",
        subject="Delivery Failure",
        reply="550",
    ),
    words(
        "German words of a gateway",
        "Ihre Nachricht konnte nicht zugestellt werden.\n\nEmpfänger: bob@fabrikam.example\n"
        "Grund: Das Postfach des Empfängers ist voll.\n",
        subject="Unzustellbar: hello",
        sender="Mailer-Daemon <mailer-daemon@fabrikam.example>",
        category="mailbox-full",
    ),
    words(
        "Spanish words of a gateway",
        "No se ha podido entregar su mensaje a:\n\nbob@fabrikam.example\n\nMotivo: el usuario no existe.\n",
        subject="No entregado: hello",
        sender="Postmaster <postmaster@fabrikam.example>",
    ),
    words(
        "French words of a gateway",
        "Votre message n'a pas pu être remis au destinataire suivant :\n\nbob@fabrikam.example :"
        " la boîte aux lettres est pleine\n",
        subject="Message non remis",
        sender="Postmaster <postmaster@fabrikam.example>",
        category="mailbox-full",
    ),
    words(
        "Polish words of a gateway",
        "Twoja wiadomość nie została dostarczona.\n\n<bob@fabrikam.example>: 550 Nie ma takiego użytkownika\n",
        subject="Undelivered mail",
        sender="Mailer-Daemon <mailer-daemon@fabrikam.example>",
        reply="550",
    ),
    words(
        "a list that takes mail of its members only",
        "Your message to list@fabrikam.example was rejected.\n\n"
        "You are not a member of this mailing list <list@fabrikam.example>.\n",
        subject="NOT MEMBER article from anna@contoso.example",
        sender="list-admin@fabrikam.example",
        recipients=("list@fabrikam.example",),
        category="sender-rejected",
        owner="sender-user",
    ),
    words(
        "Mirapoint: rejected by the far server",
        "Your message could not be sent.\nA transcript of the attempts to send the message follows.\n"
        "The number of attempts made: 1\nAddressed To: bob@fabrikam.example\n\n"
        "Mon 23 Nov 2026 18:52:31\nFailed to send to identified host,\n"
        "bob@fabrikam.example: [192.0.2.25], 550 bob@fabrikam.example... No such user\n--- Message non-deliverable.\n",
        subject="Mail Delivery Failed",
        reply="550",
    ),
    words(
        "a web mailer that gave up",
        "Your message to bob@fabrikam.example could not be delivered because the mail server of the recipient did not"
        " respond for 5 days.\n",
        subject="Delivery failed",
        category="expired",
    ),
    Style(
        name="fields: delayed",
        dialect="rfc3464",
        kind="delayed",
        words="Your message has not yet been delivered to bob@fabrikam.example.",
        report=(
            "Reporting-MTA: dns; relay.contoso.example\n\nFinal-Recipient: rfc822; bob@fabrikam.example\n"
            "Action: delayed\nStatus: 4.4.1\nRemote-MTA: dns; mx.fabrikam.example\n"
            "Diagnostic-Code: smtp; connect to mx.fabrikam.example[192.0.2.25]:25: Connection timed out\n"
            "Will-Retry-Until: Sat, 28 Nov 2026 18:52:30 +0000"
        ),
        status="4.4.1",
        remote_mta="mx.fabrikam.example",
        reporting_mta="relay.contoso.example",
        category="expired",
        owner="transient",
    ),
    Style(
        name="fields: the sender's own server finds no such domain",
        dialect="rfc3464",
        words="Host not found.",
        report=(
            "Reporting-MTA: dns; relay.contoso.example\n\nFinal-Recipient: rfc822; bob@fabrikam.example\n"
            "Action: failed\nStatus: 5.4.4\nDiagnostic-Code: X-Relay; Host or domain name not found. Name service"
            " error for name=fabrikam.example type=A: Host not found"
        ),
        status="5.4.4",
        reporting_mta="relay.contoso.example",
        category="host-unknown",
        owner="sender-user",
    ),
    Style(
        name="fields: the sender's own server finds the message too large",
        dialect="rfc3464",
        words="The message is too large.",
        report=(
            "Reporting-MTA: dns; relay.contoso.example\n\nFinal-Recipient: rfc822; bob@fabrikam.example\n"
            "Action: failed\nStatus: 5.3.4\n"
            "Diagnostic-Code: X-Relay; message size 30000000 exceeds size limit 10240000 of server\n"
            " mx.fabrikam.example[192.0.2.25]"
        ),
        status="5.3.4",
        reporting_mta="relay.contoso.example",
        category="size",
        owner="sender-user",
    ),
    Style(
        name="fields: a reply of another class than the status",
        dialect="rfc3464",
        words="The server refused to talk to us.",
        report=(
            "Reporting-MTA: dns; relay.contoso.example\n\nFinal-Recipient: rfc822; bob@fabrikam.example\n"
            "Action: failed\nStatus: 4.0.0\nRemote-MTA: dns; mx.fabrikam.example\n"
            "Diagnostic-Code: smtp; 554 mx.fabrikam.example, no SMTP service here for 203.0.113.7, which is blacklisted"
        ),
        status="4.0.0",
        reporting_mta="relay.contoso.example",
        remote_mta="mx.fabrikam.example",
        category="reputation",
        more={"client_ip": "203.0.113.7"},
    ),
    Style(
        name="fields: a number that is no reply code",
        dialect="rfc3464",
        words="Rejected.",
        report=(
            "Reporting-MTA: dns; relay.contoso.example\n\nFinal-Recipient: rfc822; bob@fabrikam.example\n"
            "Action: failed\nStatus: 5.0.0\nRemote-MTA: dns; mx.fabrikam.example\n"
            "Diagnostic-Code: smtp; 549 user unknown"
        ),
        status="5.0.0",
        reporting_mta="relay.contoso.example",
        remote_mta="mx.fabrikam.example",
    ),
    Style(
        name="fml: the list in a sentence, and help below",
        dialect="fml",
        sender="list-admin@fabrikam.example",
        subject="You anna@contoso.example are not member (list ML)",
        fields="X-MLServer: fml [fml 4.0.3 release (20011202/4.0.3)]\n",
        words=(
            "You are not a member of this mailing list <list@fabrikam.example>.\n\n"
            "For the guide of this list send mail with the mail body\n\n\tguide\n\nto the address\n\n"
            "\tlist-ctl@fabrikam.example\n\nin any case of letters.\n"
        ),
        recipients=("list@fabrikam.example",),
        category="sender-rejected",
        owner="sender-user",
    ),
    Style(
        name="m-filter: the command in a section of its own",
        dialect="text-report",
        sender="",
        subject="failure notice",
        fields="X-Mailer: m-FILTER\n",
        words=(
            "This mail could not be sent.\n\nDelivery failed to the following address.\nbob@fabrikam.example\n\n\n"
            "-------server message\n550 bob@fabrikam.example... No such user\n\n-------SMTP command\nDATA\n\n"
            "-------original mail info\nFrom: anna@contoso.example\nSubject: hello\n"
        ),
        reply="550",
        category="recipient-filtered",
        owner="sender-user",
        more={"command": "DATA"},
    ),
    Style(
        name="fields: a status that names nothing, and the reason in the words alone",
        dialect="rfc3464",
        words=(
            "** Address not found **\n\nYour message wasn't delivered to bob@fabrikam.example because the address "
            "couldn't be found. Check for typos or unnecessary spaces and try again."
        ),
        report=(
            "Reporting-MTA: dns; relay.contoso.example\n\nFinal-Recipient: rfc822; bob@fabrikam.example\n"
            "Action: failed\nStatus: 5.0.0\n"
        ),
        status="5.0.0",
        reporting_mta="relay.contoso.example",
        category="recipient-unknown",
    ),
)

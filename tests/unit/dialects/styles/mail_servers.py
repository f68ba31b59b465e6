"""Servers that people run: Exim, sendmail, qmail, Courier, Exchange Server, Domino, GroupWise and others."""

from __future__ import annotations

from tests.unit.dialects.styles import ORIGINAL, Style

EXIM = (
    """\
This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

{}

------ This is a copy of the message, including all the headers. ------

"""
    + ORIGINAL
)
QMAIL = (
    """\
Hi. This is the qmail-send program at mail.fabrikam.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

{}

--- Below this line is a copy of the message.

"""
    + ORIGINAL
)
SENDMAIL = """\
The original message was received at Mon, 23 Nov 2026 18:52:30 +0000
from ws.contoso.example [198.51.100.7]

   ----- The following addresses had permanent fatal errors -----
<bob@fabrikam.example>
    (reason: {reason})

   ----- Transcript of session follows -----
{transcript}
"""
SENDMAIL_REPORT = """\
Reporting-MTA: dns; mail.contoso.example
Received-From-MTA: DNS; ws.contoso.example
Arrival-Date: Mon, 23 Nov 2026 18:52:30 +0000

Final-Recipient: RFC822; bob@fabrikam.example
Action: failed
Status: {status}
Remote-MTA: DNS; mx.fabrikam.example
Diagnostic-Code: SMTP; {reason}
Last-Attempt-Date: Mon, 23 Nov 2026 18:52:35 +0000"""
EXIM_FIELDS = "X-Failed-Recipients: bob@fabrikam.example\nAuto-Submitted: auto-replied\n"


def exim(name, words, **expected):
    """A report of Exim's."""
    subject = "Mail delivery failed: returning message to sender"
    known = {"fields": EXIM_FIELDS, **expected}
    return Style(name=f"exim: {name}", dialect="exim", words=EXIM.format(words), subject=subject, **known)


def qmail(name, words, **expected):
    """A report of qmail's."""
    return Style(
        name=f"qmail: {name}",
        dialect="qmail",
        words=QMAIL.format(words),
        subject="failure notice",
        reporting_mta="mail.fabrikam.example",
        **expected,
    )


def sendmail(name, reason, transcript, status, **expected):
    """A report of sendmail's with the fields of RFC 3464."""
    return Style(
        name=f"sendmail: {name}",
        dialect="sendmail",
        words=SENDMAIL.format(reason=reason, transcript=transcript),
        report=SENDMAIL_REPORT.format(reason=reason, status=status),
        subject="Returned mail: see transcript for details",
        status=status,
        reporting_mta="mail.contoso.example",
        remote_mta="mx.fabrikam.example",
        **expected,
    )


STYLES = (
    exim(
        "a reply to RCPT",
        "  bob@fabrikam.example\n    SMTP error from remote mail server after RCPT TO:<bob@fabrikam.example>:\n"
        "    host mx.fabrikam.example [192.0.2.25]: 550 5.1.1 <bob@fabrikam.example>:\n"
        "    Recipient address rejected: User unknown in virtual mailbox table",
        status="5.1.1",
        reply="550",
        remote_mta="mx.fabrikam.example",
        owner="sender-user",
    ),
    exim(
        "a refusal by policy over three lines",
        "  bob@fabrikam.example\n    host mx.fabrikam.example [192.0.2.25]\n"
        "    SMTP error from remote mail server after end of data:\n"
        "    550-5.7.1 Message refused by policy:\n    550-5.7.1 your message looks like spam.\n    550 5.7.1 Goodbye",
        status="5.7.1",
        reply="550",
        remote_mta="mx.fabrikam.example",
        category="content",
    ),
    exim("a domain that routes nowhere", "  bob@fabrikam.example\n    Unrouteable address", owner="sender-user"),
    exim(
        "all MX records are wrong",
        "  bob@fabrikam.example\n    all relevant MX records point to non-existent hosts",
        category="host-unknown",
    ),
    exim(
        "a full mailbox of its own",
        "  bob@fabrikam.example\n    mailbox is full (MTA-imposed quota exceeded while writing to file\n"
        "    /var/mail/bob)",
        category="mailbox-full",
        owner="recipient-admin",
    ),
    exim("time ran out", "  bob@fabrikam.example\n    retry timeout exceeded", category="expired"),
    exim(
        "an alias and its target",
        "  robert@fabrikam.example\n    (generated from bob@fabrikam.example)\n"
        "    SMTP error from remote mail server after MAIL FROM:<anna@contoso.example>:\n"
        "    550 5.7.23 SPF check failed",
        fields="X-Failed-Recipients: robert@fabrikam.example\nAuto-Submitted: auto-replied\n",
        recipients=("robert@fabrikam.example",),
        status="5.7.23",
        reply="550",
        category="auth",
        more={"subtype": "spf", "original_recipient": "bob@fabrikam.example"},
    ),
    exim(
        "a forward to another organization",
        "  bob@northwind.example\n    (generated from bob@fabrikam.example)\n"
        "    host mx.northwind.example [192.0.2.25]\n"
        "    SMTP error from remote mail server after MAIL FROM:<anna@contoso.example>:\n"
        "    550 5.7.23 SPF check failed",
        fields="X-Failed-Recipients: bob@northwind.example\nAuto-Submitted: auto-replied\n",
        recipients=("bob@northwind.example",),
        status="5.7.23",
        reply="550",
        remote_mta="mx.northwind.example",
        category="auth",
        owner="forwarder",
        more={"subtype": "spf", "original_recipient": "bob@fabrikam.example"},
    ),
    Style(
        name="exim: a warning",
        dialect="exim",
        subject="Warning: message 1abcde-000001-AB delayed 24 hours",
        fields="Auto-Submitted: auto-replied\n",
        words=(
            "This message was created automatically by mail delivery software.\n"
            "A message that you sent has not yet been delivered to one or more of its\n"
            "recipients after more than 24 hours on the queue on mail.fabrikam.example.\n\n"
            "The address to which the message has not yet been delivered is:\n\n"
            "  bob@fabrikam.example\n    host mx.fabrikam.example [192.0.2.25]:\n"
            "    Connection timed out\n\n"
            "No action is required on your part. Delivery attempts will continue for\n"
            "some time, and this warning may be repeated at intervals if the message\nremains undelivered."
        ),
        kind="delayed",
        category="expired",
        owner="transient",
        remote_mta="mx.fabrikam.example",
    ),
    qmail(
        "does not like the recipient",
        "<bob@fabrikam.example>:\n192.0.2.25 does not like recipient.\n"
        "Remote host said: 550 5.1.1 unknown or illegal alias: bob@fabrikam.example\nGiving up on 192.0.2.25.",
        status="5.1.1",
        reply="550",
        owner="sender-user",
        more={"command": "RCPT"},
    ),
    qmail(
        "after the message was sent",
        "<bob@fabrikam.example>:\n192.0.2.25 failed after I sent the message.\nRemote host said: 552 5.2.2 Over quota",
        status="5.2.2",
        reply="552",
        category="mailbox-full",
        more={"command": "DATA"},
    ),
    qmail(
        "no such host",
        "<bob@fabrikam.example>:\nSorry, I couldn't find any host named fabrikam.example. (#5.1.2)",
        status="5.1.2",
        category="host-unknown",
        owner="sender-user",
    ),
    qmail(
        "no mailbox",
        "<bob@fabrikam.example>:\nSorry, no mailbox here by that name. (#5.1.1)",
        status="5.1.1",
    ),
    qmail(
        "over quota, in vpopmail's words",
        "<bob@fabrikam.example>:\nuser is over quota\nAccount is over quota. (#5.2.2)",
        status="5.2.2",
        category="mailbox-full",
    ),
    qmail(
        "a connection that died until time ran out",
        "<bob@fabrikam.example>:\nConnected to 192.0.2.25 but connection died. (#4.4.2)\n"
        "I'm not going to try again; this message has been in the queue too long.",
        status="4.4.2",
        category="network",
    ),
    qmail(
        "two recipients",
        "<bob@fabrikam.example>:\nThis address no longer accepts mail.\n\n"
        "<eve@fabrikam.example>:\n192.0.2.25 does not like recipient.\nRemote host said: 550 User unknown\n"
        "Giving up on 192.0.2.25.",
        recipients=("bob@fabrikam.example", "eve@fabrikam.example"),
        category="recipient-disabled",
    ),
    qmail(
        "a loop",
        "<bob@fabrikam.example>:\nThis message is looping: it already has my Delivered-To line. (#5.4.6)",
        status="5.4.6",
        category="network",
        owner="recipient-admin",
    ),
    qmail(
        "qmail-ldap",
        "<bob@fabrikam.example>:\nMailaddress is administratively disabled. (#5.2.1)",
        status="5.2.1",
        category="recipient-disabled",
    ),
    sendmail(
        "user unknown at DATA",
        "550 5.1.1 <bob@fabrikam.example>... User Unknown",
        "... while talking to mx.fabrikam.example.:\n>>> DATA\n"
        "<<< 550 5.1.1 <bob@fabrikam.example>... User Unknown\n"
        "550 5.1.1 <bob@fabrikam.example>... User unknown\n<<< 503 5.0.0 Need RCPT (recipient)",
        "5.1.1",
        reply="550",
        owner="sender-user",
    ),
    sendmail(
        "a reply over several lines",
        "550-5.7.26 This mail has been blocked because the sender is unauthenticated.",
        "... while talking to mx.fabrikam.example.:\n>>> DATA\n"
        "<<< 550-5.7.26 This mail has been blocked because the sender is unauthenticated.\n"
        "<<< 550-5.7.26 The sender has to authenticate with either SPF or DKIM.\n"
        "<<< 550-5.7.26 Authentication results: DKIM = did not pass SPF [contoso.example] with ip:\n"
        "<<< 550 5.7.26 [203.0.113.7] = did not pass 12-20020a gsmtp\n554 5.0.0 Service unavailable",
        "5.7.26",
        reply="550",
        category="auth",
        owner="sender-admin",
        more={"subtype": "unauthenticated", "client_ip": "203.0.113.7"},
    ),
    sendmail(
        "host unknown",
        "550 5.1.2 Host unknown (Name server: fabrikam.example: host not found)",
        "550 5.1.2 <bob@fabrikam.example>... Host unknown (Name server: fabrikam.example: host not found)",
        "5.1.2",
        reply="550",
        category="host-unknown",
        owner="sender-user",
    ),
    sendmail(
        "data format error",
        "554 5.6.0 Message contains NUL characters",
        "... while talking to mx.fabrikam.example.:\n>>> DATA\n<<< 554 5.6.0 Message contains NUL characters\n"
        "554 5.0.0 Service unavailable",
        "5.6.0",
        reply="554",
        category="format",
    ),
    Style(
        name="sendmail: of the 1990s",
        dialect="sendmail",
        subject="Returned mail: User unknown",
        words=(
            "   ----- Transcript of session follows -----\nWhile talking to mx.fabrikam.example:\n"
            ">>> RCPT To:<bob@fabrikam.example>\n<<< 550 <bob@fabrikam.example>, User Unknown\n"
            "550 <bob@fabrikam.example>... User unknown\n421 other.example (smtp)... Deferred: Connection timed out\n\n"
            "   ----- Unsent message follows -----\n" + ORIGINAL
        ),
        reply="550",
        remote_mta="mx.fabrikam.example",
    ),
    Style(
        name="sendmail: a warning after four hours",
        dialect="sendmail",
        subject="Warning: could not send message for past 4 hours",
        words=(
            "    **********************************************\n"
            "    **      THIS IS A WARNING MESSAGE ONLY      **\n"
            "    **  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **\n"
            "    **********************************************\n\n"
            "   ----- The following addresses had transient non-fatal errors -----\n<bob@fabrikam.example>\n\n"
            "   ----- Transcript of session follows -----\n"
            "<bob@fabrikam.example>... Deferred: Connection refused by mx.fabrikam.example.\n"
            "Warning: message still undelivered after 4 hours\nWill keep trying until message is 5 days old\n"
        ),
        kind="delayed",
        category="expired",
        owner="transient",
    ),
    Style(
        name="courier: a transcript and fields",
        dialect="courier",
        words=(
            "This is a delivery status notification from mail.fabrikam.example,\n"
            "running the Courier mail server, version 0.78.\n\n"
            "The original message was received on Mon, 23 Nov 2026 18:52:30 +0000\nfrom ws.contoso.example\n\n"
            "---------------------------------------------------------------------------\n\n"
            "                           UNDELIVERABLE MAIL\n\n"
            "Your message to the following recipients cannot be delivered:\n\n"
            "<bob@fabrikam.example>:\n    mx.fabrikam.example [192.0.2.25]:\n>>> RCPT TO:<bob@fabrikam.example>\n"
            "<<< 550 User unknown.\n"
        ),
        report=(
            "Reporting-MTA: dns; mail.fabrikam.example\nArrival-Date: Mon, 23 Nov 2026 18:52:30 +0000\n\n"
            "Final-Recipient: rfc822; bob@fabrikam.example\nAction: failed\nStatus: 5.0.0\n"
            "Remote-MTA: dns; mx.fabrikam.example [192.0.2.25]\nDiagnostic-Code: smtp; 550 User unknown."
        ),
        subject="NOTICE: mail delivery status.",
        status="5.0.0",
        reply="550",
        reporting_mta="mail.fabrikam.example",
        remote_mta="mx.fabrikam.example",
    ),
    Style(
        name="courier: words alone",
        dialect="courier",
        words=(
            "This is a delivery status notification from mail.fabrikam.example,\n"
            "running the Courier mail server, version 0.65.\n\n"
            "                           UNDELIVERABLE MAIL\n\n"
            "Your message to the following recipients cannot be delivered:\n\n"
            "<bob@fabrikam.example>:\n    No such domain.\n"
        ),
        subject="NOTICE: mail delivery status.",
        category="host-unknown",
    ),
    Style(
        name="exchange-server: 5.5",
        dialect="exchange-server",
        sender="System Administrator <postmaster@fabrikam.example>",
        subject="Undeliverable: hello",
        words=(
            "Your message\n\n  To:      bob@fabrikam.example\n  Subject: hello\n"
            "  Sent:    Mon, 23 Nov 2026 18:52:28 -0000\n\ndid not reach the following recipient(s):\n\n"
            "bob@fabrikam.example on Mon, 23 Nov 2026 18:52:40 -0000\n"
            "    The recipient name is not recognized\n"
            "\tThe MTS-ID of the original message is: c=us;a= ;p=fabrikam;l=MAIL-1\n"
            "    MSEXCH:IMS:Fabrikam:SITE:MAIL 0 (000C05A6) Unknown Recipient\n"
        ),
    ),
    Style(
        name="exchange-server: 2003",
        dialect="exchange-server",
        sender="System Administrator <postmaster@fabrikam.example>",
        subject="Undeliverable: hello",
        words=(
            "Your message\n\n  To:      bob@fabrikam.example\n  Subject: hello\n"
            "  Sent:    Mon, 23 Nov 2026 18:52:28 -0000\n\ndid not reach the following recipient(s):\n\n"
            "bob@fabrikam.example on Mon, 23 Nov 2026 18:52:40 -0000\n"
            "    The e-mail account does not exist at the organization this message was sent to.  Check the e-mail"
            " address, or contact the recipient directly to find out the correct address.\n"
            "    <mail.fabrikam.example #5.1.1>\n"
        ),
        status="5.1.1",
    ),
    Style(
        name="exchange-server: 2010 in French",
        dialect="exchange-server",
        sender="Microsoft Outlook <postmaster@fabrikam.example>",
        subject="Non remis : hello",
        words=(
            "Échec de la remise pour ces destinataires ou groupes :\n\nbob@fabrikam.example\n"
            "L’adresse que vous avez entrée est introuvable.\n\n"
            "Informations de diagnostic pour les administrateurs :\n\n"
            "Serveur de génération : mail.fabrikam.example\n\nbob@fabrikam.example\n"
            "#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##rfc822;bob@fabrikam.example\n\n"
            "En-têtes de message d'origine :\n\n" + ORIGINAL
        ),
        status="5.1.1",
        reply="550",
    ),
    Style(
        name="exchange-server: too large for its own limit",
        dialect="exchange-server",
        sender="Microsoft Exchange <postmaster@contoso.example>",
        subject="Undeliverable: hello",
        words=(
            "Delivery has failed to these recipients or groups:\n\nbob@fabrikam.example\n"
            "This message is too large to send.\n\nDiagnostic information for administrators:\n\n"
            "Generating server: mail.contoso.example\n\nbob@fabrikam.example\n"
            "#550 5.2.3 RESOLVER.RST.SendSizeLimit.Org; message too large for this organization ##\n\n"
            "Original message headers:\n\n" + ORIGINAL
        ),
        status="5.2.3",
        reply="550",
        category="size",
        owner="sender-user",
    ),
    Style(
        name="domino: not listed",
        dialect="domino",
        sender="postmaster@fabrikam.example",
        subject="DELIVERY FAILURE: User bob (bob@fabrikam.example) not listed in Domino Directory",
        words=(
            "Your message\n\n  Subject: hello\n\nwas not delivered to:\n\n  bob@fabrikam.example\n\nbecause:\n\n"
            "  User bob (bob@fabrikam.example) not listed in Domino Directory\n"
        ),
    ),
    Style(
        name="domino: with fields",
        dialect="domino",
        sender="postmaster@fabrikam.example",
        subject="DELIVERY FAILURE: Mailbox full",
        words=(
            "Your message\n\n  Subject: hello\n\nwas not delivered to:\n\n  bob@fabrikam.example\n\nbecause:\n\n"
            "  Cannot store document; database has exceeded its disk space limits.\n"
        ),
        report=(
            "Reporting-MTA: dns;notes.fabrikam.example\n\nFinal-Recipient: rfc822;bob@fabrikam.example\n"
            "Action: failed\nStatus: 5.2.2\n"
            "Diagnostic-Code: X-Notes; Cannot store document; database has exceeded its disk space limits."
        ),
        status="5.2.2",
        reporting_mta="notes.fabrikam.example",
        category="mailbox-full",
    ),
    Style(
        name="domino: Notes of the 1990s",
        dialect="domino",
        sender="Mail Router <postmaster@fabrikam.example>",
        subject="DELIVERY FAILURE",
        words=(
            "------- Failure Reasons  --------\n\nUser not listed in public Name & Address Book\n"
            "bob@fabrikam.example\n\n------- Returned Message --------\n\n" + ORIGINAL
        ),
    ),
    Style(
        name="groupwise: user not found",
        dialect="groupwise",
        sender="Mailer-Daemon@fabrikam.example",
        subject="Message status - undeliverable",
        words=(
            "The message that you sent was undeliverable to the following:\n"
            "\tbob@fabrikam.example (user not found)\n\nPossibly truncated original message follows:\n\n" + ORIGINAL
        ),
    ),
    Style(
        name="groupwise: mailbox full",
        dialect="groupwise",
        sender="Mailer-Daemon@fabrikam.example",
        subject="Message status - undeliverable",
        words=(
            "The message that you sent was undeliverable to the following:\n"
            "\tbob@fabrikam.example (mailbox full)\n\nPossibly truncated original message follows:\n\n" + ORIGINAL
        ),
        category="mailbox-full",
    ),
    Style(
        name="james: one reply for all",
        dialect="james",
        words=(
            "Hi. This is the James mail server at mail.fabrikam.example.\n"
            "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
            "This is a permanent error; I've given up. Sorry it didn't work out.  Below\n"
            "I include the list of recipients and the reason why I was unable to deliver\nyour message.\n\n"
            "Failed recipient(s):\nbob@fabrikam.example\n\nError message:\n550 5.1.1 unknown user\n"
        ),
        status="5.1.1",
        reply="550",
    ),
    Style(
        name="opensmtpd: a line for each recipient",
        dialect="opensmtpd",
        sender="Mailer Daemon <MAILER-DAEMON@mail.fabrikam.example>",
        subject="Delivery status notification: error",
        words=(
            "    Hi!\n\n    This is the MAILER-DAEMON, please DO NOT REPLY to this email.\n\n"
            "    An error has occurred while attempting to deliver a message for\n"
            "    the following list of recipients:\n\n"
            "bob@fabrikam.example: 550 5.1.1 <bob@fabrikam.example>: user unknown\n"
            "eve@fabrikam.example: 550 Invalid recipient\n\n    Below is a copy of the original message:\n\n" + ORIGINAL
        ),
        recipients=("bob@fabrikam.example", "eve@fabrikam.example"),
        status="5.1.1",
        reply="550",
    ),
    Style(
        name="opensmtpd: a network error",
        dialect="opensmtpd",
        sender="Mailer Daemon <MAILER-DAEMON@mail.fabrikam.example>",
        subject="Delivery status notification: error",
        words=(
            "    Hi!\n\n    This is the MAILER-DAEMON, please DO NOT REPLY to this email.\n\n"
            "    An error has occurred while attempting to deliver a message for\n"
            "    the following list of recipients:\n\n"
            "bob@fabrikam.example: Network error on destination MXs\n\n"
            "    Below is a copy of the original message:\n\n" + ORIGINAL
        ),
        category="network",
    ),
    Style(
        name="dragonfly: did not like RCPT",
        dialect="dragonfly",
        subject="Mail delivery failed",
        words=(
            "This is the DragonFly Mail Agent v0.13 at mail.fabrikam.example.\n\n"
            "There was an error delivering your mail to <bob@fabrikam.example>.\n\n"
            "mx.fabrikam.example [192.0.2.25] did not like our RCPT TO:\n"
            "550 5.7.1 <bob@fabrikam.example>: Relay access denied\n\nMessage headers follow.\n\n" + ORIGINAL
        ),
        status="5.7.1",
        reply="550",
        remote_mta="mx.fabrikam.example",
        category="relay",
        more={"command": "RCPT"},
    ),
    Style(
        name="powermta: fields of its own",
        dialect="powermta",
        subject="Delivery report",
        words=(
            "Hello, this is the mail server on mail.fabrikam.example.\n\n"
            "I am sending you this message to inform you on the delivery status of a\n"
            "message you previously sent.  Immediately below you will find a list of\n"
            "the affected recipients;  also attached is a Delivery Status Notification\n"
            "(DSN) report in standard format, as well as the headers of the original\nmessage.\n\n"
            "  <bob@fabrikam.example>  delivery failed; will not continue trying\n"
        ),
        report=(
            "Reporting-MTA: dns;mail.fabrikam.example\nX-PowerMTA-VirtualMTA: one\n\n"
            "Original-Recipient: rfc822;bob@fabrikam.example\nFinal-Recipient: rfc822;bob@fabrikam.example\n"
            "Action: failed\nStatus: 5.2.2 (mailbox full)\n"
            "Remote-MTA: dns;mx.fabrikam.example (192.0.2.25)\n"
            "Diagnostic-Code: smtp;554 5.2.2 mailbox full;STOREDRV.Deliver: quota exceeded\n"
            "X-PowerMTA-BounceCategory: quota-issues"
        ),
        status="5.2.2",
        reply="554",
        reporting_mta="mail.fabrikam.example",
        remote_mta="mx.fabrikam.example",
        category="mailbox-full",
    ),
    Style(
        name="mailmarshal: the reply above the recipients",
        dialect="mailmarshal",
        sender="postmaster@fabrikam.example",
        subject="Undeliverable Mail: <hello>",
        words=(
            "Your message:\n   From:    anna@contoso.example\n   Subject: hello\n\n"
            "Could not be delivered because of\n\n550 5.1.1 User unknown\n\n"
            "The following recipients were affected: \n    bob@fabrikam.example\n\nAdditional Information\n"
            "======================\n\nOriginal Sender:    anna@contoso.example\n"
        ),
        status="5.1.1",
        reply="550",
    ),
)

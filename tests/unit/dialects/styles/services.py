"""Mail services, gateways and carriers: Gmail, Yahoo, Outlook.com, Cisco, Proofpoint, KDDI and others."""

from __future__ import annotations

from tests.unit.dialects.styles import ORIGINAL, Style

BOB = "bob@fabrikam.example"


def fields(mta, diagnostic, status="5.1.1", action="failed", remote="dns; mx.fabrikam.example", more=""):
    """The fields of RFC 3464 for one recipient."""
    far = f"Remote-MTA: {remote}\n" if remote else ""
    return (
        f"Reporting-MTA: {mta}\nArrival-Date: Mon, 23 Nov 2026 18:52:30 +0000\n\n"
        f"Final-Recipient: rfc822; {BOB}\nAction: {action}\nStatus: {status}\n{far}"
        f"Diagnostic-Code: {diagnostic}{more}"
    )


GMAIL = (
    """\
Delivery to the following recipient failed permanently:

     bob@fabrikam.example

Technical details of permanent failure:{}

----- Original message -----

"""
    + ORIGINAL
)


def gmail(name, words, **expected):
    """Gmail's form before 2016."""
    return Style(
        name=f"gmail: {name}",
        dialect="gmail",
        sender="Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
        subject="Delivery Status Notification (Failure)",
        fields="X-Failed-Recipients: bob@fabrikam.example\n",
        words=GMAIL.format(words),
        **expected,
    )


def yahoo(name, words, **expected):
    """Yahoo's form since 2013."""
    return Style(
        name=f"yahoo: {name}",
        dialect="yahoo",
        sender="MAILER-DAEMON@yahoo.com",
        subject="Failure Notice",
        words=(
            f"Sorry, we were unable to deliver your message to the following address.\n\n<{BOB}>:\n{words}\n\n"
            "--- Below this line is a copy of the message.\n\n" + ORIGINAL
        ),
        **expected,
    )


def kddi(name, words, **expected):
    """The words of Openwave's server at KDDI."""
    return Style(
        name=f"kddi: {name}",
        dialect="kddi",
        sender="Postmaster@ezweb.ne.jp",
        subject="Mail System Error - Returned Mail",
        words=words,
        **{"recipients": ("bob@ezweb.ne.jp",), **expected},
    )


def gmx(name, words, **expected):
    """GMX and its siblings."""
    return Style(
        name=f"gmx: {name}",
        dialect="gmx",
        sender="mailer-daemon@gmx.net",
        subject="Mail delivery failed: returning message to sender",
        words=(
            "This message was created automatically by mail delivery software.\n\n"
            "A message that you sent could not be delivered to one or more of\n"
            "its recipients. This is a permanent error. The following address\nfailed:\n\n"
            f'"{BOB}":\n{words}\n\n--- The header of the original message is following. ---\n\n' + ORIGINAL
        ),
        **expected,
    )


STYLES = (
    gmail(
        "a reply, its code twice",
        "\nGoogle tried to deliver your message, but it was rejected by the recipient domain. We recommend contacting"
        " the other email provider for further information about the cause of this error. The error that the other"
        " server returned was: 550 550 5.1.1 <bob@fabrikam.example>... User Unknown (state 14).",
        status="5.1.1",
        reply="550",
        owner="sender-user",
    ),
    gmail(
        "the far server, since 2012",
        "\nGoogle tried to deliver your message, but it was rejected by the server for the recipient domain"
        " fabrikam.example by mx.fabrikam.example. [192.0.2.25].\n\nThe error that the other server returned was:\n"
        "552 5.2.2 Mailbox size limit exceeded",
        status="5.2.2",
        reply="552",
        remote_mta="mx.fabrikam.example",
        category="mailbox-full",
    ),
    gmail("no such domain", "\nDNS Error: Domain name not found", category="host-unknown"),
    gmail(
        "its own account",
        "\nThe email account that you tried to reach does not exist. Please try double-checking the recipient's email"
        " address for typos or unnecessary spaces.",
    ),
    Style(
        name="gmail: address not found",
        dialect="gmail",
        sender="Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
        subject="Delivery Status Notification (Failure)",
        fields="X-Failed-Recipients: bob@fabrikam.example\nAuto-Submitted: auto-replied\n",
        words=(
            "** Address not found **\n\nYour message wasn't delivered to bob@fabrikam.example because the address"
            " couldn't be found, or is unable to receive mail.\n\n\nThe response from the remote server was:\n"
            "550 5.1.1 <bob@fabrikam.example>: Recipient address rejected: User unknown"
        ),
        report=fields(
            "dns; googlemail.com",
            "smtp; 550 5.1.1 <bob@fabrikam.example>: Recipient address rejected: User unknown",
            remote="dns; mx.fabrikam.example. (192.0.2.25, the server for the domain fabrikam.example.)",
        ),
        status="5.1.1",
        reply="550",
        remote_mta="mx.fabrikam.example",
        reporting_mta="googlemail.com",
        owner="sender-user",
    ),
    Style(
        name="gmail: delayed, no connection",
        dialect="gmail",
        sender="Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
        subject="Delivery Status Notification (Delay)",
        fields="X-Failed-Recipients: bob@fabrikam.example\nAuto-Submitted: auto-replied\n",
        words=(
            "** Delivery incomplete **\n\nThere was a temporary problem delivering your message to"
            " bob@fabrikam.example. Gmail will retry for 45 more hours.\n\nThe response was:\n\n"
            "The recipient server did not accept our requests to connect. Learn more at"
            " https://support.google.com/mail/answer/7720 [mx.fabrikam.example 192.0.2.25: timed out]"
        ),
        report=fields(
            "dns; googlemail.com",
            "smtp; The recipient server did not accept our requests to connect. Learn more at"
            " https://support.google.com/mail/answer/7720\n [mx.fabrikam.example 192.0.2.25: timed out]",
            status="4.4.1",
            action="delayed",
            remote="dns; mx.fabrikam.example. (192.0.2.25, the server for the domain fabrikam.example.)",
            more="\nWill-Retry-Until: Wed, 25 Nov 2026 18:52:30 +0000",
        ),
        kind="delayed",
        status="4.4.1",
        remote_mta="mx.fabrikam.example",
        reporting_mta="googlemail.com",
        category="expired",
        owner="transient",
    ),
    yahoo("RCPT refused", "Remote host said:\n550 5.1.1 User unknown\n [RCPT_TO]", status="5.1.1", reply="550"),
    yahoo(
        "refused after the message",
        "Remote host said:\n554 5.7.1 Message rejected as spam by Content Filtering.\n [BODY]",
        status="5.7.1",
        reply="554",
        category="content",
    ),
    yahoo("no host", "No MX or A records for fabrikam.example", category="host-no-mail"),
    Style(
        name="yahoo: the form before",
        dialect="yahoo",
        sender="MAILER-DAEMON@yahoo.com",
        subject="Delivery failure",
        words=(
            "Message from  yahoo.com.\nUnable to deliver message to the following address(es).\n\n"
            "<bob@fabrikam.example>:\n192.0.2.25 does not like recipient.\nRemote host said: 550 Invalid recipient\n"
            "Giving up on 192.0.2.25.\n\n--- Original message follows.\n\n" + ORIGINAL
        ).replace("Message from  yahoo.com.", "Message from yahoo.com."),
        reply="550",
    ),
    Style(
        name="aol: Postfix on hosts of its own",
        dialect="aol",
        sender="MAILER-DAEMON@aol.com (Mail Delivery System)",
        words=(
            "This is the mail system at host omr-m01.mx.aol.com.\n\n<bob@fabrikam.example>: host"
            " mx.fabrikam.example[192.0.2.25] said: 550 5.2.1 Mailbox unavailable. Your IP address 203.0.113.7 is"
            " blacklisted using Blacklist 1 (in reply to RCPT TO command)"
        ),
        report=fields(
            "dns; omr-m01.mx.aol.com",
            "smtp; 550 5.2.1 Mailbox unavailable. Your IP address\n    203.0.113.7 is blacklisted using Blacklist 1",
            status="5.2.1",
        ),
        status="5.2.1",
        reply="550",
        remote_mta="mx.fabrikam.example",
        reporting_mta="omr-m01.mx.aol.com",
        category="reputation",
        owner="sender-admin",
        more={"client_ip": "203.0.113.7"},
    ),
    Style(
        name="icloud: Oracle's words",
        dialect="icloud",
        sender="Internet Mail Delivery <postmaster@me.com>",
        subject="Delivery Notification: Delivery has failed",
        words=(
            "This report relates to a message you sent with the following header fields:\n\n"
            "  Message-id: <2@contoso.example>\n  From: Anna <anna@contoso.example>\n  To: bob@fabrikam.example\n\n"
            "Your message cannot be delivered to the following recipients:\n\n"
            "  Recipient address: bob@fabrikam.example\n  Reason: Remote SMTP server has rejected address\n"
            "  Diagnostic code: smtp;550 5.1.1 unknown user\n"
            "  Remote system: dns;mx.fabrikam.example (TCP|17.1.2.3|25|192.0.2.25|25)\n"
        ),
        report=fields("dns;st11p00mm-asmtp001.me.com (tcp-daemon)", "smtp;550 5.1.1 unknown user"),
        status="5.1.1",
        reply="550",
        remote_mta="mx.fabrikam.example",
        reporting_mta="st11p00mm-asmtp001.me.com",
    ),
    Style(
        name="outlook-com: Windows' words",
        dialect="outlook-com",
        sender="postmaster@hotmail.com",
        subject="Delivery Status Notification (Failure)",
        words=(
            "This is an automatically generated Delivery Status Notification.\n\n"
            "Delivery to the following recipients failed.\n\n       bob@fabrikam.example\n"
        ),
        report=fields("dns;BLU004-OMC1S1.hotmail.com", "smtp;550 5.1.1 No such user", remote=None),
        status="5.1.1",
        reply="550",
        reporting_mta="BLU004-OMC1S1.hotmail.com",
    ),
    Style(
        name="amazon-ses: expired, with the last reply inside",
        dialect="amazon-ses",
        sender="MAILER-DAEMON@eu-west-1.amazonses.com",
        subject="Delivery Status Notification (Failure)",
        words=(
            "An error occurred while trying to deliver the mail to the following recipients:\nbob@fabrikam.example\n"
        ),
        report=fields(
            "dsn; a4-12.smtp-out.eu-west-1.amazonses.com",
            "smtp; 554 4.4.7 Message expired: unable to deliver in 840 minutes.<421 4.4.0 Unable to lookup DNS for"
            " fabrikam.example>",
            status="4.4.7",
            remote=None,
        ),
        status="4.4.0",
        reply="421",
        reporting_mta="a4-12.smtp-out.eu-west-1.amazonses.com",
        category="network",
    ),
    Style(
        name="sendgrid: no enhanced code",
        dialect="sendgrid",
        sender="MAILER-DAEMON <>",
        subject="Undelivered Mail Returned to Sender",
        words=(
            "This is an automatically generated message from SendGrid.\n\n"
            "I'm sorry to have to tell you that your message was not able to be delivered to one of its intended"
            " recipients.\n\nIf you require assistance with this, please contact SendGrid support.\n\n"
            "bob@fabrikam.example: 550 unknown recipient\n"
        ),
        report=(
            "Reporting-MTA: dns; mail.contoso.example\nX-SendGrid-QueueID: 1\n"
            "X-SendGrid-Sender: anna@contoso.example\n\n"
            "Final-Recipient: rfc822; bob@fabrikam.example\nAction: failed\nStatus: 5.0.0\n"
            "Diagnostic-Code: 550 unknown recipient"
        ),
        status="5.0.0",
        reply="550",
        reporting_mta="mail.contoso.example",
    ),
    Style(
        name="mailgun: too old",
        dialect="mailgun",
        report=fields("dns; so254-1.mailgun.net", "smtp; 550 5.7.1 Relaying denied", status="5.7.1"),
        words="Your message was not delivered to bob@fabrikam.example.",
        status="5.7.1",
        reply="550",
        remote_mta="mx.fabrikam.example",
        reporting_mta="so254-1.mailgun.net",
        category="relay",
    ),
    Style(
        name="cisco: an unknown address",
        dialect="cisco",
        sender="Mail Delivery System <MAILER-DAEMON@mail.contoso.example>",
        subject="Delivery Status Notification (Failure)",
        words=(
            "The following message to <bob@fabrikam.example> was undeliverable.\nThe reason for the problem:\n"
            "5.1.0 - Unknown address error 550-'5.1.1 <bob@fabrikam.example>: Recipient address rejected: User"
            " unknown'\n"
        ),
        report=fields(
            "dns; mail.contoso.example",
            "smtp; 5.1.0 - Unknown address error 550-'5.1.1 <bob@fabrikam.example>:\n Recipient address rejected:"
            " User unknown' (delivery attempts: 0)",
            status="5.0.0 (permanent failure)",
            remote="dns; [192.0.2.25]",
        ),
        status="5.1.1",
        reply="550",
        reporting_mta="mail.contoso.example",
    ),
    Style(
        name="cisco: delivery expired",
        dialect="cisco",
        sender="Mail Delivery System <MAILER-DAEMON@mail.contoso.example>",
        subject="Delivery Status Notification (Failure)",
        words=(
            "The following message to <bob@fabrikam.example> was undeliverable.\nThe reason for the problem:\n"
            "5.4.7 - Delivery expired (message too old) 'timeout'\n"
        ),
        report=fields(
            "dns; mail.contoso.example",
            "smtp; 5.4.7 - Delivery expired (message too old) 'timeout' (delivery\n attempts: 22)",
            status="5.0.0 (permanent failure)",
            remote="dns; [192.0.2.25]",
        ),
        status="5.4.7",
        reporting_mta="mail.contoso.example",
        category="expired",
    ),
    Style(
        name="proofpoint: sendmail's words",
        dialect="proofpoint",
        words=(
            "The original message was received at Mon, 23 Nov 2026 18:52:30 GMT\nfrom ws.contoso.example\n\n"
            "   ----- The following addresses had permanent fatal errors -----\n<bob@fabrikam.example>\n"
            "    (reason: 554 5.7.1 Blocked - see https://ipcheck.proofpoint.com/?ip=203.0.113.7)\n"
        ),
        report=fields(
            "dns; mx0a-00000001.pphosted.com",
            "SMTP; 554 5.7.1 Blocked - see https://ipcheck.proofpoint.com/?ip=203.0.113.7",
            status="5.7.1",
        ),
        status="5.7.1",
        reply="554",
        remote_mta="mx.fabrikam.example",
        reporting_mta="mx0a-00000001.pphosted.com",
        category="reputation",
    ),
    Style(
        name="mimecast: envelope blocked",
        dialect="mimecast",
        report=fields(
            "dns; eu-smtp-delivery-1.mimecast.com",
            "smtp; 550 Envelope blocked - User Entry - https://community.mimecast.com/docs/DOC-1369#550 [abc.uk1]",
            status="5.0.0",
            remote="dns; eu-smtp-inbound-1.mimecast.com",
        ),
        words="Your message to bob@fabrikam.example could not be delivered.",
        status="5.0.0",
        reply="550",
        remote_mta="eu-smtp-inbound-1.mimecast.com",
        reporting_mta="eu-smtp-delivery-1.mimecast.com",
        category="policy",
        owner="recipient-admin",
    ),
    Style(
        name="barracuda: its filter's notice",
        dialect="barracuda",
        sender="Barracuda Spam Firewall <postmaster@fabrikam.example>",
        subject="**Message you sent blocked by our bulk email filter**",
        words=(
            "Your message to:  bob@fabrikam.example\nwas blocked by our Spam Firewall. The email you sent with the"
            " following subject has NOT BEEN DELIVERED:\n\nSubject: hello\n"
        ),
        category="content",
    ),
    Style(
        name="trend-micro: InterScan's transcript",
        dialect="trend-micro",
        sender="InterScan MSS <postmaster@fabrikam.example>",
        subject="Mail could not be delivered",
        words=(
            "Unable to deliver message to <bob@fabrikam.example>\n\n"
            "Sent <<< RCPT TO:<bob@fabrikam.example>\nReceived >>> 550 5.1.1 <bob@fabrikam.example>... user unknown\n"
        ),
        status="5.1.1",
        reply="550",
    ),
    Style(
        name="messagelabs: a reason",
        dialect="messagelabs",
        sender="MAILER-DAEMON@messagelabs.com",
        subject="Mail Delivery Failure",
        words=(
            "This is the mail delivery agent at messagelabs.com.\nI was not able to deliver your message to the"
            " following addresses.\n\n<bob@fabrikam.example>:\n192.0.2.25 does not like recipient.\n"
        ),
        report=fields("dns; server-1.bemta-5.messagelabs.com", "smtp; 550 Requested action aborted [7] 18907", "5.0.0"),
        status="5.0.0",
        reply="550",
        remote_mta="mx.fabrikam.example",
        reporting_mta="server-1.bemta-5.messagelabs.com",
        category="unknown",
    ),
    gmx(
        "after RCPT",
        "SMTP error from remote server after RCPT command:\nhost: mx.fabrikam.example\n"
        "5.1.1 <bob@fabrikam.example>... User unknown",
        status="5.1.1",
        remote_mta="mx.fabrikam.example",
        more={"command": "RCPT"},
    ),
    gmx(
        "with the reply's code",
        "SMTP error from remote server for RCPT TO command, host: mx.fabrikam.example (192.0.2.25)"
        " reason: 550 Mailbox full",
        reply="550",
        remote_mta="mx.fabrikam.example",
        category="mailbox-full",
    ),
    gmx("its own mailbox is full", "mailbox is full: quota exceeded", category="mailbox-full"),
    Style(
        name="zoho: codes as it writes them",
        dialect="zoho",
        sender="mailer-daemon@mail.zoho.com",
        subject="Undelivered Mail Returned to Sender",
        words=(
            "This message was created automatically by mail delivery software.\n"
            "A message that you sent could not be delivered to one or more of its recipients. This is a permanent"
            " error. \n\nbob@fabrikam.example Invalid Address, ERROR_CODE :550, ERROR_CODE :5.1.1"
            " <bob@fabrikam.example>... User Unknown\n"
        ),
        status="5.1.1",
        reply="550",
    ),
    Style(
        name="yandex: Postfix on hosts of its own",
        dialect="yandex",
        sender="mailer-daemon@yandex.ru",
        words="This is the mail system at host forward1.mail.yandex.net.\n\n<bob@fabrikam.example>: mailbox is full",
        report=fields(
            "dns; forward1.mail.yandex.net",
            "smtp; 552 5.2.2 Mailbox size limit exceeded 1",
            status="5.2.2",
            more="\nX-Yandex-Queue-ID: ABC",
        ),
        status="5.2.2",
        reply="552",
        remote_mta="mx.fabrikam.example",
        reporting_mta="forward1.mail.yandex.net",
        category="mailbox-full",
    ),
    Style(
        name="mail-ru: in Russian",
        dialect="mail-ru",
        sender="mailer-daemon@corp.mail.ru",
        subject="Mail failure.",
        words=(
            "Это письмо создано автоматически\nсервером Mail.Ru, отвечать на него не нужно.\n\n"
            "К сожалению, Ваше письмо не может\nбыть доставлено одному или нескольким\nполучателям:\n\n"
            "**********************\n\nbob@fabrikam.example\n"
            "SMTP error from remote mail server after RCPT TO:<bob@fabrikam.example>:\n"
            "host mx.fabrikam.example [192.0.2.25]: 550 no such user\n\n**********************\n"
        ),
        reply="550",
        remote_mta="mx.fabrikam.example",
    ),
    kddi(
        "an account that is closed",
        "The user(s) account is disabled.\n\n<bob@ezweb.ne.jp>\n",
        category="recipient-disabled",
    ),
    kddi(
        "put aside for a while",
        "The user(s) account is temporarily limited.\n\n<bob@ezweb.ne.jp>\n",
        category="recipient-disabled",
    ),
    kddi(
        "full",
        "The user(s) account is temporarily over quota.\n\n<bob@ezweb.ne.jp>\n",
        category="mailbox-full",
    ),
    kddi(
        "refused by its owner's filter",
        "Each of the following recipients was rejected by a remote mail server.\n"
        "The reasons given by the server are included to help you determine why\neach recipient was rejected.\n\n"
        "    Recipient: <bob@ezweb.ne.jp>\n    >>> RCPT TO:<bob@ezweb.ne.jp>\n"
        "    <<< 550 <bob@ezweb.ne.jp>: User unknown\n",
        reply="550",
    ),
    Style(
        name="docomo: unknown after DATA",
        dialect="docomo",
        sender="MAILER-DAEMON@docomo.ne.jp",
        words="The following addresses failed: bob@docomo.ne.jp",
        report=fields(
            "dns; mfsmax.docomo.ne.jp", "smtp; 550 Unknown user bob@docomo.ne.jp", status="5.2.0", remote=None
        ),
        status="5.2.0",
        reply="550",
        reporting_mta="mfsmax.docomo.ne.jp",
        category="recipient-filtered",
    ),
)

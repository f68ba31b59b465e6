"""Every enhanced status code of the registry, in our own words.

Sources: the IANA registry "SMTP Enhanced Status Codes" as of 2026-11-23, made by RFC 5248, and what it points to: RFC
3463, 4468, 4954, 6531, 6710, 7293, 7372, 7505, 8617, 8689. What vendors mean by a code is in ``knowledge/receivers``.
"""

from __future__ import annotations

CLASSES = {
    "2": "it went well",
    "4": "not now: the sending server keeps the message and tries again by itself",
    "5": "for good: the sending server gives up and sends the message back",
}
SUBJECTS = {
    "0": "no subject is named",
    "1": "the address",
    "2": "the mailbox",
    "3": "the receiving mail system",
    "4": "the way there: network and routing",
    "5": "the conversation of the two servers",
    "6": "the content of the message",
    "7": "security or a policy",
}
# code -> (what it says, what that means and what to look at)
CODES = {
    "X.0.0": ("No reason is given", "The code says only how final the answer is. The text beside it is all there is."),
    "X.1.0": ("Something about the address is wrong", "What it is stands in the text, if anywhere."),
    "X.1.1": (
        "There is no such mailbox",
        "The part before the @ sign is not known at that domain. Check its spelling, or ask the recipient.",
    ),
    "X.1.2": (
        "The domain of the address cannot be found",
        "The part behind the @ sign does not exist in DNS, or takes no mail there. Check its spelling.",
    ),
    "X.1.3": (
        "The recipient's address is not well formed",
        "A character stands where it cannot, or the address is not complete.",
    ),
    "X.1.4": ("The address fits more than one mailbox", "The receiving system cannot tell which is meant."),
    "X.1.5": ("The address is valid", "A good answer, seen in reports of delivery."),
    "X.1.6": (
        "The mailbox has moved",
        "The address was good once; mail is not forwarded any more. Ask for the new one.",
    ),
    "X.1.7": ("The sender's address is not well formed", "The return path (MAIL FROM) cannot be read as an address."),
    "X.1.8": (
        "The sender's domain cannot be found",
        (
            "The domain of the return path does not exist in DNS or cannot take replies, so the receiver does not "
            "believe in the sender."
        ),
    ),
    "X.1.9": (
        "Handed on to a system that reports nothing",
        "The message went to an older mail system; whether it arrived is not known.",
    ),
    "X.1.10": (
        "The recipient's domain takes no mail",
        "It says so in DNS by a null MX (RFC 7505). The address is wrong, or mail is not wanted there.",
    ),
    "X.2.0": ("Something about the mailbox is wrong", "The address exists. What is wrong stands in the text."),
    "X.2.1": ("The mailbox is switched off", "It exists and takes no messages now, perhaps never again."),
    "X.2.2": ("The mailbox is full", "The recipient has to make room. Tell him another way."),
    "X.2.3": (
        "The message is longer than this mailbox may take",
        "A limit of the mailbox, not of the whole system. Send less, or a link.",
    ),
    "X.2.4": ("The mailing list could not be opened", "Its members cannot be found out. Whoever runs it must look."),
    "X.3.0": ("The receiving mail system has a problem", "Not the address, not the message. Try later."),
    "X.3.1": ("The receiving system has no room", "Its storage is full. Its administrator must act."),
    "X.3.2": ("The receiving system takes no mail now", "It is being stopped, serviced or overloaded. Try later."),
    "X.3.3": ("The receiving system lacks a feature", "The message needs something that it cannot do."),
    "X.3.4": ("The message is larger than the system takes", "Send it smaller, or send a link."),
    "X.3.5": ("The receiving system is set up wrongly", "Its administrator must act."),
    "X.3.6": ("The priority was changed", "The message was taken, with another priority (RFC 6710)."),
    "X.4.0": ("A problem of the network", "No more is said."),
    "X.4.1": ("The other server does not answer", "It could not be reached. The sending server goes on trying."),
    "X.4.2": ("The connection broke off", "It was made and then lost, or it timed out in the middle."),
    "X.4.3": ("A directory or DNS did not answer", "The next server could not be looked up."),
    "X.4.4": (
        "There is no way to the recipient",
        "DNS names no server for the domain, or a rule of routing is missing.",
    ),
    "X.4.5": ("Too much mail at once", "A server on the way is overloaded. It goes on by itself."),
    "X.4.6": ("The message went round in circles", "Two servers or two forwarding rules pass it to each other."),
    "X.4.7": (
        "The time for trying is over",
        "The sending server tried for hours or days and never got through. The reason is in its earlier attempts.",
    ),
    "X.5.0": ("The two servers did not understand each other", "No more is said."),
    "X.5.1": (
        "A command that is unknown or not allowed here",
        "A fault of one of the two programs, or a filter between.",
    ),
    "X.5.2": ("A command that cannot be read", "Its syntax is wrong; often an address with characters out of place."),
    "X.5.3": ("Too many recipients", "Send to fewer at a time."),
    "X.5.4": ("A command with arguments that are not allowed", "The command is known, what stands behind it is not."),
    "X.5.5": ("The versions of the protocol do not fit", "One of the two programs is too old or too new."),
    "X.5.6": ("The sign-in data are too long", "A line of the SMTP AUTH conversation passes the limit (RFC 4954)."),
    "X.6.0": ("Something about the content is wrong", "No more is said."),
    "X.6.1": (
        "Content of this kind is not taken",
        "A type of attachment or of encoding that the recipient cannot use.",
    ),
    "X.6.2": ("The content would have to be converted, and must not be", "The sender or a policy forbids it."),
    "X.6.3": ("The content would have to be converted, and cannot be", "A server on the way does not know how."),
    "X.6.4": ("Converted, and something was lost", "The message arrived, not quite as it was sent."),
    "X.6.5": ("The content could not be converted", "It was tried and failed."),
    "X.6.6": (
        "The content to be fetched is not there",
        "A part that the message points to could not be had (RFC 4468).",
    ),
    "X.6.7": (
        "An address beyond ASCII is not taken",
        "The server does not know internationalized addresses (RFC 6531). Use an address in plain letters.",
    ),
    "X.6.8": ("The answer would need UTF-8", "The other side did not say that it understands it (RFC 6531)."),
    "X.6.9": ("A header in UTF-8 cannot be passed on", "The next server does not take it (RFC 6531)."),
    "X.6.10": ("The answer would need UTF-8", "Out of use: see X.6.8."),
    "X.7.0": ("Refused for security or by a policy", "No more is said. The text may tell."),
    "X.7.1": (
        "You may not send this there",
        "The most general refusal: spam filters, blocklists, SPF, missing permission all use it. Only the text tells.",
    ),
    "X.7.2": ("You may not write to this list", "Only members or certain senders may."),
    "X.7.3": (
        "The message would have to be protected otherwise",
        "A conversion of its protection is needed, and not possible.",
    ),
    "X.7.4": ("A protection is asked for that is not supported", "One of the two servers lacks it."),
    "X.7.5": ("A failure of cryptography", "A key, certificate or signature could not be used."),
    "X.7.6": ("An algorithm that is not supported", "The two sides have none in common."),
    "X.7.7": ("The message was changed on the way", "Its check sum does not fit."),
    "X.7.8": ("The sign-in failed", "User name or password are wrong (RFC 4954)."),
    "X.7.9": ("The way of signing in is too weak", "The account needs a stronger one (RFC 4954)."),
    "X.7.10": ("Encryption is needed", "The server answers this only over TLS (RFC 5248)."),
    "X.7.11": ("This way of signing in needs encryption", "Turn on TLS first (RFC 4954)."),
    "X.7.12": ("The password has to be set anew", "The server needs it once in another form (RFC 4954)."),
    "X.7.13": ("The account is disabled", "Its administrator has switched it off (RFC 5248)."),
    "X.7.14": ("A trust relationship is missing", "The server must be told first to believe the other one (RFC 5248)."),
    "X.7.15": ("The priority is too low", "The receiver takes only more urgent mail now (RFC 6710)."),
    "X.7.16": ("Too large for its priority", "With this priority only smaller messages are taken (RFC 6710)."),
    "X.7.17": (
        "The mailbox has another owner now",
        "The sender asked that only the former owner gets the message (RFC 7293).",
    ),
    "X.7.18": ("The domain has another owner now", "The sender asked that only the former owner gets it (RFC 7293)."),
    "X.7.19": (
        "Whether the owner changed cannot be tested",
        "A server on the way does not support the test (RFC 7293).",
    ),
    "X.7.20": (
        "No DKIM signature is valid",
        (
            "None of the signatures passed, or there is none (RFC 7372). The message was changed after it was signed, "
            "or the key in DNS is missing."
        ),
    ),
    "X.7.21": (
        "No DKIM signature is acceptable",
        "One is valid and does not satisfy the receiver's policy (RFC 7372).",
    ),
    "X.7.22": (
        "No valid DKIM signature is the author's",
        "Signatures of other domains are valid; the receiver wants one of the domain in From (RFC 7372).",
    ),
    "X.7.23": (
        "SPF did not pass",
        (
            "The address that handed the message over is not authorised by the SPF record of the sender's domain, and "
            "the receiver refuses such mail (RFC 7372). The way out is almost never to send again: find out whose "
            "address it was, and have the record or the path corrected."
        ),
    ),
    "X.7.24": (
        "SPF could not be evaluated",
        "The record has an error (permerror) or DNS did not answer (temperror) (RFC 7372).",
    ),
    "X.7.25": (
        "The sending server's name does not lead back to it",
        "The PTR record of its address is missing, or names a host that has another address (RFC 7372).",
    ),
    "X.7.26": (
        "Several proofs of origin failed",
        "None of SPF, DKIM, DMARC and the like satisfied the receiver (RFC 7372).",
    ),
    "X.7.27": (
        "The sender's domain takes no mail",
        "It has a null MX (RFC 7505), so nobody could answer the message. Some vendors mean SPF by it.",
    ),
    "X.7.28": ("Too much mail of the same kind", "The receiver sees a flood and holds this sender back."),
    "X.7.29": ("The ARC chain is not valid", "The seals of earlier servers do not hold (RFC 8617)."),
    "X.7.30": ("The receiver cannot promise TLS all the way", "The sender asked for it (REQUIRETLS, RFC 8689)."),
}
# What mailmend finds when it meets the code; nothing where the code alone leads nowhere.
SEE = {
    "X.1.1": ("MM-BOUNCE-002",),
    "X.1.2": ("MM-BOUNCE-005",),
    "X.1.6": ("MM-BOUNCE-019",),
    "X.1.8": ("MM-DNS-001",),
    "X.1.10": ("MM-BOUNCE-006",),
    "X.2.1": ("MM-BOUNCE-023",),
    "X.2.2": ("MM-BOUNCE-003",),
    "X.3.4": ("MM-BOUNCE-004",),
    "X.4.6": ("MM-BOUNCE-020",),
    "X.4.7": ("MM-BOUNCE-018",),
    "X.7.1": ("MM-SPF-001", "MM-BOUNCE-001"),
    "X.7.20": ("DKIM", "MM-DMARC-001"),
    "X.7.23": ("MM-SPF-001", "MM-SPF-002", "MM-POOL-002", "MM-RECEIVER-001", "SPF"),
    "X.7.24": ("MM-SPF-005", "MM-SPF-004", "MM-DNS-001", "permerror", "temperror"),
    "X.7.25": ("PTR", "HELO"),
    "X.7.26": ("MM-DMARC-001", "DMARC"),
    "X.7.27": ("X.1.10",),
    "X.7.29": ("ARC",),
}

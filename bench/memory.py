"""``python -m bench.memory``: a mailbox of 100,000 bounces and ordinary mails, read as a stream; memory on the way.

The mailbox is made in a temporary folder, every message with addresses, ids and words of its own, so that nothing can
be shared by accident. Resident memory is taken every 10,000 notifications; it may not grow by more than 20 MB after
the first 10,000.
"""

from __future__ import annotations

import argparse
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_MOST_GROWTH = 20
_STEP = 10_000
_READER = """
import re, sys
from pathlib import Path
from mailmend.client import read
from mailmend.sources.files import inputs
count = 0
for found in (found for given in inputs(sys.argv[1]) for found in read(given.source)):
    [attempt.owner for attempt in found.attempts]
    count += 1
    if count % {step} == 0:
        status = Path("/proc/self/status").read_text()
        print(count, int(re.search(r"VmRSS:\\s+(\\d+)", status)[1]) // 1024, flush=True)
print(count, 0, flush=True)
"""
_BOUNCE = """From MAILER-DAEMON Mon Jan  5 10:00:00 2026
Return-Path: <>
Received: by mx{n}.h{h}.example (Postfix) id {n:08X}; Mon, 5 Jan 2026 10:00:00 +0000
Date: Mon, 5 Jan 2026 10:00:00 +0000
From: MAILER-DAEMON@mx{n}.h{h}.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: anna{n}@contoso.com
Message-Id: <{n}@mx{h}.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b{n}"

--b{n}
Content-Type: text/plain; charset=utf-8

This is the mail system at host mx{n}.h{h}.example.

<user{n}@d{h}.example>: host mx.d{h}.example[192.0.2.{h}] said: {reply} (in reply to RCPT TO command)

--b{n}
Content-Type: message/delivery-status

Reporting-MTA: dns; mx{n}.h{h}.example

Final-Recipient: rfc822; user{n}@d{h}.example
Action: failed
Status: 5.0.0
Remote-MTA: dns; mx.d{h}.example
Diagnostic-Code: smtp; {reply}

--b{n}
Content-Type: message/rfc822

From: Anna <anna{n}@contoso.com>
To: user{n}@d{h}.example
Subject: Offer {n}
Message-ID: <o{n}@contoso.com>

{words}
--b{n}--

"""
_ORDINARY = """From bob@fabrikam.example Mon Jan  5 10:00:00 2026
From: Bob {n} <bob{n}@d{h}.example>
To: anna@contoso.com
Subject: Lunch {n}
Message-ID: <l{n}@d{h}.example>

{words}

"""
_REPLIES = (
    "550 5.1.1 <user{n}@d{h}.example>: Recipient address rejected: User unknown {n}",
    "550 5.7.23 SPF fail {n}: 203.0.113.{h} is not permitted to send for contoso{n}.example",
    "452 4.2.2 The mailbox of user{n} is full, see https://help.d{h}.example/{n}",
    "554 5.7.1 Message {n} rejected as spam, score {h}",
    "421 4.7.0 Try again later, {n}",
)


def mailbox(path: Path, count: int) -> None:
    """Write ``count`` messages, two bounces for each ordinary mail."""
    chance = random.Random(5)
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for n in range(count):
            h = n % 250
            words = " ".join(f"word{chance.randrange(10**6)}" for _ in range(40))
            reply = _REPLIES[n % len(_REPLIES)].format(n=n, h=h)
            out.write((_ORDINARY if n % 3 == 2 else _BOUNCE).format(n=n, h=h, words=words, reply=reply))


def main() -> None:
    """Print memory on the way; exit code 1 where it grows."""
    options = argparse.ArgumentParser(prog="bench.memory", description=__doc__)
    options.add_argument("--count", type=int, default=100_000)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "inbox.mbox"
        mailbox(path, chosen.count)
        print(f"{chosen.count:,} messages, {path.stat().st_size / 1e6:,.0f} MB")
        started, sizes = time.monotonic(), list[int]()
        command = [sys.executable, "-c", _READER.format(step=min(_STEP, chosen.count // 4)), str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            for line in process.stdout:
                count, size = map(int, re.findall(r"\d+", line))
                if size:
                    sizes.append(size)
                    print(f"{count:>9,} notifications  {size:4} MB  {time.monotonic() - started:6.1f} s", flush=True)
    growth = max(sizes[1:], default=0) - sizes[0] if sizes else 0
    print(f"growth after the first {min(_STEP, chosen.count // 4):,}: {growth} MB")
    raise SystemExit(1 if not sizes or growth > _MOST_GROWTH else 0)


if __name__ == "__main__":
    main()

from __future__ import annotations

import pytest

from mailmend.dialects.reading.hosts import speaker, talked_to


@pytest.mark.parametrize(
    ("before", "host", "ip"),
    [
        ("host mx.x.example[192.0.2.1] said: ", "mx.x.example", "192.0.2.1"),
        ("host mx.x.example [2001:db8::1]: ", "mx.x.example", "2001:db8::1"),
        ("mx.x.example [192.0.2.1] did not like our RCPT TO:\n", "mx.x.example", "192.0.2.1"),
        ("host: mx.x.example\n", "mx.x.example", None),
        ("Remote server: mx.x.example\n", "mx.x.example", None),
        ("bob:0:<bob@x.example> : 192.0.2.9 : mx.x.example:[192.0.2.1] : ", "mx.x.example", "192.0.2.1"),
        ("192.0.2.1 does not like recipient.\nRemote host said: ", None, "192.0.2.1"),
        ("Your message to bob@x.example: ", None, None),
    ],
)
def test_speaker(before, host, ip):
    assert speaker(before) == (host, ip)


def test_a_transcript_names_the_server_it_talked_to_last():
    assert talked_to("... while talking to a.example.:\n>>> x\n... while talking to b.example.:\n") == "b.example"

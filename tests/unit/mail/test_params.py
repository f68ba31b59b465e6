from __future__ import annotations

import pytest

from mailmend.mail.params import content_type


@pytest.mark.parametrize(
    ("value", "media_type", "params"),
    [
        ("", "text/plain", {}),
        ("Text/HTML; Charset=utf-8", "text/html", {"charset": "utf-8"}),
        ('multipart/mixed;\tboundary="a b;c"', "multipart/mixed", {"boundary": "a b;c"}),
        ('text/plain; name="a\\"b"', "text/plain", {"name": 'a"b'}),
        ("text", "text/plain", {}),  # RFC 2045 §5.2
        ("text/plain; a=1; a=2", "text/plain", {"a": "1"}),
        ("x/y; n*0=ab; n*1=cd", "x/y", {"n": "abcd"}),  # RFC 2231 §3
        ("x/y; n*=utf-8'en'caf%C3%A9", "x/y", {"n": "café"}),  # RFC 2231 §4
        ("x/y; n*0*=utf-8''caf%C3; n*1*=%A9", "x/y", {"n": "café"}),
        ('multipart/report; boundary="never closed', "multipart/report", {"boundary": "never closed"}),
    ],
)
def test_content_type(value, media_type, params):
    kind, found = content_type(value)
    assert (kind, dict(found)) == (media_type, params)

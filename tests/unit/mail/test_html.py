from __future__ import annotations

import time

import pytest

from mailmend.mail.html import as_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a</p><p>b</p>", "a\nb\n"),
        ("a<br>b<BR/>c", "a\nb\nc"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a\tb\nc\n"),
        ("a\n  b\tc", "a b c"),
        ("<pre>a\n  b</pre>", "a\n  b\n"),
        ("-&gt; &lt;anna@contoso.com&gt; &#39;x&#x27;", "-> <anna@contoso.com> 'x'"),
        ("to <anna@contoso.com> 1 < 2", "to <anna@contoso.com> 1 < 2"),
        ("a<!-- <p>no</p> -->b", "ab"),
        ("a<script>no</script>b<style>no</style>c", "abc"),
        ("a<script>never closed", "a"),
        ("a<!-- never closed", "a"),
        ("<p title='never closed", "<p title='never closed"),
    ],
)
def test_as_text(html, text):
    assert as_text(html)[0] == text


@pytest.mark.parametrize("token", ["<", "<!--", "<p", "<p ", "&lt", "<script>", "</", "\n<pre>", " "])
def test_repetition_takes_linear_time(token):
    started = time.perf_counter()
    as_text(token * (500_000 // len(token)))
    assert time.perf_counter() - started < 3

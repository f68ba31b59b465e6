from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mailmend.dkim import tag_list, tags


def test_values_keep_their_equals_signs_and_lose_outer_space():
    assert tag_list("v = DMARC1 ;p=none; b=abc==;") == (("v", "DMARC1"), ("p", "none"), ("b", "abc=="))


def test_what_is_no_tag_is_left_out():
    assert tag_list("; word; =x; a=1; a=2") == (("a", "1"), ("a", "2"))


@given(
    st.lists(st.tuples(st.from_regex(r"[a-z]{1,5}", fullmatch=True), st.from_regex(r"[!-:<-~]{1,9}", fullmatch=True)))
)
def test_a_list_is_read_back(tags):
    assert list(tag_list("; ".join(f"{name}={value}" for name, value in tags))) == tags


@given(st.text())
def test_any_text_is_a_list(text):
    assert all(name for name, _ in tag_list(text))


def test_parts_have_their_places():
    text = " v = 1 ;word;; p=; =x "
    found = list(tags(text))
    assert [(tag.name, tag.value, tag.span.of(text), tag.value_span.of(text)) for tag in found] == [
        ("v", "1", "v = 1", "1"),
        ("", "word", "word", "word"),
        ("p", "", "p=", ""),
        ("", "=x", "=x", "=x"),
    ]


@given(st.text())
def test_every_part_lies_in_the_text(text):
    for tag in tags(text):
        assert 0 <= tag.span.start <= tag.value_span.start <= tag.value_span.end <= tag.span.end <= len(text)

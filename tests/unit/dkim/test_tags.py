from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mailmend.dkim import tag_list


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

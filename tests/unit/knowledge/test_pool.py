"""Microsoft's delivery pools."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailmend.model import Confidence
from mailmend.sources.packaged import knowledge

POOLS = knowledge().pools
HOSTS = ".outbound.protection.outlook.com"


@pytest.mark.parametrize(
    ("ip", "pool", "confidence"),
    [
        ("40.95.110.71", "relay", "likely"),
        ("::ffff:40.95.110.71", "relay", "likely"),
        ("52.103.192.4", "relay", "likely"),
        ("52.103.200.4", "relay", "possible"),
        ("52.100.174.230", "high-risk", "likely"),
        ("52.102.1.1", "high-risk", "likely"),
        ("52.101.68.14", "regular", "likely"),
        ("40.107.0.1", "regular", "likely"),
        ("40.93.1.1", "regular", "likely"),
        ("104.47.1.1", "regular", "likely"),
        ("40.92.1.1", "consumer", "likely"),
        ("52.103.1.1", "consumer", "likely"),
        ("2a01:111:f403:d912::1", "high-risk", "possible"),
        ("2a01:111:f400:7d00::312", "high-risk", "possible"),
    ],
)
def test_an_address_tells_its_pool(ip, pool, confidence):
    sign = POOLS.by_address(ip)
    assert (sign.pool, sign.confidence, sign.signal) == (pool, confidence, "S5")
    assert sign.reason
    assert sign.source


@pytest.mark.parametrize(
    "ip", ["198.51.100.1", "104.47.128.1", "2a01:111:f400:7d00::340", "2001:db8::1", "", "x", "40.95"]
)
def test_other_addresses_tell_none(ip):
    assert POOLS.by_address(ip) is None


@pytest.mark.parametrize(
    ("label", "pool"),
    [
        ("mail-bn8nam12on2040", "regular"),
        ("mail-westeuropeazon11010012", "regular"),
        ("mail-dm6nam10lp2100", "regular"),
        ("mail-eopbgr80044", "regular"),
        ("mail-vi1eur05hn2230", "high-risk"),
        ("mail-eastus2azhn15010", "high-risk"),
        ("mail-bgr052100128019", "high-risk"),
        ("mail-am6eur05rlnn2050", "relay"),
        ("mail-eastus2azrln11011", "relay"),
        ("mail-am6eur05rlhn2050", "relay-high-risk"),
        ("mail-co1nam11olkn2085", "consumer"),
        ("mail-oln040092066013", None),
        ("mail-dm6nam10acsn2100", "acs"),
        ("mail-x", None),
        ("NAM12-DM6-obe", None),
    ],
)
def test_the_letters_of_a_host_tell_its_pool(label, pool):
    sign = POOLS.by_host(label.upper() + HOSTS + ".")
    assert (sign and sign.pool) == pool


def test_a_name_elsewhere_tells_nothing():
    assert POOLS.by_host("mail-vi1eur05hn2230.outbound.protection.outlook.com.evil.example") is None
    assert POOLS.by_host("mail-" + "a" * 5000 + HOSTS) is None


@pytest.mark.parametrize(
    ("code", "pool"),
    [
        ("1101", "regular"),
        ("1102", "regular"),
        ("1501", "high-risk"),
        ("1022", "relay"),
        ("1023", "relay-high-risk"),
        ("1901", "consumer"),
        ("9999", None),
    ],
)
def test_an_sfp_code_tells_its_pool(code, pool):
    sign = POOLS.by_sfp(code)
    assert (sign and sign.pool) == pool


@pytest.mark.parametrize(
    ("value", "pool", "confidence"),
    [
        ("RegularRelayOutboundPool", "relay", "certain"),
        ("HighRiskOutboundPool", "high-risk", "possible"),
        ("HighRiskRelayOutboundPool", "relay-high-risk", "possible"),
        ("SomeRelayPool", "relay", "possible"),
    ],
)
def test_a_trace_names_the_pool(value, pool, confidence):
    sign = POOLS.by_trace(value)
    assert (sign.pool, sign.confidence) == (pool, confidence)


def test_an_unknown_trace_value_tells_nothing():
    assert POOLS.by_trace("Pool7") is None


def test_unpublished_pools_are_never_covered_by_the_published_include():
    unpublished = {pool.id for pool in POOLS.pools.values() if not pool.published}
    assert unpublished == {"relay", "relay-high-risk"}
    assert not POOLS.is_published("relay")
    assert not POOLS.is_published("unheard-of")
    assert POOLS.is_published("regular")


@pytest.mark.parametrize(
    ("ip", "known"),
    [("40.107.1.1", True), ("40.95.1.1", True), ("2a01:111:f400::1", True), ("40.94.1.1", False), ("x", False)],
)
def test_microsofts_addresses_are_recognised(ip, known):
    assert POOLS.is_microsoft(ip) is known


def test_every_range_is_microsofts_and_of_a_known_pool():
    for span in POOLS._ranges:
        assert span.row.pool in POOLS.pools
        assert POOLS.is_microsoft(span.row.network.partition("/")[0])


def test_only_microsofts_own_trace_is_certain():
    assert {s.id for s in POOLS.signals.values() if s.confidence is Confidence.CERTAIN} == {"S1"}
    assert {s.pool for s in POOLS.signals.values() if s.pool} <= set(POOLS.pools)


def test_the_published_includes():
    assert "spf.protection.outlook.com" in POOLS.published_includes


@given(st.text(max_size=60))
def test_any_text_gets_an_answer(text):
    assert POOLS.by_address(text) is None or POOLS.is_microsoft(text)
    POOLS.by_host(text + HOSTS)

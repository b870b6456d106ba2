"""One code, one key; the key before it stays good for the requests that are under way."""

import base64
import secrets
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from sidecar import runtime
from sidecar.clock import ShiftedClock
from sidecar.errors import Refused
from sidecar.runtime import Runtime
from sidecar.usecases import pairing
from tests.interleaving import just_before


def pair(rt: Runtime, code: str, **changes: str) -> pairing.Paired:
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    known = {"site_url": rt.config.site_url, "table_prefix": "wp_", "key": key}
    return pairing.pair(rt, pairing.PairingRequest(pairing.read_code(code), **known | changes))


def told(rt: Runtime, code: str, **changes: str) -> str:
    try:
        return pair(rt, code, **changes).key_id[:3]
    except Refused as refused:
        return refused.code


def test_of_many_who_use_a_code_at_once_one_is_paired(rt: Runtime) -> None:
    code = pairing.create_code(rt)
    with ThreadPoolExecutor(8) as pool:
        answers = Counter(pool.map(lambda _: told(rt, code), range(16)))
    assert answers == {"sp-": 1, "pairing_code_used": 15}


def test_a_code_that_was_used_between_our_two_looks_pairs_nobody_else(rt: Runtime) -> None:
    code = pairing.create_code(rt)
    with just_before(pairing, "fingerprint", lambda: pair(rt, code)):
        assert told(rt, code) == "pairing_code_used"


def test_a_code_is_good_for_ten_minutes_and_five_wrong_sites(rt: Runtime) -> None:
    code = pairing.create_code(rt)
    late = runtime.build(rt.config, ShiftedClock(rt.clock.now() + timedelta(minutes=10, seconds=1)))
    assert told(late, code) == "pairing_code_expired"
    late.db.close()
    assert [told(rt, code, site_url="http://evil.test") for _ in range(5)] == ["pairing_wrong_site"] * 5
    assert told(rt, code) == "pairing_code_expired"
    assert told(rt, "sp1." + base64.urlsafe_b64encode(b'{"c":"x"}').decode()) == "pairing_code_unknown"


def test_the_old_key_lives_ten_minutes_beside_the_new_one(rt: Runtime) -> None:
    old, new = (pair(rt, pairing.create_code(rt)).key_id for _ in range(2))
    for minutes, alive in ((9, True), (11, False)):
        later = runtime.build(rt.config, ShiftedClock(rt.clock.now() + timedelta(minutes=minutes)))
        assert (pairing.secret_of(later, old) is not None) is alive
        assert pairing.secret_of(later, new) is not None
        connection = pairing.connection(later)
        later.db.close()
        assert connection is not None
        assert connection.key_id == new


@pytest.mark.parametrize("key", ["", "AAAA", "é" * 44, "A" * 44, "=" * 44, base64.b64encode(b"x" * 31).decode()])
def test_a_key_that_is_not_32_bytes_leaves_the_code_unused(rt: Runtime, key: str) -> None:
    code = pairing.create_code(rt)
    assert told(rt, code, key=key) == "invalid_fields"
    assert told(rt, code) == "sp-"

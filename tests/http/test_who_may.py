"""Each route with each set of capabilities, really signed: it is let in exactly where tests/who_may.py says so."""

from dataclasses import replace
from itertools import combinations

import pytest

from sidecar.domain import capabilities
from sidecar.domain.capabilities import MANAGE, REFUND, SELL, VIEW
from sidecar.web.auth import allow
from tests.http.conftest import GUEST, SYSTEM, Plugin, actor_json, code_of, path_of
from tests.studio import ALICE, CAROL
from tests.who_may import ROUTES
from wp_bridge.records import Actor

SETS = [frozenset(some) for size in range(5) for some in combinations(sorted(capabilities.ALL), size)]
UNSIGNED = {("GET", "/health"), ("POST", "/v1/pairing"), ("POST", "/webhooks/stripe"), ("POST", "/webhooks/paypal")}


def test_every_route_has_its_row_and_takes_what_the_row_says(plugin: Plugin) -> None:
    app = plugin.client.application
    found = {}
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            if (method, rule.rule) not in UNSIGNED:
                found[method, rule.rule] = (set(view.allowed_kinds), view.needs)  # type: ignore[attr-defined]
    assert found == {route: (set(kinds), needs) for route, (kinds, needs) in ROUTES.items()}


def test_a_route_for_staff_cannot_be_made_without_saying_what_it_needs() -> None:
    with pytest.raises(TypeError, match="what it needs"):
        allow("staff")


def answer_to(plugin: Plugin, method: str, rule: str, actor: Actor) -> tuple[int, str]:
    """With a body that no route can read: who is let in gets no further than that."""
    body = b"" if method == "GET" else b"{"
    response = plugin.send(method, path_of(rule), body, actor)
    return (response.status_code, "") if response.status_code < 400 else code_of(response)


def test_every_route_with_every_set_of_capabilities(shop: Plugin) -> None:
    for (method, rule), (kinds, needs) in ROUTES.items():
        for caps in SETS:
            status, code = answer_to(shop, method, rule, replace(CAROL, caps=caps))
            if "staff" not in kinds:
                assert (status, code) == (403, "forbidden"), (method, rule)
            elif needs and needs not in capabilities.known(caps):
                assert (status, code) == (403, "not_permitted"), (method, rule, caps)
            else:
                assert status not in {401, 403} and status < 500, (method, rule, caps, code)


def test_every_route_with_every_kind_of_actor(shop: Plugin) -> None:
    """Whatever capabilities they claim: only staff have any."""
    for (method, rule), (kinds, _) in ROUTES.items():
        for actor in (GUEST, ALICE, SYSTEM):
            status, code = answer_to(shop, method, rule, replace(actor, caps=capabilities.ALL))
            refused = "login_required" if actor is GUEST and "customer" in kinds else "forbidden"
            if actor.kind in kinds:
                assert status not in {401, 403} and status < 500, (method, rule, actor.kind, code)
            else:
                assert (status, code) == (403, refused), (method, rule, actor.kind)


def test_each_capability_opens_its_own_part_only(shop: Plugin) -> None:
    order = "/v1/manage/orders/01J00000000000000000000000"
    asks = {
        VIEW: ("GET", "/v1/manage/overview"),
        SELL: ("POST", f"{order}/cancel"),
        REFUND: ("POST", "/v1/manage/refunds/01J00000000000000000000000/sent"),
        MANAGE: ("GET", "/v1/manage/settings"),
    }
    for has in asks:
        for needs, (method, path) in asks.items():
            refused = answer_to(shop, method, path, replace(CAROL, caps=frozenset({has}))) == (403, "not_permitted")
            assert refused == (needs not in {has, VIEW}), (has, needs)


@pytest.mark.parametrize("claimed", ['"all"', "{}", "1", "null", "[1]", '[["manage_session_packages"]]', '["\\ud800"]'])
def test_capabilities_that_are_no_list_of_names_are_refused(shop: Plugin, claimed: str) -> None:
    actor = actor_json(replace(CAROL, caps=frozenset())).replace('"caps": []', f'"caps": {claimed}')
    response = shop.raw("GET", "/v1/manage/overview", b"", shop.headers("GET", "/v1/manage/overview", b"", actor))
    assert code_of(response) == (400, "actor_invalid")


def test_staff_without_capabilities_may_nothing(shop: Plugin) -> None:
    actor = actor_json(CAROL).replace(f'"caps": {str(sorted(capabilities.ALL)).replace(chr(39), chr(34))}, ', "")
    assert "caps" not in actor
    response = shop.raw("GET", "/v1/manage/overview", b"", shop.headers("GET", "/v1/manage/overview", b"", actor))
    assert code_of(response) == (403, "not_permitted")

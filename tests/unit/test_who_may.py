"""Every action of the plugin's forms has its row in tests/who_may.py, and its form is drawn only for who may."""

import re
from pathlib import Path

from sidecar.domain import capabilities
from sidecar.domain.capabilities import MANAGE, REFUND, SELL, VIEW
from tests.who_may import ACTIONS, QUESTIONS

PLUGIN = Path(__file__).parents[2] / "wp-plugin-stub" / "session-packages"
CONSTANTS = {"VIEW": VIEW, "SELL": SELL, "REFUND": REFUND, "MANAGE": MANAGE}
# Their forms are on pages that are refused as a whole to everybody else.
ON_CLOSED_PAGES = {"save_settings", "save_mail", "reset_mail", "save_mail_rules", "save_mail_delivery", "test_mail_delivery"}
ELSEWHERE = {"pair", "disconnect"}  # asked with WordPress's own capability


def test_every_action_has_its_row_and_takes_what_the_row_says() -> None:
    source = (PLUGIN / "inc" / "admin-actions.php").read_text(encoding="utf-8")
    rows = re.findall(r"^\t\t'([a-z_]+)'\s*=> array\( 'act_\w+', ('\w+'|[A-Z]+),", source, re.M)
    assert {do: CONSTANTS.get(takes, takes.strip("'")) for do, takes in rows} == ACTIONS


def test_every_form_asks_whether_its_action_may_be_done() -> None:
    sources = [path.read_text(encoding="utf-8") for path in [*PLUGIN.glob("inc/*.php"), *PLUGIN.glob("templates/admin/*.php")]]
    asked = {do for source in sources for do in re.findall(r"\bmay\( '([a-z_]+)' \)", source)}
    # One question is enough where two forms stand together.
    asked |= {"refund_withdraw"} if "refund_sent" in asked else set()
    assert set(ACTIONS) - ON_CLOSED_PAGES - ELSEWHERE == asked - ON_CLOSED_PAGES


def test_every_question_of_a_script_has_its_row_and_asks_first() -> None:
    hooks = (PLUGIN / "session-packages.php").read_text(encoding="utf-8")
    found = re.findall(r"'wp_ajax_(\w+)', __NAMESPACE__ . '\\\\(\w+)'", hooks)
    assert {name for name, _ in found} == set(QUESTIONS)
    assert "wp_ajax_nopriv" not in hooks, "visitors ask nothing"
    source = "".join(path.read_text(encoding="utf-8") for path in PLUGIN.glob("inc/*.php"))
    for name, function in found:
        asks = re.search(
            rf"^function {function}\(\): void \{{\n\tif \( ! may\( '(\w+)' \) \) \{{\n\t\twp_send_json_error", source, re.M
        )
        assert asks, f"{function} answers anybody"
        assert ACTIONS[asks.group(1)] == QUESTIONS[name]


def test_the_plugin_and_the_sidecar_name_the_same_capabilities() -> None:
    source = (PLUGIN / "inc" / "access.php").read_text(encoding="utf-8")
    assert dict(re.findall(r"^const ([A-Z]+)\s*= '(\w+_session_packages)';", source, re.M)) == CONSTANTS
    assert frozenset(CONSTANTS.values()) == capabilities.ALL


def test_who_may_do_anything_may_look_and_what_is_unknown_counts_for_nothing() -> None:
    assert capabilities.known([SELL, "edit_posts"]) == {SELL, VIEW}
    assert capabilities.known(["edit_posts", "Manage_Session_Packages", ""]) == frozenset()
    assert capabilities.known([MANAGE]) == {MANAGE, VIEW}, "managing is not selling or refunding"

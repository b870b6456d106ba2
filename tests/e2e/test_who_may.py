"""Roles: Carol says who may do what, and everybody sees and can do exactly their part."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from sidecar.domain.capabilities import MANAGE, REFUND, SELL, VIEW
from sidecar.usecases import purchase
from tests.e2e import site as places
from tests.e2e.pages import Person, admin_tab, cell, row
from tests.e2e.site import PASSWORDS, Counter, Site, add_customer
from tests.studio import CAROL, command
from tests.who_may import ACTIONS, QUESTIONS
from wp_bridge.records import CustomerPackage

pytestmark = pytest.mark.admin
POWERS = {"see": VIEW, "sell": SELL, "refund": REFUND, "manage": MANAGE}
# The actions that each of them may do, asked of WordPress itself.
ASK = """
foreach ( glob( WP_PLUGIN_DIR . '/session-packages/inc/*.php' ) as $file ) {
    if ( ! str_contains( $file, 'class-' ) ) { require_once $file; }
}
$may = [];
foreach ( $input as $name => $user ) {
    wp_set_current_user( $user );
    $may[ $name ] = array_values( array_filter( array_keys( SessionPackages\\admin_actions() ), 'SessionPackages\\may' ) );
}
wp_set_current_user( 1 );
return $may;
"""
ROLES = """
foreach ( $input as $role => list( $name, $capability ) ) { add_role( $role, $name, [ 'read' => true, $capability => true ] ); }
return true;
"""


# Before there were four capabilities one role could manage everything; then the plugin goes, and comes back as it was.
UPDATED_AND_REMOVED = """
$kept = [ get_option( 'session_packages_connection' ), get_option( 'session_packages_roles' ) ];
$is_ours = fn( $cap ) => str_contains( $cap, '_session_packages' );
$ours = fn( $role ) => array_values( array_filter( array_keys( get_role( $role )->capabilities ), $is_ours ) );
get_role( 'author' )->add_cap( 'manage_session_packages' );
delete_option( 'session_packages_roles' );
SessionPackages\\give_first_roles();
$updated = [ $ours( 'author' ), $ours( 'contributor' ) ];
SessionPackages\\set_role_capabilities( get_role( 'author' ), [] );
SessionPackages\\give_first_roles();
$once = $ours( 'author' );
update_user_meta( 1, 'session_packages_per_page', 50 );
update_user_meta( 1, 'managebookings_page_session-packages-customerscolumnshidden', [ 'status' ] );
$chosen = fn() => array_filter( array_keys( get_user_meta( 1 ) ), fn( $key ) => preg_match( '/session.packages/', $key ) );
define( 'WP_UNINSTALL_PLUGIN', 'session-packages/session-packages.php' );
$before = array_map( $ours, array_keys( wp_roles()->roles ) );
require WP_PLUGIN_DIR . '/session-packages/uninstall.php';
$left = array_merge( ...array_map( $ours, array_keys( wp_roles()->roles ) ) );
foreach ( array_keys( wp_roles()->roles ) as $number => $role ) { array_map( [ get_role( $role ), 'add_cap' ], $before[ $number ] ); }
update_option( 'session_packages_connection', $kept[0] );
update_option( 'session_packages_roles', $kept[1] );
return [ 'chosen' => $chosen(), 'updated' => $updated, 'once' => $once, 'left' => $left,
    'carol' => user_can( 1, 'refund_session_packages' ) ];
"""


@pytest.fixture(scope="module")
def desk(site: Site) -> Iterator[dict[str, int]]:
    """One role for each capability, and somebody in it: `see`, `sell`, `refund`, `manage`."""
    places.connect(site)
    names = {f"front_{power}": (f"Desk {power}", capability) for power, capability in POWERS.items()}
    site.php(ROLES, names)
    people = {}
    for power in POWERS:
        PASSWORDS[power] = f"{power}-demo"
        people[power] = add_customer(site.stack, power, f"Desk {power.title()}", role=f"front_{power}").wp_user_id or 0
    yield people
    site.php("foreach ( $input as $role ) { remove_role( $role ); } return true;", list(names))


def test_carol_gives_each_role_its_part(counter: Counter, desk: dict[str, int], carol: Person) -> None:
    admin_tab(carol, "settings", section="access")
    expect(carol.page.get_by_label("Administrator: Manage", exact=True)).to_be_disabled()
    expect(carol.page.get_by_label("Desk sell: See", exact=True)).to_be_checked()  # Who sells may see as well.
    carol.page.get_by_label("Desk sell: Sell", exact=True).uncheck()
    carol.page.get_by_label("Editor: Refund", exact=True).check()
    carol.press("Save")
    carol.reads("Saved who may do what.")
    expect(carol.page.get_by_label("Editor: See", exact=True)).to_be_checked()
    expect(carol.page.get_by_label("Desk sell: Sell", exact=True)).not_to_be_checked()
    carol.looks("admin-access")
    carol.page.get_by_label("Desk sell: Sell", exact=True).check()
    for power in ("See", "Refund"):
        carol.page.get_by_label(f"Editor: {power}", exact=True).uncheck()
    carol.press("Save")
    expect(carol.page.get_by_label("Desk sell: Sell", exact=True)).to_be_checked()


def test_what_staff_have_done_is_listed_by_person_and_kind(
    counter: Counter, site: Site, desk: dict[str, int], carol: Person
) -> None:
    dan = replace(CAROL, wp_user_id=desk["manage"], name="Dan Dunn")
    order = counter.order(counter.add_package(name="Called off"), site.alice)
    purchase.cancel_order(site.rt, command("cancel_order", dan, {"reason": "They moved away."}), order, "They moved away.")
    admin_tab(carol, "settings", section="activity")
    expect(cell(row(carol.page, "Changed who may do what"), "Who").first).to_have_text("Carol Clark")
    carol.reads("Editor: See, Refund; Desk sell: See", "Editor: –; Desk sell: See, Sell", "Added a package for sale")
    carol.page.get_by_label("Who", exact=True).select_option("Dan Dunn")
    carol.page.get_by_label("What", exact=True).select_option("Sales")
    carol.press("Filter")
    lines = carol.page.locator(".sp-activity tbody tr")
    expect(lines).to_have_count(1)
    expect(lines).to_contain_text("They moved away.")
    admin_tab(carol, "settings", section="activity")
    carol.looks("admin-activity")


def test_wordpress_lets_each_do_what_the_rows_say(site: Site, desk: dict[str, int]) -> None:
    told = site.php(ASK, {"carol": 1, **desk})
    for power, capability in POWERS.items():
        assert set(told[power]) == {do for do, takes in ACTIONS.items() if takes == capability}, power
    assert set(told["carol"]) == set(ACTIONS)


def _screens(site: Site, holding: CustomerPackage, order: str) -> list[str]:
    """Addresses of all there is to see, as anybody may type them."""
    customer = site.one("SELECT public_id FROM {p}customers WHERE id = %s", holding.customer_id)
    package = site.one("SELECT public_id FROM {p}packages WHERE id = %s", holding.package_id)
    mail = site.one("SELECT MAX(id) FROM {p}outbox WHERE mail_status IS NOT NULL")
    sections = ("", "mails", "mail&mail=receipt", "mail-log", f"logged-mail&mail={mail}", "access", "activity")
    screens = ["", "&tab=packages", "&tab=packages&edit=new", f"&tab=packages&edit={package}", "&tab=customers"]
    screens += [f"&tab=customers&{ask}" for ask in ("status=awaiting_payment", "sell=who", "import=1", "extend=1")]
    screens += [f"&tab=customers&view={holding.public_id}", f"&tab=customers&customer={customer}"]
    screens += [
        f"&tab=customers&view={holding.public_id}&{step}"
        for step in ("change=adjust", "change=suspend", "refund=choose", "refund=confirm&rule=unused_value")
    ]
    return screens + [f"&tab=settings&section={section}" for section in sections] + [f"&tab=customers&sell=what&order={order}"]


@pytest.mark.parametrize("power", POWERS)
def test_no_screen_has_a_form_that_its_reader_may_not_send(
    power: str, counter: Counter, site: Site, desk: dict[str, int], visitor: Any
) -> None:
    holding = counter.sell(site.alice, name="Everywhere")
    order = counter.order(counter.add_package(name="Ordered everywhere"), site.alice)
    person, found = visitor(power), set()
    for screen in _screens(site, holding, order):
        answer = person.context.request.get(f"/wp-admin/admin.php?page=session-packages{screen}")
        assert answer.status == 200, screen
        found |= {(do, screen) for do in re.findall(r'name="do" value="([a-z_]+)"', answer.text())}
    allowed = {do for do, takes in ACTIONS.items() if takes == POWERS[power]}
    assert {(do, screen) for do, screen in found if do not in allowed} == set()
    assert bool(found) == (power != "see")


@pytest.mark.parametrize("power", POWERS)
def test_everybody_sees_their_part_only(power: str, counter: Counter, site: Site, desk: dict[str, int], visitor: Any) -> None:
    person = visitor(power)
    holding = counter.sell(site.alice, name="At the desk").public_id
    order = counter.order(counter.add_package(name="Ordered at the desk"), site.alice)
    admin_tab(person, "customers", status="awaiting_payment", s="Ordered at the desk")
    expect(person.page.locator(f"#order-{order}")).to_be_visible()
    forms = person.page.locator(f"#order-{order} form")
    expect(forms).to_have_count(2 if power == "sell" else 0)
    expect(person.page.get_by_role("link", name="Add New Package")).to_have_count(1 if power == "manage" else 0)
    admin_tab(person, "customers", view=holding)
    expect(person.page.get_by_role("link", name="Refund unused sessions…")).to_have_count(1 if power == "refund" else 0)
    admin_tab(person, "settings")
    sections = person.page.locator(".sp-sections a")
    assert ("General" in sections.all_inner_texts()) == (power == "manage")
    expect(sections.get_by_text("Mail log")).to_have_count(1)


@pytest.mark.parametrize("power", POWERS)
def test_a_forged_form_is_refused_to_whom_it_is_not_for(power: str, site: Site, desk: dict[str, int], visitor: Any) -> None:
    person, answers = visitor(power), set()
    for do in ("save_access", "save_package", "cancel_order", "refund_sent"):
        form = {"action": "session_packages", "do": do, "id": "", "key": str(uuid4()), "_wpnonce": "0123456789"}
        answer = person.context.request.post("/wp-admin/admin-post.php", form=form, max_redirects=0)
        answers.add((answer.status, "You are not allowed to do this." in answer.text()))
        assert answer.status == 403
    for question, takes in QUESTIONS.items():
        answer = person.context.request.post("/wp-admin/admin-ajax.php", form={"action": question, "_wpnonce": "0123456789"})
        assert (answer.status, answer.text() == "-1") == (403, POWERS[power] == takes), "a nonce is asked of who may"
    # One of the four got as far as its nonce: the one that is theirs.
    assert ((403, False) in answers) == (power != "see")


def test_an_update_takes_nothing_away_and_removing_the_plugin_leaves_nothing(counter: Counter, site: Site) -> None:
    told = site.php(UPDATED_AND_REMOVED)
    assert [sorted(caps) for caps in told["updated"]] == [sorted(POWERS.values()), []]
    assert told["once"] == [], "what was taken from a role is not given again"
    assert (told["left"], told["chosen"]) == ([], [])
    assert told["carol"], "who manages the site may do everything, whatever the roles say"

"""Packages for sale as the owner arranges them: counted, put in order, tried out before they are saved."""

from dataclasses import replace

import pytest

from devstack.stack import Stack
from sidecar.errors import InvalidFields, NotFound
from sidecar.usecases import catalogue, shelf_order
from sidecar.usecases.catalogue import PackageForm
from tests.interleaving import in_the_middle
from tests.studio import BOB, CAROL, HOST, YOGA_10, Studio, command
from wp_bridge import packages

pytestmark = pytest.mark.admin
NAMES = ("First", "Second", "Third", "Fourth")


@pytest.fixture
def shelf(studio: Studio) -> dict[str, str]:
    """Four packages, made without a place of their own; the third is a draft."""
    return {
        name: studio.add_package(name=name, position=None, **({"status": "draft"} if name == "Third" else {})) for name in NAMES
    }


def shown(studio: Studio, status: str = "all") -> list[str]:
    return [card.listed.version.name for card in catalogue.managed(studio.rt, status=status).cards]


def move(studio: Studio, package: str, step: int, view: str = "all", key: str = "") -> None:
    shelf_order.move(studio.rt, command("package_move", CAROL, {"step": step}, key=key), package, step, view)


def form(studio: Studio, **changes: object) -> PackageForm:
    return replace(YOGA_10, **{"services": ((HOST, studio.yoga),)} | changes)  # type: ignore[arg-type]


def test_new_ones_stand_at_the_end_and_an_edit_leaves_them_where_they_are(studio: Studio, shelf: dict[str, str]) -> None:
    assert shown(studio) == list(NAMES)
    catalogue.update(studio.rt, command("package_update", CAROL), shelf["Second"], form(studio, name="Second", position=None))
    assert shown(studio) == list(NAMES)


def test_they_are_moved_step_by_step_and_once_per_press(studio: Studio, shelf: dict[str, str]) -> None:
    for _ in range(2):
        move(studio, shelf["Fourth"], -1, key="move-fourth-up")
    assert shown(studio) == ["First", "Second", "Fourth", "Third"]
    move(studio, shelf["First"], 1)
    assert shown(studio) == ["Second", "First", "Fourth", "Third"]
    assert [card.listed.version.name for card in catalogue.shelf(studio.rt).cards] == ["Second", "First", "Fourth"]


def test_a_step_among_those_of_one_status_passes_the_others(studio: Studio, shelf: dict[str, str]) -> None:
    move(studio, shelf["Second"], 1, "on_sale")
    assert shown(studio, "on_sale") == ["First", "Fourth", "Second"]
    assert shown(studio) == ["First", "Third", "Fourth", "Second"]


def test_at_the_end_of_the_list_nothing_happens(studio: Studio, shelf: dict[str, str]) -> None:
    move(studio, shelf["First"], -1)
    move(studio, shelf["Fourth"], 1)
    assert shown(studio) == list(NAMES)
    with pytest.raises(NotFound):
        move(studio, shelf["Third"], 1, "on_sale")


def test_two_who_move_packages_at_once_both_have_done_it(studio: Studio, shelf: dict[str, str], stack: Stack) -> None:
    with in_the_middle(stack.mariadb, packages, "set_positions", lambda: move(studio, shelf["First"], 1)):
        move(studio, shelf["Third"], -1)
    assert shown(studio) == ["Third", "First", "Second", "Fourth"]


def test_they_are_counted_by_status_whatever_is_shown(studio: Studio, shelf: dict[str, str]) -> None:
    found = catalogue.managed(studio.rt, status="draft")
    assert found.counts == {"all": 4, "on_sale": 3, "draft": 1, "archived": 0}
    assert [card.listed.version.name for card in found.cards] == ["Third"]


def test_what_customers_still_have_is_counted_by_old_and_present_terms(studio: Studio) -> None:
    package = studio.sell(sessions=1)
    used_up = studio.sell(BOB, sessions=1)
    assert package.package_id != used_up.package_id
    studio.redeem(used_up, studio.book(BOB), who=BOB)
    numbers = {row["id"]: row["public_id"] for row in studio.rows("SELECT id, public_id FROM {p}packages")}

    def in_use(number: int) -> tuple[int, int]:
        (card,) = catalogue.managed(studio.rt, numbers[number]).cards
        return card.in_use.count, card.in_use.old_terms

    assert (in_use(package.package_id), in_use(used_up.package_id)) == ((1, 0), (0, 0))
    changed = form(studio, name="Dearer", price="400.00")
    catalogue.update(studio.rt, command("package_update", CAROL), numbers[package.package_id], changed)
    assert in_use(package.package_id) == (1, 1)


def test_a_preview_is_the_card_that_saving_makes_and_keeps_nothing(studio: Studio) -> None:
    wanted = form(studio, name="Tried out", price="320,00")
    (tried,) = catalogue.preview(studio.rt, wanted).cards
    assert studio.one("SELECT COUNT(*) FROM {p}packages") == 0
    made = str(catalogue.create(studio.rt, command("package_create", CAROL), wanted)["package"])
    (saved,) = catalogue.managed(studio.rt, made).cards
    same = {"id": 0, "package_id": 0}
    assert replace(saved.listed.version, **same) == tried.listed.version
    assert (saved.services, saved.unavailable) == (tried.services, tried.unavailable)


def test_a_preview_says_what_is_wrong_as_saving_would(studio: Studio, shelf: dict[str, str]) -> None:
    with pytest.raises(InvalidFields) as refused:
        catalogue.preview(studio.rt, form(studio, price="1,2,3", services=((HOST, "999"),)), shelf["First"])
    assert set(refused.value.fields) == {"price", "services"}
    with pytest.raises(NotFound):
        catalogue.preview(studio.rt, form(studio), "01J00000000000000000000000")

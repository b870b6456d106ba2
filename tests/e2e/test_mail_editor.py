"""The editor of one mail while somebody types: a preview that keeps up, on a slow line too, and words that are not lost."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Dialog, Locator, Route, expect

from tests.e2e.pages import Person, admin_tab
from tests.e2e.site import Counter, Site, wait_for
from tests.e2e.test_robustness import hanging, in_time

pytestmark = [pytest.mark.mails, pytest.mark.admin]
AJAX = re.compile(r"admin-ajax\.php$")  # WordPress's own questions name something behind it


@pytest.fixture(autouse=True)
def editor(site: Site, counter: Counter, carol: Person) -> Iterator[None]:
    admin_tab(carol, "settings", section="mail", mail="redeemed")
    live(carol)
    yield
    site.rt.db.transact(lambda tx: tx.run("DELETE FROM {p}settings WHERE name LIKE 'mail%%'"))


def live(carol: Person) -> None:
    """The script has begun."""
    expect(carol.page.locator(".sp-mail__form--live")).to_be_visible()


def text(carol: Person) -> Locator:
    return carol.page.get_by_label("Text", exact=True)


def shown(carol: Person, words: str) -> None:
    expect(carol.page.frame_locator("iframe.sp-frame").locator("p", has_text=words)).to_be_visible()


def test_what_is_typed_is_seen_and_not_only_there(carol: Person) -> None:
    frame = carol.page.locator("iframe.sp-frame")
    before = frame.screenshot()
    text(carol).fill("Other words, {customer_name}")
    shown(carol, "Other words, Alice Archer")
    wait_for(lambda: frame.screenshot() != before, "the frame to look otherwise")


def test_a_slow_answer_holds_back_the_next_question_and_the_last_words_win(carol: Person) -> None:
    asked: list[Route] = []

    def hold(route: Route) -> None:
        asked.append(route)

    carol.page.route(AJAX, hold)
    for words in ("First", "Second", "Third"):
        text(carol).fill(words)
        carol.page.wait_for_timeout(450)  # longer than the editor waits for the next letter
    assert len(asked) == 1, "one at a time"
    asked[0].continue_()
    wait_for(lambda: bool(carol.page.title()) and len(asked) == 2, "the next question")
    asked[1].continue_()
    carol.page.unroute(AJAX)
    shown(carol, "Third")


def test_words_that_are_not_saved_are_not_left_unasked(carol: Person) -> None:
    seen: list[str] = []

    def note(dialog: Dialog) -> None:
        seen.append(dialog.type)
        dialog.accept()

    carol.page.on("dialog", note)
    text(carol).click()
    carol.follow("All e-mails")
    expect(carol.page).to_have_url(re.compile("section=mails"))
    assert seen == [], "nothing was typed"
    carol.follow("Booked with the package")
    live(carol)
    text(carol).press_sequentially("More ")
    carol.press("Save E-mail")
    carol.reads("E-mail saved.")
    assert seen == [], "it was saved"
    live(carol)
    text(carol).press_sequentially("Even more ")
    carol.follow("All e-mails")
    expect(carol.page).to_have_url(re.compile("section=mails"))
    carol.page.remove_listener("dialog", note)
    assert seen == ["beforeunload"]


def test_a_mail_that_is_switched_off_is_said_to_go_to_nobody(carol: Person) -> None:
    carol.page.get_by_label("Send this e-mail").uncheck()
    carol.press("Save E-mail")
    carol.reads("E-mail saved. It is switched off: nobody gets it.")


def test_what_is_too_long_is_said_and_kept(carol: Person) -> None:
    much = "Much ado. " * 1001
    text(carol).fill(much)
    expect(carol.page.locator('[data-preview="warnings"]')).to_have_text(
        "Text: This is too long. At most 10,000 characters are possible."
    )
    carol.press("Save E-mail")
    expect(carol.page.locator("#sp-body-error")).to_have_text("This is too long. At most 10,000 characters are possible.")
    expect(text(carol)).to_have_value(much)


def test_much_that_is_not_known_does_not_push_the_preview_away(carol: Person) -> None:
    text(carol).fill("".join(f"{{color: #{number}}}" for number in range(200)))
    expect(carol.page.locator('[data-preview="warnings"] p')).to_have_count(5)


def test_the_editor_says_that_there_is_no_preview_while_the_sidecar_hangs_and_keeps_the_words(site: Site, carol: Person) -> None:
    with hanging(site):
        with in_time(site, "the preview"):
            text(carol).fill("Typed meanwhile")
            carol.reads("The package service cannot be reached at the moment.")
        carol.press("Save E-mail")
        carol.reads(re.compile("did not answer in time|cannot be reached"))
    carol.page.reload()
    expect(text(carol)).to_have_value("Typed meanwhile")
    carol.press("Save E-mail")
    carol.reads("E-mail saved.")

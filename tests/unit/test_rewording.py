"""What an owner's words, addresses and sample values are held against."""

from dataclasses import replace
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest

from sidecar import rendering
from sidecar.domain import addresses, samples, wording
from sidecar.domain.mail_kinds import KINDS
from sidecar.domain.wording import Wording

pytestmark = pytest.mark.mails
KNOWN = ("customer_name", "package_name")


def test_an_unknown_placeholder_is_named_with_the_nearest_and_all_that_are_known() -> None:
    assert wording.objection("Dear {Customer Nam}, {sessions}!", KNOWN) == (
        "names what this mail does not know: {Customer Nam} (did you mean {customer_name}?), {sessions};"
        " it knows {customer_name}, {package_name}"
    )


def test_a_refusal_stays_readable_however_much_is_unknown() -> None:
    told = wording.objection("".join(f"{{#{number}}}" for number in range(500)), KNOWN) or ""
    assert "{#4} and 495 more; it knows {customer_name}" in told


@pytest.mark.parametrize(
    "text", ["", "{", "}", "{}", "{{", "a { b", "{\n}", "{customer_name}", "{{customer_name}}", "{" + "x" * 65 + "}"]
)
def test_braces_that_are_no_placeholder_are_words(text: str) -> None:
    assert wording.objection(text, KNOWN) is None


def test_words_stay_good_when_a_placeholder_of_theirs_is_gone() -> None:
    """Saved under a version that knew it; a mail must not be lost to that."""
    own = Wording("For {customer_name}", "Your {long_gone} is here, {customer_name}.")
    letter = rendering.render("receipt", samples.values("receipt"), own)
    assert "Your {long_gone} is here, Alice Archer." in letter.text
    assert "Your {long_gone} is here, Alice Archer." in letter.html


def test_samples_are_written_as_the_site_writes() -> None:
    site = replace(
        samples.LOTUS,
        url="https://bad.example",
        name="Bad & Ruhe",
        locale="de_DE",
        currency="CHF",
        date_format="j. F Y",
        time_format="H:i",
        zone=ZoneInfo("Europe/Berlin"),
    )
    values = samples.values("redeemed", site) | samples.values("receipt", site)
    assert values["amount"].replace("\xa0", " ") == "350,00 CHF"
    assert (values["package_expiry"], values["booking_time"]) == ("20. Februar 2027", "18:30")
    assert (values["site_name"], values["order_url"]) == ("Bad & Ruhe", "https://bad.example/?sp_page=order&sp_order=01JSAMPLE")


@pytest.mark.parametrize(("currency", "text"), [("JPY", "¥350"), ("KWD", "350.000")])
def test_samples_know_currencies_with_other_decimals(currency: str, text: str) -> None:
    assert text in samples.values("receipt", replace(samples.LOTUS, currency=currency))["amount"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_placeholder_has_a_sample(kind: str) -> None:
    assert all(samples.values(kind).values())


@pytest.mark.parametrize("text", ["carol@example.test", "c.o+x@sub.example.co", "o'neil@example.test"])
def test_addresses(text: str) -> None:
    assert addresses.is_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "carol",
        "@example.test",
        "carol@localhost",
        "a b@example.test",
        "a@b@example.test",
        "a@example.test\n",
        "ä@example.test",
        f"a@{64 * 'x'}.test",
    ],
)
def test_what_is_no_address(text: str) -> None:
    assert not addresses.is_address(text)


def test_addresses_of_a_list_count_once() -> None:
    assert addresses.listed(" a@example.test,, b@example.test ,a@example.test") == ["a@example.test", "b@example.test"]


class Links(HTMLParser):
    """Where the links of a mail lead, and every element in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str | None] = []
        self.tags: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.found += [value for name, value in attrs if name == "href"]
        assert {name for name, _ in attrs} <= {"href", "style"} or tag != "a"


def test_an_address_that_is_made_of_placeholders_stays_one_link() -> None:
    own = Wording("See you", "https://lotus.example/?from={site_url}&who={customer_name}\nOurs: {site_url}")
    links = Links(rendering.render("redeemed", samples.values("redeemed") | {"customer_name": '"><b>Al'}, own).html)
    assert 'https://lotus.example/?from=https://lotus.example&who="><b>Al' in links.found
    assert links.found.count("https://lotus.example") == 3, "the studio's name, the typed one, the foot"
    assert "b" not in links.tags


def test_a_subject_of_which_nothing_is_left_is_ours() -> None:
    values = samples.values("receipt") | {"tax_name": ""}
    for nothing in ("{tax_name}", "\u200b"):
        assert (
            rendering.render("receipt", values, Wording(nothing, "Hello")).subject == rendering.render("receipt", values).subject
        )

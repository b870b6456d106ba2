"""Every mail, word for word, and what words with placeholders can and cannot do."""

import os
import re
from pathlib import Path

import pytest

from sidecar import rendering
from sidecar.domain import samples, wording
from sidecar.domain.mail_kinds import KINDS
from sidecar.domain.wording import Wording

pytestmark = pytest.mark.mails

GOLDEN = Path(__file__).parent / "mails"
TEMPLATES = Path(rendering.__file__).parents[1] / "email_templates"
STOP = "https://lotus.example/?sp_mails=sample"
FRAME = {"title", "box", "stop_url", "words", "paragraphs"}
# What a mail can never do without; everything else may be unknown on some day.
NEEDED = {"customer_name", "site_name", "site_url", "package_name", "amount", "packages_url", "order_url", "admin_url"}
LOADS = re.compile(r"<img|<link|<script|<iframe|<object|url\(|@import|@font-face|\bsrc=|\bbackground=", re.IGNORECASE)


def letter(kind: str) -> rendering.Letter:
    return rendering.render(kind, samples.values(kind), stop_url=STOP if KINDS[kind].reminder else "")


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_reads_as_it_always_did(kind: str) -> None:
    """SP_WRITE_MAILS=1 writes the files anew."""
    found = letter(kind)
    text = f"Subject: {found.subject}\n\n{found.text}"
    golden = GOLDEN / f"{kind}.txt"
    if os.environ.get("SP_WRITE_MAILS"):
        golden.write_text(text)
    assert text == golden.read_text()


def test_there_is_a_file_for_every_mail_and_no_other() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(KINDS)
    assert {path.parent.name for path in TEMPLATES.glob("*/body.html")} == {*KINDS, "delivery_test"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_mentions_only_what_it_may(kind: str) -> None:
    """Rendering knows just the placeholders of its list; a name beyond them would stop it."""
    written = rendering.default_wording(kind)
    assert wording.unknown(written.subject + written.body, KINDS[kind].placeholders) == {}
    assert "{" not in letter(kind).text


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_stands_without_what_is_optional(kind: str) -> None:
    values = {name: value if name in NEEDED else "" for name, value in samples.values(kind).items()}
    found = rendering.render(kind, values)
    assert not re.search(r"^[A-Z][^:\n]*: *,?$", found.text, re.MULTILINE), found.text
    assert "None" not in found.text


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_loads_nothing(kind: str) -> None:
    assert not LOADS.search(letter(kind).html)


@pytest.mark.parametrize("kind", KINDS)
def test_the_text_is_set_with_one_empty_line_between_its_parts(kind: str) -> None:
    text = letter(kind).text
    assert "\n\n\n" not in text
    assert "\n\n--\n" in text


def test_only_reminders_can_be_stopped() -> None:
    assert [kind for kind in KINDS if STOP in letter(kind).text] == ["low_balance", "expiring"]


def test_the_owners_words_replace_ours_and_the_box_can_be_left_out() -> None:
    own = Wording("Yours: {package_name}", "Dear {customer_name},\n\nenjoy <b>it</b>.", box=False)
    found = rendering.render("receipt", samples.values("receipt"), own)
    assert found.subject == "Yours: 10 Yoga Sessions"
    assert found.text.startswith("Dear Alice Archer,\n\nenjoy <b>it</b>.\n\nSee your order: ")
    assert "enjoy &lt;b&gt;it&lt;/b&gt;." in found.html
    assert "Total" not in found.text + found.html


def test_a_value_that_looks_like_a_placeholder_is_left_alone() -> None:
    assert wording.fill("{a} {b}", {"a": "{b}", "b": "{a}"}) == "{b} {a}"


@pytest.mark.parametrize("text", ["{nobody}", "{}", "{ a }", "{a\n}", "{" + "a" * 65 + "}", "{{", "%s {0} {a.b} {a!r} {a[0]}"])
def test_what_is_no_placeholder_stays(text: str) -> None:
    assert wording.fill(text, {"a": "x"}) == text


def test_double_braces_are_a_placeholder_in_braces() -> None:
    assert wording.fill("{{a}}", {"a": "x"}) == "{x}"


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("package_nam", "package_name"),
        ("Package Name", "package_name"),
        ("PACKAGE-NAME", "package_name"),
        ("name", "site_name"),
        ("remaining", "sessions_remaining"),
        ("xyzzy", None),
    ],
)
def test_an_unknown_placeholder_is_told_with_the_nearest_known(typed: str, nearest: str | None) -> None:
    allowed = KINDS["package_activated"].placeholders
    assert wording.unknown(f"{{{typed}}} {{customer_name}} {{{typed}}}", allowed) == {typed: nearest}


def test_paragraphs_are_parted_by_empty_lines() -> None:
    assert wording.paragraphs("\n\nHello,\r\n\r\n one \r\ntwo\n \t\n\n\nthree\n") == [["Hello,"], ["one", "two"], ["three"]]
    assert wording.paragraphs(" \n\n ") == []

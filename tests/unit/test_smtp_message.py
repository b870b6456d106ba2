"""What a mail server is handed: headers that hold whatever names and addresses come."""

import email
import email.policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from typing import Any

import pytest

from sidecar.gateways.smtp_message import BadAddress, address, is_international, message

pytestmark = pytest.mark.mails

LONG = "https://studio.example/?sp_mails=" + "01J00000000000000000000000." * 4
ITEM: dict[str, Any] = {
    "subject": "Your package is ready",
    "text": "Hello,\n.\nit is ready.\n",
    "html": "<p>Grüße ☀</p>",
    "message_id": f"<session-packages.{'0' * 32}@{'studio.' * 20}example>",
    "unsubscribe": LONG,
}


def read(to: str = "alice@example.test", name: str = "Alice Archer", **changes: Any) -> tuple[bytes, EmailMessage]:
    made = message(ITEM | changes, address("studio@lotus.example", "Lotus Studio"), address(to, name)).as_bytes()
    return made, email.message_from_bytes(made, policy=email.policy.default)  # type: ignore[return-value]


def test_a_mail_has_text_and_html_and_says_that_a_program_wrote_it() -> None:
    raw, found = read()
    text, html = found.iter_parts()
    assert [part.get_content_type() for part in (found, text, html)] == ["multipart/alternative", "text/plain", "text/html"]
    assert [part.get_content().replace("\r\n", "\n") for part in (text, html)] == [ITEM["text"], "<p>Grüße ☀</p>\n"]
    assert (found["Auto-Submitted"], found["Subject"]) == ("auto-generated", "Your package is ready")
    assert found["Date"].datetime.utcoffset() is not None
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) < 300


def test_long_addresses_and_numbers_stay_whole() -> None:
    """Folded by the standard library they would become encoded words, and the way out would be none."""
    raw, _ = read()
    assert f"\r\nList-Unsubscribe: <{LONG}>\r\n".encode() in raw
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw
    assert f"\r\nMessage-ID: {ITEM['message_id']}\r\n".encode() in raw


def test_only_reminders_have_a_way_out() -> None:
    assert read(unsubscribe="")[1]["List-Unsubscribe"] is None


@pytest.mark.parametrize("name", ["Zoë Ångström", "Baker, Bob", 'Bob "the" Baker', "李小龙", "", "a@b", "x" * 180])
def test_a_name_comes_back_as_it_was(name: str) -> None:
    raw, found = read(name=name)
    [one] = found["To"].addresses
    assert (one.display_name, one.addr_spec) == (name.strip(), "alice@example.test")
    assert raw.isascii()


def test_a_subject_in_any_letters_and_of_any_length_comes_back() -> None:
    subject = "Paket läuft ab – " + "noch zwölf Tage, " * 12
    raw, found = read(subject=subject.strip())
    assert found["Subject"] == subject.strip()
    assert max(map(len, raw.split(b"\r\n\r\n")[0].split(b"\r\n"))) < 300


def test_a_domain_is_written_in_the_networks_letters() -> None:
    assert address("info@straße.example").addr_spec == "info@xn--strae-oqa.example"
    assert not is_international(address("info@münchen.example"))


def test_letters_before_the_at_sign_need_a_server_that_knows_them() -> None:
    raw, _ = read("zoë@example.test")
    assert is_international(address("zoë@example.test"))
    assert "\r\nTo: Alice Archer <zoë@example.test>\r\n".encode() in raw


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "alice",
        "@example.test",
        "alice@",
        "a@b\nBcc: c@d.e",
        "a@ü..example",
        "a@-ü.example",
        "a@b>c",
        "a@b,c",
        "=?utf-8?q?=0A?=@b.c",
    ],
)
def test_what_is_no_address_is_refused(wrong: str) -> None:
    with pytest.raises(BadAddress):
        address(wrong)


def test_no_value_begins_a_new_header() -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read(subject="a\r\nBcc: c@d.e")


HOSTILE = [
    "=?utf-8?q?a=0D=0ABcc:_eve@evil.example?=",
    "=?utf-8?b?DQpCY2M6IGV2ZUBldmlsLmV4YW1wbGU=?=",
    "=?foo?q?x?=,",
    ",=?utf-8?q?=0A?=<]",
]
SENT = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress"]


@pytest.mark.parametrize("text", [*HOSTILE, "=?", "x\u2028Bcc: eve@evil.example", "x\x85Bcc: eve@evil.example", "x\x0bBcc: y"])
def test_a_customer_writes_no_header_by_a_name(text: str) -> None:
    """The standard library decodes encoded words in a value before it writes it, with whatever line breaks are in them."""
    raw, found = read(name=text, subject=f"{text}, your package is ready", unsubscribe="")
    assert list(found)[: len(SENT)] == SENT
    assert b"Bcc:" not in raw
    assert found["Subject"].split() == f"{text}, your package is ready".split()
    assert found["To"].addresses[0].addr_spec == "alice@example.test"
    assert (
        str(make_header(decode_header(raw.split(b"\r\nTo: ")[1].split(b" <alice")[0].decode()))).strip('"').split()
        == text.split()
    )


def test_a_senders_name_writes_no_header() -> None:
    raw = message(ITEM, address("studio@lotus.example", HOSTILE[0]), address("alice@example.test")).as_bytes()
    assert b"Bcc:" not in raw
    assert raw.startswith(b"From: =?utf-8?")

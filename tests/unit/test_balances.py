"""Rows of a file of balances: what they say, and what is wrong with them, column by column."""

from datetime import date
from typing import Any

import pytest

from sidecar.domain import balances, csv_rows
from sidecar.domain.balances import Offer, Row

pytestmark = pytest.mark.admin

TODAY = date(2026, 11, 29)
TEN = Offer(3, "01J00000000000000000000000", "10 Yoga Sessions", "EUR")
OFFERS = {"10 yoga sessions": [TEN], TEN.public_id.lower(): [TEN], "twice": [TEN, TEN]}
GOOD = {"email": "ada@example.test", "package": "10 yoga SESSIONS", "sessions_left": "7"}


def read(**changes: str) -> Row:
    return balances.read(2, GOOD | changes, OFFERS, TODAY, "live")


def told(row: Row) -> dict[str, Any]:
    return {"left": row.left, "total": row.total, "value": row.value_minor, "until": row.valid_until}


def test_a_row_says_what_is_left_and_what_that_is_worth() -> None:
    assert told(read()) == {"left": 7, "total": 7, "value": 0, "until": None}
    full = read(sessions_total="10", paid_value="350,00", valid_until="20.02.2027", package=TEN.public_id.lower())
    assert told(full) == {"left": 7, "total": 10, "value": 24500, "until": date(2027, 2, 20)}
    assert told(read(sessions_total="3", sessions_left="1", paid_value="100"))["value"] == 3334, "the last ones pay the rest"
    assert read(valid_until="never").valid_until is None


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("email", "ada"),
        ("package", "Massage"),
        ("package", "twice"),
        ("sessions_left", ""),
        ("sessions_left", "0"),
        ("sessions_left", "1001"),
        ("sessions_left", "-3"),
        ("sessions_total", "6"),
        ("sessions_total", "ten"),
        ("valid_until", "03/04/2027"),
        ("valid_until", "2027-02-30"),
        ("valid_until", "2026-11-28"),
        ("paid_value", "1.350"),
        ("paid_value", "-3"),
        ("note", "x" * 191),
        ("name", "a\x07"),
    ],
)
def test_what_is_wrong_is_named_by_its_column_only(column: str, text: str) -> None:
    assert set(read(**{column: text}).wrong) == {column}


def test_a_cell_too_many_is_told_and_a_very_long_one_cut() -> None:
    assert set(read(row="7").wrong) == {"row"}
    assert len(read(package="x" * 5000).values["package"]) == balances.MOST_SHOWN


def test_a_row_is_recognised_by_its_reference_else_by_all_that_it_says() -> None:
    assert read().key == read(package=TEN.public_id).key
    assert read().key != read(note="second card").key
    assert read(reference="A-1").key == read(reference="a-1", sessions_left="3", email="other@example.test").key
    assert read(reference="A-1").key != balances.read(2, GOOD | {"reference": "A-1"}, OFFERS, TODAY, "test").key


HEADING = "E-Mail;Package;Sessions left"


@pytest.mark.parametrize(
    "content",
    [
        f"{HEADING}\r\nada@example.test;Pilates für alle;7\r\n".encode(),
        b"\xef\xbb\xbf" + f"{HEADING}\nada@example.test;Pilates für alle;7".encode(),
        f"{HEADING}\r\n\r\nada@example.test;Pilates für alle;7".encode("cp1252"),
        f"{HEADING}\nada@example.test;Pilates für alle;7".replace(";", ",").encode(),
        f"{HEADING}\nada@example.test;Pilates für alle;7".replace(";", "\t").encode(),
        f'{HEADING}\nada@example.test; "Pilates für alle";7'.replace("; ", ";").encode(),
    ],
)
def test_files_of_all_usual_kinds_are_read_alike(content: bytes) -> None:
    heading, row = csv_rows.rows(csv_rows.decoded(content))
    assert balances.columns(heading[1]) == (["email", "package", "sessions_left"], "")
    assert row[1] == ["ada@example.test", "Pilates für alle", "7"]


def test_what_is_no_table_is_refused() -> None:
    for content in (b"PK\x03\x04\0\0", b'a,b\n"never ends,2\n3,4'):
        with pytest.raises(csv_rows.NoTable):
            csv_rows.rows(csv_rows.decoded(content))
    assert "no column package" in balances.columns(["email", "sessions left"])[1]
    assert "Colour" in balances.columns(["email", "package", "sessions left", "Colour"])[1]
    assert "twice" in balances.columns(["email", "package", "sessions left", "mail"])[1]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_nothing_that_is_written_is_a_formula(cell: str) -> None:
    assert csv_rows.written([[cell, "plain"]]).lstrip('"').startswith("'")

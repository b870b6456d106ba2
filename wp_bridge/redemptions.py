"""Redemptions: the lines of an attempt. A generated unique column allows one live redemption per booking, whatever the code does."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from wp_bridge.database import NOW, Transaction
from wp_bridge.records import Redemption


@dataclass(frozen=True)
class NewRedemption:
    public_id: str
    attempt_id: int
    round: int
    customer_package_id: int
    host: str
    booking_id: str | None
    service_id: str
    service_name: str
    starts_at: datetime
    people: int
    sessions_taken: int
    paid_taken: int
    state: str
    booking_status: str  # as it is known now; '' where the host only tells of changes


def add(tx: Transaction, new: NewRedemption) -> Redemption:
    """Raises `DuplicateKey('live_booking')` when the booking is paid by a package already."""
    return get(tx, tx.add("redemptions", asdict(new) | {"created_at": NOW, "updated_at": NOW}))


def get(tx: Transaction, number: int) -> Redemption:
    return tx.get(Redemption, "SELECT * FROM {p}redemptions WHERE id = %s", (number,))


def of_attempt(tx: Transaction, attempt_id: int, states: Sequence[str]) -> list[Redemption]:
    marks = ", ".join(["%s"] * len(states))
    return tx.records(
        Redemption,
        f"SELECT * FROM {{p}}redemptions WHERE attempt_id = %s AND state IN ({marks}) ORDER BY id",
        (attempt_id, *states),
    )


def live_of_attempt(tx: Transaction, attempt_id: int) -> list[Redemption]:
    """What the attempt pays now; an attempt without any such line is released, and its earlier rounds are history."""
    return of_attempt(tx, attempt_id, ("held", "committed"))


def of_round(tx: Transaction, attempt_id: int, number: int) -> list[Redemption]:
    """The lines that one round of an attempt wrote, whatever became of them."""
    return tx.records(
        Redemption, "SELECT * FROM {p}redemptions WHERE attempt_id = %s AND round = %s ORDER BY id", (attempt_id, number)
    )


def live(tx: Transaction, host: str, booking_id: str) -> Redemption | None:
    return tx.find(Redemption, "SELECT * FROM {p}redemptions WHERE host = %s AND live_booking = %s", (host, booking_id))


def newest_of_booking(tx: Transaction, host: str, booking_id: str) -> Redemption | None:
    """The one that pays it, else the newest: a hold may be older than another try and get its booking only at commit."""
    return tx.find(
        Redemption,
        "SELECT * FROM {p}redemptions WHERE host = %s AND booking_id = %s ORDER BY live_booking IS NULL, id DESC LIMIT 1",
        (host, booking_id),
    )


@dataclass(frozen=True)
class PaidBooking:
    """The redemption that pays a booking, else its newest, with the package."""

    booking_id: str
    state: str
    sessions: int
    starts_at: datetime
    customer_package: str
    package_name: str
    balance: int
    sessions_total: int
    valid_through: date | None


def describe(tx: Transaction, host: str, bookings: Sequence[str], wp_user_id: int | None) -> list[PaidBooking]:
    """For one user's packages only, or for staff (None) all."""
    if not bookings:
        return []
    marks = ", ".join(["%s"] * len(bookings))
    whose = "" if wp_user_id is None else " AND c.wp_user_id = %s"
    params: list[object] = [host, *bookings, *([] if wp_user_id is None else [wp_user_id])]
    return tx.records(
        PaidBooking,
        "SELECT r.booking_id, r.state, r.sessions_taken - r.sessions_given_back AS sessions, r.starts_at,"
        " cp.public_id AS customer_package, v.name AS package_name, cp.balance, cp.sessions_total, cp.valid_through"
        " FROM (SELECT COALESCE(MAX(IF(n.live_booking IS NULL, NULL, n.id)), MAX(n.id)) AS id FROM {p}redemptions n"
        f" WHERE n.host = %s AND n.booking_id IN ({marks}) GROUP BY n.booking_id) newest"
        " JOIN {p}redemptions r ON r.id = newest.id JOIN {p}customer_packages cp ON cp.id = r.customer_package_id"
        " JOIN {p}package_versions v ON v.id = cp.package_version_id"
        f" JOIN {{p}}customers c ON c.id = cp.customer_id{whose}",
        params,
    )


def commit(tx: Transaction, number: int, booking_id: str | None) -> bool:
    return (
        tx.run(
            "UPDATE {p}redemptions SET state = 'committed', booking_id = COALESCE(%s, booking_id), updated_at = UTC_TIMESTAMP(6)"
            " WHERE id = %s AND state = 'held'",
            (booking_id, number),
        )
        == 1
    )


def give_back(tx: Transaction, redemption: Redemption, sessions: int, paid: int, new_state: str) -> bool:
    """Record what went back. Guarded by what was known: 0 rows means that somebody else was first, and nothing may move."""
    return (
        tx.run(
            "UPDATE {p}redemptions SET sessions_given_back = sessions_given_back + %s, paid_given_back = paid_given_back + %s,"
            " state = %s, updated_at = UTC_TIMESTAMP(6)"
            " WHERE id = %s AND state = %s AND sessions_taken = %s AND sessions_given_back = %s",
            (
                sessions,
                paid,
                new_state,
                redemption.id,
                redemption.state,
                redemption.sessions_taken,
                redemption.sessions_given_back,
            ),
        )
        == 1
    )


def set_booking_status(tx: Transaction, number: int, status: str) -> None:
    tx.run(
        "UPDATE {p}redemptions SET booking_status = %s, updated_at = UTC_TIMESTAMP(6) WHERE id = %s AND booking_status <> %s",
        (status, number, status),
    )


def set_visit(tx: Transaction, number: int, service_id: str, service_name: str, starts_at: datetime, people: int) -> None:
    """The booking's facts as its host has them now."""
    tx.run(
        "UPDATE {p}redemptions SET service_id = %s, service_name = %s, starts_at = %s, people = %s, updated_at = UTC_TIMESTAMP(6)"
        " WHERE id = %s",
        (service_id, service_name, starts_at, people, number),
    )


def last_id(tx: Transaction) -> int:
    return int(tx.scalar("SELECT COALESCE(MAX(id), 0) FROM {p}redemptions"))


def add_sessions(tx: Transaction, redemption: Redemption, sessions: int, paid: int) -> None:
    tx.run(
        "UPDATE {p}redemptions SET sessions_taken = sessions_taken + %s, paid_taken = paid_taken + %s,"
        " updated_at = UTC_TIMESTAMP(6) WHERE id = %s",
        (sessions, paid, redemption.id),
    )


@dataclass(frozen=True)
class Upcoming:
    """A booking still to come that this package pays."""

    host: str
    booking_id: str
    service_name: str
    starts_at: datetime


def upcoming(tx: Transaction, customer_package_id: int, limit: int = 50) -> list[Upcoming]:
    return tx.records(
        Upcoming,
        "SELECT host, booking_id, service_name, starts_at FROM {p}redemptions WHERE customer_package_id = %s"
        " AND state IN ('held', 'committed') AND booking_id IS NOT NULL AND starts_at > UTC_TIMESTAMP(6) ORDER BY starts_at, id LIMIT %s",
        (customer_package_id, limit),
    )


def used_by_over(tx: Transaction, customer_package_id: int, statuses: Iterable[str]) -> set[int]:
    """Redemptions that still use sessions for bookings that were last heard of with one of these statuses."""
    wanted = sorted(statuses)
    marks = ", ".join(["%s"] * len(wanted))
    rows = tx.all(
        "SELECT id FROM {p}redemptions WHERE customer_package_id = %s AND state = 'committed' AND sessions_taken > sessions_given_back"
        f" AND booking_status IN ({marks})",
        [customer_package_id, *wanted],
    )
    return {int(row["id"]) for row in rows}


def paid_by_service(tx: Transaction, customer_package_id: int) -> dict[tuple[str, str], int]:
    """Paid sessions used, by (host, service id)."""
    rows = tx.all(
        "SELECT host, service_id, SUM(paid_taken - paid_given_back) AS sessions FROM {p}redemptions WHERE customer_package_id = %s"
        " AND state IN ('held', 'committed') GROUP BY host, service_id",
        (customer_package_id,),
    )
    return {(row["host"], row["service_id"]): int(row["sessions"]) for row in rows if row["sessions"]}

"""Customers: who owns packages."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pymysql

from wp_bridge.database import NOW, Transaction
from wp_bridge.records import Customer

NOT_OURS = (1142, 1143, 1146)  # no right to read the table, or one of its columns; there is no such table


@dataclass(frozen=True)
class Account:
    """An account of WordPress's."""

    wp_user_id: int
    name: str
    email: str


def of_user(tx: Transaction, wp_user_id: int) -> Customer | None:
    return tx.find(Customer, "SELECT * FROM {p}customers WHERE wp_user_id = %s", (wp_user_id,))


def of_email(tx: Transaction, email: str) -> list[Customer]:
    """Whoever gave this address: for staff, who see whom they choose. It proves nothing."""
    return tx.records(Customer, "SELECT * FROM {p}customers WHERE email = %s ORDER BY id LIMIT 20", (email,))


def of_address(tx: Transaction, email: str) -> Customer | None:
    """Whoever was written down with this address only, without an account."""
    sql = "SELECT * FROM {p}customers WHERE email = %s AND wp_user_id IS NULL ORDER BY id LIMIT 1"
    return tx.find(Customer, sql, (email,))


def get(tx: Transaction, customer_id: int) -> Customer:
    return tx.get(Customer, "SELECT * FROM {p}customers WHERE id = %s", (customer_id,))


def find(tx: Transaction, public_id: str) -> Customer | None:
    return tx.find(Customer, "SELECT * FROM {p}customers WHERE public_id = %s", (public_id,))


def set_reminders(tx: Transaction, customer_id: int, wanted: bool) -> None:
    """Stopped once more, the moment stays that of the first time."""
    value = "NULL" if wanted else "COALESCE(reminders_off_at, UTC_TIMESTAMP(6))"
    tx.run(f"UPDATE {{p}}customers SET reminders_off_at = {value} WHERE id = %s", (customer_id,))


def by_ids(tx: Transaction, ids: Iterable[int]) -> dict[int, Customer]:
    return tx.by_id(Customer, "customers", ids)


def reach(tx: Transaction, customer_id: int) -> Customer:
    """One of `reached`; `LookupError` means a bug of ours."""
    return reached(tx, [customer_id])[customer_id]


def reached(tx: Transaction, ids: Iterable[int]) -> dict[int, Customer]:
    """To be written to: with the addresses that their accounts have now: whoever has left a mailbox is not written to there any more."""
    found = by_ids(tx, ids)
    now = _addresses(tx, sorted(one.wp_user_id for one in found.values() if one.wp_user_id))
    return {number: replace(one, email=now.get(one.wp_user_id or 0, one.email)) for number, one in found.items()}


def _addresses(tx: Transaction, users: list[int]) -> dict[int, str]:
    """By the account's id. Where WordPress keeps its accounts in a table that we cannot read, nothing is known."""
    if not users:
        return {}
    marks = ", ".join(["%s"] * len(users))
    try:
        rows = tx.all(f"SELECT ID, user_email FROM {{wp}}users WHERE ID IN ({marks})", users)
    except (pymysql.ProgrammingError, pymysql.OperationalError) as error:
        if error.args[0] not in NOT_OURS:
            raise
        return {}
    return {int(row["ID"]): str(row["user_email"]) for row in rows}


def accounts(tx: Transaction, emails: Iterable[str]) -> dict[str, Account]:
    """WordPress's accounts with these addresses, by the address in small letters. To be shown to staff, who choose: that an
    account has an address proves nothing. Where WordPress keeps its accounts in a table that we cannot read, none is known."""
    wanted = sorted({email.lower() for email in emails if email})
    if not wanted:
        return {}
    marks = ", ".join(["%s"] * len(wanted))
    try:
        rows = tx.all(
            f"SELECT ID, user_email, display_name FROM {{wp}}users WHERE user_email IN ({marks}) ORDER BY ID DESC", wanted
        )
    except (pymysql.ProgrammingError, pymysql.OperationalError) as error:
        if error.args[0] not in NOT_OURS:
            raise
        return {}
    return {row["user_email"].lower(): Account(int(row["ID"]), row["display_name"], row["user_email"]) for row in rows}


def ensure_address(tx: Transaction, public_id: str, name: str, email: str) -> Customer:
    """Whoever has this address and no account that we know of. It is not proven: nothing is shown or spent by it."""
    found = of_address(tx, email)
    if found is not None:
        return found
    given = {"public_id": public_id, "name": name, "email": email}
    number = tx.add("customers", given | {"created_at": NOW, "updated_at": NOW})
    return Customer(number, public_id, None, name, email)


def ensure_user(tx: Transaction, public_id: str, wp_user_id: int, name: str, email: str) -> Customer:
    """The customer of a WordPress account, made or brought up to date. The account's address proves nothing."""
    tx.run(
        "INSERT INTO {p}customers (public_id, wp_user_id, name, email, created_at, updated_at)"
        " VALUES (%s, %s, %s, %s, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))"
        " ON DUPLICATE KEY UPDATE name = VALUES(name), email = VALUES(email), updated_at = VALUES(updated_at)",
        (public_id, wp_user_id, name, email),
    )
    found = of_user(tx, wp_user_id)
    if found is None:
        raise LookupError(f"customer of user {wp_user_id}")
    return found

"""Sessions that leave a customer package with its money, and packages that rest while money is disputed. Guarded as in
`wp_bridge.customer_packages`; the caller holds the package's lock and writes the ledger entry."""

from wp_bridge.database import Transaction


def hold_for_refund(tx: Transaction, number: int, sessions: int) -> bool:
    """Before any money moves. False when so many are not there, or the package rests."""
    return (
        tx.run(
            "UPDATE {p}customer_packages SET paid_balance = paid_balance - %s, refund_pending = refund_pending + %s"
            " WHERE id = %s AND paid_balance >= %s AND suspended_by_dispute_at IS NULL AND blocked_at IS NULL"
            " AND closed_at IS NULL",
            (sessions, sessions, number, sessions),
        )
        == 1
    )


def settle_refund(tx: Transaction, number: int, sessions: int) -> bool:
    """The money has gone, and what was held with it. Moves no balance: the ledger knows since the hold."""
    return (
        tx.run(
            "UPDATE {p}customer_packages SET refund_pending = refund_pending - %s, refunded_sessions = refunded_sessions + %s"
            " WHERE id = %s AND refund_pending >= %s",
            (sessions, sessions, number, sessions),
        )
        == 1
    )


def release_refund(tx: Transaction, number: int, paid: int, free: int, *, settled: bool) -> bool:
    """No money went after all: what was held, or thought gone (`settled`), comes back, also to a package that rests."""
    column = "refunded_sessions" if settled else "refund_pending"
    return (
        tx.run(
            f"UPDATE {{p}}customer_packages SET paid_balance = paid_balance + %s, free_balance = free_balance + %s,"
            f" {column} = {column} - %s WHERE id = %s AND {column} >= %s",
            (paid, free, paid, number, paid),
        )
        == 1
    )


def revoke(tx: Transaction, number: int, paid: int, free: int, *, settled: bool = True) -> bool:
    """The money is gone without our doing: so are the sessions; unless `settled`, held until it has gone for good."""
    column = "refunded_sessions" if settled else "refund_pending"
    return (
        tx.run(
            f"UPDATE {{p}}customer_packages SET paid_balance = paid_balance - %s, free_balance = free_balance - %s,"
            f" {column} = {column} + %s WHERE id = %s AND paid_balance >= %s AND free_balance >= %s",
            (paid, free, paid, number, paid, free),
        )
        == 1
    )


def suspend_for_dispute(tx: Transaction, number: int) -> bool:
    """False when another dispute did so before."""
    sql = (
        "UPDATE {p}customer_packages SET suspended_by_dispute_at = UTC_TIMESTAMP(6)"
        " WHERE id = %s AND suspended_by_dispute_at IS NULL"
    )
    return tx.run(sql, (number,)) == 1


def resume_after_dispute(tx: Transaction, number: int) -> bool:
    """False when none was open. What staff paused stays so."""
    return tx.run("UPDATE {p}customer_packages SET suspended_by_dispute_at = NULL WHERE id = %s", (number,)) == 1

"""Commands for the books: check everything, compare bookings with redemptions, decide about a blocked package."""

import sys

import click

from sidecar import startup
from sidecar.cli import opened
from sidecar.errors import Refused
from sidecar.usecases import doctor as doctoring
from sidecar.usecases import drift, provider_totals, reconcile
from sidecar.usecases.compare import Repair
from sidecar.usecases.doctor import Check
from wp_bridge.records import Actor

MARKS = {"ok": "ok     ", "warning": "look at", "wrong": "WRONG  "}
SHOWN = 20
WORDS = {
    "given_back": "session given back",
    "kept": "session stays used",
    "redeemed": "redeemed anew",
    "flagged": "shown to staff",
    "resized": "sessions follow the party",
    "moved": "time noted",
    "marked_paid": "marked as paid by package",
    "failed": "could not be compared",
}


@click.command(name="reconcile")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--believe-vanished", is_flag=True, help="Give back also when many bookings are gone at once.")
def reconcile_command(dry_run: bool, believe_vanished: bool) -> None:
    """Compare every booking with what was redeemed for it, and put right what differs."""
    rt = opened()
    startup.check(rt)
    with click.progressbar(length=reconcile.size(rt), label="Comparing bookings") as bar:
        found = reconcile.reconcile(rt, dry_run=dry_run, believe_vanished=believe_vanished, progress=bar.update)
    for repair in found.repairs:
        click.echo(_line(repair))
    if found.vanished:
        click.echo(f"{found.vanished} redeemed bookings are gone. Is the table being restored? Nothing was done about them;")
        click.echo("if they were deleted on purpose: session-packages reconcile --believe-vanished")
    click.echo(_sum(len(found.repairs), dry_run))


@click.command()
@click.option("--providers", is_flag=True, help="Also look up every payment at its provider.")
@click.option("--days", default=30, show_default=True, help="Of how many days payments are looked up.")
def doctor(providers: bool, days: int) -> None:
    """Check everything: the parts, the books, the bookings. Changes nothing; status 1 when something is wrong."""
    rt = opened()
    click.echo(f"Database {startup.check(rt)}, tables up to date")
    checks = list(doctoring.parts(rt))
    with click.progressbar(length=doctoring.books_size(rt), label="Checking the books") as bar:
        checks += doctoring.books(rt, bar.update)
        checks.append(doctoring.bookings(rt, bar.update))
    if providers:
        with click.progressbar(length=provider_totals.size(rt, days), label="Asking the providers") as bar:
            checks += provider_totals.check(rt, days, bar.update)
    for check in checks:
        _tell(check)
    wrong = sum(check.level == "wrong" for check in checks)
    click.echo("Everything adds up." if not wrong else f"{wrong} of {len(checks)} checks are wrong; nothing was changed.")
    sys.exit(1 if wrong else 0)


@click.command()
@click.argument("customer_package")
@click.option("--keep", type=click.Choice(["ledger", "balance"]), required=True, help="Which of the two is right.")
@click.option("--reason", required=True, help="Kept in the ledger.")
def unblock(customer_package: str, keep: str, reason: str) -> None:
    """Decide about a package whose balance and ledger disagreed, and open it again."""
    rt = opened()
    startup.check(rt)
    try:
        left = drift.decide(rt, customer_package, keep, reason, Actor("system", name="operator"))
    except Refused as refused:
        raise click.ClickException(refused.message) from refused
    click.echo(f"Package {customer_package} is open again with {left} sessions.")


def _tell(check: Check) -> None:
    click.echo(f"{MARKS[check.level]}  {check.sentence}")
    for thing in check.found[:SHOWN]:
        click.echo(f"         {thing}")
    if len(check.found) > SHOWN:
        click.echo(f"         and {len(check.found) - SHOWN} more")


def _line(repair: Repair) -> str:
    return (
        f"  {repair.host} booking {repair.booking}: {WORDS[repair.what]} {f'({repair.detail})' if repair.detail else ''}".rstrip()
    )


def _sum(count: int, dry_run: bool) -> str:
    if not count:
        return "Bookings and redemptions agree."
    differences = f"{count} difference{'' if count == 1 else 's'}"
    return f"{differences}; nothing was changed (--dry-run)." if dry_run else f"{differences} dealt with."


COMMANDS = (reconcile_command, doctor, unblock)

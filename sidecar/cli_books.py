"""Commands for the books: compare bookings with redemptions, decide about a blocked package."""

import click

from sidecar import startup
from sidecar.cli import opened
from sidecar.errors import Refused
from sidecar.usecases import drift, reconcile
from sidecar.usecases.compare import Repair
from wp_bridge.records import Actor

WORDS = {
    "given_back": "session given back",
    "kept": "session stays used",
    "redeemed": "redeemed anew",
    "flagged": "shown to staff",
    "resized": "sessions follow the party",
    "moved": "time noted",
    "marked_paid": "marked as paid by package",
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


def _line(repair: Repair) -> str:
    return (
        f"  {repair.host} booking {repair.booking}: {WORDS[repair.what]} {f'({repair.detail})' if repair.detail else ''}".rstrip()
    )


def _sum(count: int, dry_run: bool) -> str:
    if not count:
        return "Bookings and redemptions agree."
    differences = f"{count} difference{'' if count == 1 else 's'}"
    return f"{differences}; nothing was changed (--dry-run)." if dry_run else f"{differences} dealt with."


COMMANDS = (reconcile_command, unblock)

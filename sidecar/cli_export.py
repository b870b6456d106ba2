"""`session-packages export`: what the owner downloads, into a file."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from sidecar import startup
from sidecar.cli import opened
from sidecar.errors import Refused
from sidecar.runtime import Runtime
from sidecar.usecases import exports
from sidecar.usecases.export_sheets import SHEETS
from sidecar.usecases.exports import Ask

DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command(name="export")
@click.argument("kind", type=click.Choice(list(SHEETS)))
@click.option(
    "--to", "target", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file; it must not be there yet."
)
@click.option("--from", "start", type=DAY, help="First day, in the site's time zone.")
@click.option("--until", type=DAY, help="Last day, which is included; of what is owed: as of its end.")
@click.option("--test", is_flag=True, help="Only what was bought in test mode.")
@click.option("--excel", is_flag=True, help="With a byte order mark, for a double click in Excel.")
def export_command(kind: str, target: Path, start: datetime | None, until: datetime | None, test: bool, excel: bool) -> None:
    """Write one of the sheets for accounting as CSV."""
    if target.exists():
        raise click.ClickException(f"{target} is there already.")
    rt = opened()
    startup.check(rt)
    days = (start.date() if start else None, until.date() if until else None)
    ask = Ask(kind, days[0], days[1], days[1], "test" if test else "live", excel)
    part = target.with_name(target.name + ".part")  # what broke off must not look whole
    try:
        rows = _write(rt, ask, part)
    except Refused as refused:
        raise click.ClickException(", ".join(f"{name} {what}" for name, what in refused.fields.items())) from refused
    part.rename(target)
    click.echo(f"{target}: {rows} rows")


def _write(rt: Runtime, ask: Ask, target: Path) -> int:
    rows = -1  # the headings
    page = exports.page(rt, ask)
    with target.open("w", encoding="utf-8", newline="") as out, click.progressbar(length=page.whole, label="Exporting") as bar:
        done = 0
        while True:
            out.write(page.text)
            rows += page.text.count("\r\n")
            bar.update(page.done - done)
            done = page.done
            if page.next is None:
                return rows
            page = exports.page(rt, replace(ask, cursor=page.next))


COMMANDS = (export_command,)

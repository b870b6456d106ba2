"""The command line. Wrong settings end with status 2, a missing database with 1, both in plain sentences."""

import sys
import time
from typing import Any

import click
from cryptography.fernet import Fernet

from sidecar import __version__, server, startup
from sidecar.errors import ConfigError
from sidecar.runtime import Runtime
from sidecar.startup import DatabaseAway
from sidecar.usecases import pairing

PATIENCE = 30.0  # seconds that a command waits for the database


class Commands(click.Group):
    """Says what is wrong in a sentence where the cause is known; everything else is a bug and keeps its traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ConfigError as error:
            click.echo(f"The settings are not right:\n{error}", err=True)
            sys.exit(2)
        except DatabaseAway as error:
            click.echo(f"It did not work: {error}", err=True)
            sys.exit(1)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def commands() -> None:
    """Session Packages: the sidecar of a WordPress site. Settings come from the environment (SP_…)."""


@commands.command()
def version() -> None:
    """Print the version."""
    click.echo(__version__)


@commands.command()
def secret() -> None:
    """Print a new value for SP_SECRET_KEY."""
    click.echo(Fernet.generate_key().decode("ascii"))


@commands.command()
def migrate() -> None:
    """Bring the tables to the version that this program needs."""
    rt = opened()
    started = time.monotonic()
    revision = startup.migrate(rt, _say)
    click.echo(f"The tables are at revision {revision} ({time.monotonic() - started:.1f} s).")


@commands.command()
@click.option("--quiet", is_flag=True, help="Print the code only.")
def pair(quiet: bool) -> None:
    """Print a one-time code that connects the WordPress plugin."""
    rt = opened()
    startup.check(rt)
    code = pairing.create_code(rt)
    if quiet:
        click.echo(code)
        return
    click.echo(f"Connection code, good once within 10 minutes:\n\n    {code}\n")
    click.echo(f"Paste it in WP Admin of {rt.config.site_url} under Packages → Settings → Connection")
    click.echo(f"(sidecar address: {rt.config.public_url}).")


@commands.command()
def connection() -> None:
    """Print which key connects the plugin, to be compared with what WP Admin shows."""
    rt = opened()
    startup.check(rt)
    found = pairing.connection(rt)
    if found is None:
        click.echo("Not connected yet; make a code with: session-packages pair")
        return
    click.echo(f"Connected with {rt.config.site_url} since {found.paired_at[:16]} UTC, fingerprint {found.fingerprint}")


@commands.command()
@click.option("--migrate", "migrate_first", is_flag=True, help="Bring the tables up to date before serving.")
def serve(migrate_first: bool) -> None:
    """Serve the plugin's requests."""
    rt = startup.prepare()
    startup.wait_for_database(rt, _say)
    if migrate_first:
        startup.migrate(rt, _say)
    startup.check(rt)
    rt.db.close()
    server.run(rt.config)


def opened() -> Runtime:
    """A runtime whose database answers. Raises `ConfigError`, or `DatabaseUnavailable` after 30 seconds."""
    rt = startup.prepare()
    startup.wait_for_database(rt, _say, PATIENCE)
    return rt


def _say(sentence: str) -> None:
    click.echo(f"{sentence[:1].upper()}{sentence[1:]}.", err=True)

"""The console script `session-packages`: the sidecar's commands and the two job processes."""

from jobs import cli_jobs
from jobs import scheduler as scheduling
from jobs import worker as working
from sidecar import cli_books, cli_export, startup
from sidecar.cli import commands

for command in (*cli_books.COMMANDS, *cli_export.COMMANDS, cli_jobs.jobs):
    commands.add_command(command)


@commands.command()
def worker() -> None:
    """Work the jobs that Redis hands out."""
    working.run(startup.prepare())


@commands.command()
def scheduler() -> None:
    """Run the sweeps; one of several schedulers leads, the others stand by."""
    scheduling.run(startup.prepare())


def main() -> None:
    commands(prog_name="session-packages")

"""`make torture N=20000`: the state machine, races, and kills under load; about N operations. `--seed` repeats a run."""

import argparse
import logging
import secrets
import sys
import time
from pathlib import Path

import click

from tests.torture import run as torture

ROOT = Path(__file__).parents[2]


def main() -> int:
    parser = argparse.ArgumentParser(prog="torture", description=__doc__)
    parser.add_argument("operations", type=int, nargs="?", default=20_000)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "torture")
    asked = parser.parse_args()
    logging.disable(logging.ERROR)  # repairs and outages are what this is about
    started = time.monotonic()
    result = torture.torture(asked.folder, asked.operations, asked.seed, click.echo)
    click.echo(f"{time.monotonic() - started:.0f} s")
    click.echo(f"violations: {len(result.violations)} of {result.operations} operations")
    return 1 if result.violations else 0


if __name__ == "__main__":
    sys.exit(main())

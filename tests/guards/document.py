"""docs/guards.md, written by the run that took each guard away."""

from pathlib import Path

from tests.guards.declared import GUARDS, SECTIONS
from tests.guards.guard import PROMISES, Guard

PATH = Path(__file__).parents[2] / "docs" / "guards.md"
HEAD = f"""# Guards, and the tests that miss them

What keeps the promises when something else has gone wrong: conditions in SQL, locks, unique keys, constraints, second looks.
`make test-slow` takes each of them away, one at a time, and runs the test named beside it: that test must turn red, for the reason
that is declared with the guard, and it must be green with all guards in place. Only a run in which all {len(GUARDS)} were missed writes
this page. The declarations are in [tests/guards](../tests/guards). A fast test compares them with this page, with the guarded
statements of `wp_bridge`, and with the keys, constraints and triggers that the tables have.
"""


def text() -> str:
    parts = [HEAD, *(_section(title, guards) for title, guards in SECTIONS.items())]
    return "\n".join(parts)


def _section(title: str, guards: tuple[Guard, ...]) -> str:
    rows = "\n".join(_row(guard) for guard in guards)
    return f"## {title}\n| guard | promise | taken away | red without it |\n|---|---|---|---|\n{rows}\n"


def _row(guard: Guard) -> str:
    cells = (guard.name, PROMISES[guard.promise], guard.removal.describe(), f"`{guard.test}`")
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"

"""Each guard taken away while its test runs: the test must turn red, for the declared reason. Writes docs/guards.md."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.guards import document
from tests.guards.declared import GUARDS

pytestmark = [pytest.mark.redemption, pytest.mark.slow]

ROOT = Path(__file__).parents[2]


@pytest.mark.timeout(600)
def test_every_guard_is_missed_by_its_test_and_by_none_while_it_is_there(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    nodes = sorted({guard.node for guard in GUARDS})
    options = ["-q", "-W", "ignore", "-p", "tests.guards.plugin", f"--guards-report={report}"]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *nodes],
        cwd=ROOT,
        env=os.environ | {"SP_TEST_FOLDER": "test-guards"},
        capture_output=True,
        text=True,
        check=False,
    )
    told: dict[str, list[str]] = json.loads(report.read_text(encoding="utf-8")) if report.exists() else {}
    assert {name: said for name, said in told.items() if said} == {}
    assert set(told) == {guard.name for guard in GUARDS} | set(nodes), ran.stdout[-2000:] + ran.stderr[-2000:]
    assert ran.returncode == 0, ran.stdout[-2000:]
    document.PATH.write_text(document.text(), encoding="utf-8")
    print(f"{len(GUARDS)} guards taken away one at a time, {len(nodes)} tests: each was missed, none without need")  # noqa: T201 - the figure of the run

"""`scripts/setup [--tests]`: everything that the demo (and the tests) need, and nothing twice."""

import argparse
import fcntl
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from devstack.bootstrap import system
from devstack.bootstrap.virtualenv import ensure_virtualenv
from devstack.bootstrap.wordpress_files import ensure_wordpress
from devstack.errors import SetupError
from devstack.paths import CACHE


def main() -> int:
    """Sets up; on a SetupError its message goes to stderr and the answer is 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tests", action="store_true", help="also what the browser tests need (Chromium)")
    arguments = parser.parse_args()
    try:
        with _one_at_a_time():
            _set_up(arguments.tests)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """`make demo` and `make test` may be started together in a fresh clone."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _set_up(for_tests: bool) -> None:
    wanted = system.wanted_packages(for_tests)
    system.check_system(wanted)
    system.install(system.missing_packages(wanted))
    link_redis()
    ensure_wordpress()
    ensure_virtualenv()


def link_redis() -> None:
    """redis-tools has no redis-server, but the same program under another name: it chooses its part by that name."""
    link, program = CACHE / "bin" / "redis-server", shutil.which("redis-check-rdb")
    if link.exists() or program is None:
        return
    link.parent.mkdir(parents=True, exist_ok=True)
    link.unlink(missing_ok=True)  # a link to nowhere
    link.symlink_to(program)

"""Which Debian packages are missing, and installing them."""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from devstack.errors import SetupError

# mariadb-server-core and redis-tools are the servers' programs without a system service: installing starts nothing.
RUN_PACKAGES = [
    *("php-cli", "php-mysql", "php-curl", "php-xml", "php-mbstring", "php-intl", "php-gd", "php-zip"),
    *("mariadb-server-core", "mariadb-client", "redis-tools"),
]
TEST_PACKAGES = ["chromium"]
SUPPORTED = ("12", "13")

Query = Callable[[Sequence[str]], str]


def say(message: str) -> None:
    """One line of progress."""
    print(message, flush=True)


def wanted_packages(for_tests: bool) -> list[str]:
    """Every Debian package that this project needs on this interpreter."""
    venv = [] if importlib.util.find_spec("ensurepip") else ["python3-venv"]
    return [*RUN_PACKAGES, *(TEST_PACKAGES if for_tests else []), *venv]


def check_system(wanted: Sequence[str], os_release: Path = Path("/etc/os-release")) -> None:
    """SetupError on another system than Debian 12 or 13, naming what is needed there."""
    lines = os_release.read_text().splitlines() if os_release.exists() else []
    facts = dict(line.replace('"', "").split("=", 1) for line in lines if "=" in line)
    if facts.get("ID") == "debian" and facts.get("VERSION_ID") in SUPPORTED:
        return
    raise SetupError(
        f"This script knows Debian {' and '.join(SUPPORTED)}, not {facts.get('PRETTY_NAME', sys.platform)}.\n"
        "Use a machine or a container with one of them. What it would install there:\n"
        f"  {' '.join(wanted)}\nand WordPress from Debian's package `wordpress`, unpacked into ./var only."
    )


def _dpkg_query(packages: Sequence[str]) -> str:
    form = "${db:Status-Status} ${Package}\\n"
    # It ends with 1 as soon as one name is unknown; the others are listed all the same.
    return subprocess.run(["dpkg-query", "-W", "-f", form, *packages], capture_output=True, text=True, check=False).stdout


def missing_packages(wanted: Sequence[str], query: Query = _dpkg_query) -> list[str]:
    """The packages that are not installed, in the given order."""
    states = (line.split(" ", 1) for line in query(wanted).splitlines())
    installed = {name for status, name in states if status == "installed"}
    return [name for name in wanted if name not in installed]


def install(packages: Sequence[str]) -> None:
    """Installs packages as root or by sudo; SetupError with the exact command when neither works."""
    if not packages:
        return
    apt = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
    become_root = root_prefix()
    if become_root is None:
        raise SetupError(
            f"These Debian packages are missing. Run, then try again:\n  sudo apt-get update && sudo {' '.join(apt)}"
        )
    say(f"Installing Debian packages: {' '.join(packages)} (about {10 + 5 * len(packages)} s)")
    quietly([*become_root, "apt-get", "update", "-q"], "apt-get update")
    quietly([*become_root, "env", "DEBIAN_FRONTEND=noninteractive", *apt], "apt-get install")


def root_prefix() -> list[str] | None:
    """What to put before a command that needs root: nothing, sudo, or None when there is no way without a password."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0:
        return ["sudo", "-n"]
    return None


def quietly(command: Sequence[str | Path], what: str, cwd: Path | None = None) -> None:
    """Runs a command without its chatter; SetupError with the chatter when it fails."""
    done = subprocess.run(command, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SetupError(f"{what} failed:\n{(done.stdout + done.stderr).strip()[-4000:]}")

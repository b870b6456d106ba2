"""The project's virtualenv, built again only when what it is made from has changed."""

import hashlib
import subprocess
import sys
from pathlib import Path

from devstack.bootstrap.system import quietly, say
from devstack.paths import PROJECT

VENV = PROJECT / ".venv"
_STAMP = VENV / ".setup-stamp"
_SOURCES = ("requirements.txt", "requirements-dev.txt", "pyproject.toml")


def ensure_virtualenv() -> None:
    """Creates the virtualenv and installs the pinned packages and the project itself; SetupError when pip fails."""
    wanted = _fingerprint()
    if _STAMP.exists() and _STAMP.read_text() == wanted:
        return
    say("Installing Python packages into .venv (about 20 s)")
    python = VENV / "bin" / "python"
    if not _works(python):
        quietly([sys.executable, "-m", "venv", "--clear", str(VENV)], "Creating .venv")
    pip = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-input"]
    quietly([*pip, "-r", "requirements.txt", "-r", "requirements-dev.txt"], "pip install", cwd=PROJECT)
    quietly([*pip, "--no-deps", "-e", "."], "pip install of the project", cwd=PROJECT)
    _STAMP.write_text(wanted)


def _fingerprint() -> str:
    """What the virtualenv is made from: the pinned packages, the interpreter, and the place, which scripts name."""
    parts = [sys.version.encode(), str(VENV).encode()]
    parts += [(PROJECT / name).read_bytes() for name in _SOURCES]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _works(python: Path) -> bool:
    """Whether there is a virtualenv of this very Python version with pip in it."""
    if not python.exists():
        return False
    check = [str(python), "-c", "import pip, sys; print(sys.version, end='')"]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    return done.stdout == sys.version

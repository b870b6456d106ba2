"""WordPress's files, unpacked from Debian's packages into ./var; nothing of it is installed on the system."""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from devstack.bootstrap.system import quietly, root_prefix, say
from devstack.errors import SetupError
from devstack.paths import CACHE

_INSTALLED = Path("/usr/share/wordpress")
_THEMES = ("twentytwentyfive", "twentytwentyfour", "twentytwentythree")
# WordPress's package leaves out libraries that Debian has elsewhere and links to them.
_LIBRARY = re.compile(r"(libjs-|libphp-|php-getid3)")


def cached_wordpress() -> Path:
    """The newest WordPress in the cache; SetupError before scripts/setup was run."""
    found = sorted(CACHE.glob("wordpress-*"), key=_numbers)
    if not found:
        raise SetupError("WordPress is not there yet; run scripts/setup.")
    return found[-1]


def ensure_wordpress() -> None:
    """Fetches WordPress unless it is in the cache; an interrupted run leaves nothing half done there."""
    if any(CACHE.glob("wordpress-*")):
        return
    say("Fetching WordPress (about 5 s)")
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        files = _unpacked(Path(folder))
        complete = Path(folder) / "complete"
        shutil.copytree(files, complete, ignore=_dangling)
        _tidy(complete)
        complete.rename(CACHE / f"wordpress-{_version(complete)}")


def _dangling(folder: str, names: list[str]) -> set[str]:
    """Links to nowhere, such as the one to /etc. `ignore_dangling_symlinks` takes every relative link for one."""
    return {name for name in names if not Path(folder, name).exists()}


def _unpacked(folder: Path) -> Path:
    """Downloads and unpacks; falls back to a WordPress that is installed on the system."""
    try:
        packages = _packages()
        quietly(["apt-get", "-q", *_as_root(), "download", *packages], "apt-get download", cwd=folder)
    except SetupError:
        if _INSTALLED.exists():
            return _INSTALLED
        raise
    for package in folder.glob("*.deb"):
        quietly(["dpkg-deb", "-x", package, folder / "root"], f"Unpacking {package.name}")
    return folder / "root" / "usr" / "share" / "wordpress"


def _packages() -> list[str]:
    """WordPress, a theme for it and the libraries it links to, by the names this Debian has for them."""
    if not _known("wordpress"):
        _refresh_lists()
    theme = next((name for name in _THEMES if _known(f"wordpress-theme-{name}")), None)
    if theme is None:
        raise SetupError("This Debian's package lists offer no theme for WordPress.")
    direct = _libraries("wordpress")
    indirect = [name for library in direct for name in _libraries(library)]
    return ["wordpress", f"wordpress-theme-{theme}", *sorted({*direct, *indirect})]


def _refresh_lists() -> None:
    become_root = root_prefix()
    if become_root is None:
        raise SetupError("apt does not know the package `wordpress`. Run, then try again:\n  sudo apt-get update")
    quietly([*become_root, "apt-get", "update", "-q"], "apt-get update")
    if not _known("wordpress"):
        raise SetupError("apt offers no package `wordpress`; Debian's section `main` has it.")


def _known(package: str) -> bool:
    return bool(_apt_cache("show", "--no-all-versions", package))


def _libraries(package: str) -> list[str]:
    depends = re.findall(r"^\s*\|?Depends: (\S+)$", _apt_cache("depends", package), re.MULTILINE)
    return [name for name in depends if _LIBRARY.match(name)]


def _apt_cache(*arguments: str) -> str:
    return subprocess.run(["apt-cache", *arguments], capture_output=True, text=True, check=False).stdout


def _as_root() -> list[str]:
    """Root's apt would change to a user who may not see the project's folder, and warn about it."""
    return ["-o", "APT::Sandbox::User=root"] if root_prefix() == [] else []


def _tidy(wordpress: Path) -> None:
    """Removes Debian's own configuration and the plugin that nobody here needs."""
    for name in (".htaccess", "wp-config.php"):
        (wordpress / name).unlink(missing_ok=True)
    for name in ("akismet", "hello.php"):
        shutil.rmtree(wordpress / "wp-content" / "plugins" / name, ignore_errors=True)


def _version(wordpress: Path) -> str:
    text = (wordpress / "wp-includes" / "version.php").read_text()
    found = re.search(r"\$wp_version = '([^']+)'", text)
    if found is None:
        raise SetupError("The unpacked WordPress has no version.")
    return found[1]


def _numbers(folder: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", folder.name)]

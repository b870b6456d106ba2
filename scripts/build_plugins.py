#!/usr/bin/env python3
"""Builds the installable zips `var/dist/<plugin>.zip`; the same sources give the same bytes."""

import sys
import zipfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
SOURCES = PROJECT / "wp-plugin-stub"
TARGET = PROJECT / "var" / "dist"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip can hold: file times must not make a difference


def build(plugin: Path, target: Path) -> Path:
    """One zip with the plugin's folder as its root, as WordPress expects it."""
    target.mkdir(parents=True, exist_ok=True)
    path = target / f"{plugin.name}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(_files(plugin)):
            entry = zipfile.ZipInfo(file.relative_to(plugin.parent).as_posix(), _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, file.read_bytes())
    return path


def _files(plugin: Path) -> list[Path]:
    """Every file except those that begin with a dot, or lie in such a folder."""
    files = (path for path in plugin.rglob("*") if path.is_file())
    return [path for path in files if not any(part.startswith(".") for part in path.relative_to(plugin).parts)]


def main() -> int:
    """Builds all plugins."""
    plugins = sorted(path for path in SOURCES.iterdir() if path.is_dir())
    for plugin in plugins:
        print(build(plugin, TARGET).relative_to(PROJECT))
    return 0


if __name__ == "__main__":
    sys.exit(main())

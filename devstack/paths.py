"""Where the project and what `scripts/setup` prepared for it are found."""

from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
VAR = PROJECT / "var"
CACHE = VAR / "cache"
PHP_FILES = Path(__file__).resolve().parent / "php"

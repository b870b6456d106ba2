"""The walls: who may import whom, where SQL lives, and that names which are only strings still mean something."""

import ast
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from sidecar.config import Config
from wp_bridge import job_names

ROOT = Path(__file__).parent.parent
LAYERS = ("wp_bridge", "sidecar", "jobs")
PURE = {"babel"}  # formats and counts decimals; knows neither network nor clock
# Which of our own packages, and which libraries, a folder may import. Longest prefix wins.
ALLOWED = {
    "wp_bridge": {"wp_bridge", "pymysql", "sqlalchemy", "tenacity", "alembic"},
    "sidecar/domain": {"sidecar.domain", "sidecar.errors", "wp_bridge.records", "wp_bridge.payment_records"} | PURE,
    "sidecar/gateways": {
        *("sidecar.gateways", "sidecar.errors", "sidecar.domain.money", "wp_bridge.records"),
        *("stripe", "requests", "cryptography", "certifi", "tenacity"),
        *("sidecar.delivery", "idna"),
    },
    "sidecar/usecases": {"sidecar", "wp_bridge", "ulid", "stdnum"},
    "sidecar/web": {"sidecar", "wp_bridge", "flask", "werkzeug", "pydantic", "pydantic_core", "http_message_signatures"},
    "jobs": {"jobs", "sidecar", "wp_bridge", "rq", "redis", "click"},
}
FORBIDDEN = {
    "sidecar": {"jobs"},
    "sidecar/usecases": {
        "sidecar.web",
        "sidecar.cli",
        "sidecar.server",
        "flask",
        "pymysql",
        "sqlalchemy",
        "stripe",
        "requests",
        "rq",
    },
    "sidecar/web": {"wp_bridge.database", "wp_bridge.ledger", "wp_bridge.orders", "sqlalchemy", "pymysql", "stripe"},
    "jobs": {"flask", "sidecar.web", "pymysql", "sqlalchemy", "stripe"},
}
SQL = re.compile(r"\b(SELECT\s.+\sFROM|INSERT\s+(IGNORE\s+)?INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM)\b", re.S)


def modules() -> Iterator[tuple[str, ast.Module]]:
    for layer in LAYERS:
        for path in sorted((ROOT / layer).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "absolute imports only"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def within(name: str, allowed: set[str]) -> bool:
    return any(name == prefix or name.startswith(f"{prefix}.") for prefix in allowed)


def is_stdlib(name: str) -> bool:
    return name.split(".", maxsplit=1)[0] in sys.stdlib_module_names


@pytest.mark.parametrize("folder", sorted(ALLOWED, key=len, reverse=True))
def test_each_layer_imports_only_what_it_may(folder: str) -> None:
    wrong = [
        f"{path} imports {name}"
        for path, tree in modules()
        if path.startswith(f"{folder}/")
        for name in imports(tree)
        if not is_stdlib(name) and not within(name, ALLOWED[folder])
    ]
    assert wrong == []


@pytest.mark.parametrize("folder", sorted(FORBIDDEN))
def test_no_layer_reaches_through_a_wall(folder: str) -> None:
    wrong = [
        f"{path} imports {name}"
        for path, tree in modules()
        if path.startswith(f"{folder}/")
        for name in imports(tree)
        if within(name, FORBIDDEN[folder])
    ]
    assert wrong == []


def test_sql_stands_only_in_the_bridge() -> None:
    wrong = [
        f"{path}:{node.lineno}"
        for path, tree in modules()
        if not path.startswith("wp_bridge/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.search(node.value)
    ]
    assert wrong == []


def test_transactions_are_opened_only_in_use_cases() -> None:
    wrong = [
        f"{path}:{node.lineno}"
        for path, tree in modules()
        if path.startswith(("sidecar/web", "sidecar/domain", "sidecar/gateways", "jobs"))
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "transact"
    ]
    assert wrong == []


def test_the_rules_ask_no_clock() -> None:
    wrong = [
        f"{path}:{node.lineno}"
        for path, tree in modules()
        if path.startswith("sidecar/domain")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"now", "today", "utcnow", "monotonic"}
    ]
    assert wrong == []


def test_job_names_resolve() -> None:
    for job in job_names.ALL:
        module, name = job.rsplit(".", 1)
        assert callable(getattr(import_module(module), name))


def test_every_setting_is_documented_and_every_documented_one_exists() -> None:
    text = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"`(SP_[A-Z_]+)`", text))
    assert documented == {f"SP_{name.upper()}" for name in Config.model_fields}


def test_every_marker_in_use_is_known_and_files_stay_readable() -> None:
    long = [
        f"{path}: {len(source)} lines"
        for layer in (*LAYERS, "demo", "devstack")
        for path in sorted((ROOT / layer).rglob("*.py"))
        if len(source := path.read_text(encoding="utf-8").splitlines()) > 300
    ]
    assert long == []


def test_our_files_name_no_machine_and_no_package_index() -> None:
    """They must work wherever they are cloned to, with whatever package sources the machine has."""
    homes = [f"{folder.as_posix()}/" for folder in (ROOT, Path.home()) if len(folder.parts) > 1]
    suspicious = (*homes, "index-" + "url", "--find-" + "links")
    skipped = {".git", "var", ".venv", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"}
    wrong = [
        str(path.relative_to(ROOT))
        for path in ROOT.rglob("*")
        if path.is_file() and not skipped & set(path.relative_to(ROOT).parts)
        if path.suffix in {".py", ".php", ".md", ".txt", ".toml", ".css", ".js", ".html", ""}
        if any(part in path.read_text(encoding="utf-8", errors="replace").lower() for part in suspicious)
    ]
    assert wrong == []

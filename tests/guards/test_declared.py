"""No guard is forgotten, none is declared that is not there, and docs/guards.md is what the last whole run wrote."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from devstack.stack import Stack
from sidecar.runtime import Runtime
from tests.conftest import CORE
from tests.guards import document, plugin
from tests.guards.declared import GUARDS
from tests.guards.removal import Both, Check, Source, Trigger, Unique, Value
from tests.guards.schema import PREFIX, Schema
from tests.reset import Reset
from wp_bridge import customer_packages

pytestmark = pytest.mark.redemption

ROOT = Path(__file__).parents[2]
# Statements that answer "was it one row?" without a condition of their own to lose.
NO_CONDITION = {
    "inbox.add": "its unique key is the guard",
    "notices.add": "its unique key is the guard",
    "customer_packages.resume": "what is not suspended does not change",
    "leaving.resume_after_dispute": "what does not rest does not change",
}
NOWHERE = Schema("", None)  # type: ignore[arg-type]
NAMES_OF_ROWS = {"PRIMARY", "public_id"}


def test_the_page_lists_exactly_the_declared_guards() -> None:
    assert document.PATH.read_text(encoding="utf-8") == document.text(), "run `make test-slow`: it writes docs/guards.md"


def test_every_guard_has_a_name_of_its_own_and_a_test_that_exists() -> None:
    assert [name for name, count in Counter(guard.name for guard in GUARDS).items() if count > 1] == []
    missing = [guard.node for guard in GUARDS if not _exists(guard.node)]
    assert missing == []


def _exists(node: str) -> bool:
    path, _, name = node.partition("::")
    return f"def {name.partition('[')[0]}(" in (ROOT / path).read_text(encoding="utf-8")


def test_every_guard_is_still_where_its_declaration_says() -> None:
    parts = [part for guard in GUARDS for part in _parts(guard.removal)]
    for part in parts:
        with part.without(NOWHERE):
            pass


def test_every_guarded_statement_is_declared() -> None:
    """Functions of the bridge that look whether one row changed, or that lock what they read."""
    declared = {_place(part) for guard in GUARDS for part in _parts(guard.removal)}
    assert sorted(set(_guarded()) - declared - set(NO_CONDITION)) == []


def _parts(removal: object) -> Iterator[Source | Value]:
    for part in removal.parts if isinstance(removal, Both) else (removal,):
        if isinstance(part, Source | Value):
            yield part


def _place(part: Source | Value) -> str:
    owner = part.owner if hasattr(part.owner, "__name__") else type(part.owner)
    name = part.function if isinstance(part, Source) else part.name.lower()
    return f"{getattr(owner, '__module__', owner.__name__).rsplit('.', 1)[-1]}.{name}"


def _guarded() -> Iterator[str]:
    for path in (ROOT / "wp_bridge").rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        tree = ast.parse(source)
        for node in (*tree.body, *(method for thing in tree.body if isinstance(thing, ast.ClassDef) for method in thing.body)):
            text = ast.get_source_segment(source, node) or ""
            if isinstance(node, ast.FunctionDef) and (re.search(r"tx\.run\(.*== 1\b", text, re.DOTALL) or "FOR UPDATE" in text):
                yield f"{path.stem}.{node.name}"


def test_every_key_constraint_and_trigger_of_our_tables_is_declared(rt: Runtime) -> None:
    unique = "SELECT DISTINCT table_name t, index_name n FROM information_schema.statistics WHERE non_unique = 0"
    checks = "SELECT table_name t, constraint_name n FROM information_schema.check_constraints"
    triggers = "SELECT '' t, trigger_name n FROM information_schema.triggers"
    there = {
        Unique: _named(rt, f"{unique} AND table_schema = DATABASE()")
        - {(t, n) for t, n in _named(rt, unique) if n in NAMES_OF_ROWS},
        Check: _named(rt, f"{checks} WHERE constraint_schema = DATABASE()"),
        Trigger: _named(rt, f"{triggers} WHERE trigger_schema = DATABASE()"),
    }
    for kind, found in there.items():
        declared = {g.removal for g in GUARDS if isinstance(g.removal, kind)}
        assert {(getattr(one, "table", ""), getattr(one, "key", getattr(one, "name", ""))) for one in declared} == found


def _named(rt: Runtime, sql: str) -> set[tuple[str, str]]:
    """(table, name) without the prefix; constraints that MariaDB makes by itself for JSON and the like have none of ours."""
    rows = rt.db.transact(lambda tx: tx.all(sql))
    ours = [row for row in rows if row["t"].startswith(PREFIX) or (not row["t"] and row["n"].startswith(PREFIX))]
    return {(row["t"].removeprefix(PREFIX), row["n"].removeprefix(PREFIX)) for row in ours}


def test_what_was_taken_from_the_tables_comes_back_as_it_was(rt: Runtime, core: Reset, stack: Stack) -> None:
    schema = Schema(stack.mariadb.url(CORE), core)
    tables = "SHOW CREATE TABLE {p}redemptions", "SHOW CREATE TABLE {p}ledger", "SHOW TRIGGERS"

    def made() -> list[object]:
        return [rt.db.transact(lambda tx, s=sql: [sorted(map(str, row.values())) for row in tx.all(s)]) for sql in tables]

    before = made()
    removals = Unique("redemptions", "live_booking"), Check("ledger", "ledger_kind"), Trigger("ledger_never_deleted")
    for removal in removals:
        with removal.without(schema):
            assert made() != before
    assert _names(made()) == _names(before)


def _names(made: list[object]) -> list[list[str]]:
    """Without order: what is added again stands last. Nor does a trigger keep the moment of its making."""
    return [sorted(str(part).replace("\\n", ",").split(",")) for part in made[:2]] + [[str(made[2]).count("ledger_never")]]  # type: ignore[list-item]


def test_a_test_that_is_red_for_another_reason_or_by_itself_is_no_proof() -> None:
    guard = GUARDS[0]
    for reached, failure in ((True, "ImportError: no module"), (False, guard.seen)):
        item = SimpleNamespace(stash=pytest.Stash())
        item.stash[plugin.REACHED] = lambda reached=reached: reached
        with pytest.raises(pytest.fail.Exception):
            plugin._judge(item, guard, failure)  # type: ignore[arg-type]


def test_a_removal_that_changes_nothing_or_is_never_come_to_is_told() -> None:
    with pytest.raises(LookupError), Source(customer_packages, "take", "no such text").without(NOWHERE):
        pass
    with Source(customer_packages, "take", " AND base_state = 'open'").without(NOWHERE) as was_reached:
        assert not was_reached()

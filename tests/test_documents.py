"""What the documents say and what the code does: the same hooks, routes, shapes and codes, in both directions."""

import ast
import inspect
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from pydantic import BaseModel

from sidecar import config, errors
from sidecar.web import (
    activity_forms,
    book_forms,
    change_forms,
    delivery_forms,
    forms,
    list_forms,
    mail_forms,
    money_forms,
    sale_forms,
    task_forms,
)
from sidecar.web.app import create_app
from sidecar.web.auth import KINDS

ROOT = Path(__file__).parent.parent
API = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
HOOKS = (ROOT / "docs" / "hooks.md").read_text(encoding="utf-8")
OPERATING = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
PLUGINS = ROOT / "wp-plugin-stub"
FORMS = {"forms": forms, "mail_forms": mail_forms, "money_forms": money_forms, "delivery_forms": delivery_forms}
FORMS |= {"book_forms": book_forms, "sale_forms": sale_forms, "activity_forms": activity_forms, "change_forms": change_forms}
FORMS |= {"task_forms": task_forms}
FORMS |= {"list_forms": list_forms}
ENVIRONMENT = {
    "SP_DATABASE_URL": "mysql://nobody:nothing@127.0.0.1:1/none",
    "SP_SITE_URL": "http://site.test",
    "SP_SECRET_KEY": "A" * 43 + "=",
}


# --- hooks


def test_every_hook_of_the_plugins_is_documented_and_every_documented_one_exists() -> None:
    call = re.compile(r"\b(?:apply_filters|do_action|add_filter|add_action)\(\s*'(session_packages_[a-z_]+)'")
    used = {name for path in PLUGINS.rglob("*.php") for name in call.findall(path.read_text(encoding="utf-8"))}
    assert used == set(re.findall(r"\bsession_packages_[a-z_]+\b", HOOKS))


def test_the_documented_version_of_the_contract_is_the_plugins() -> None:
    source = (PLUGINS / "session-packages" / "inc" / "host-hooks.php").read_text(encoding="utf-8")
    (version,) = re.findall(r"^const CONTRACT_VERSION\s*= (\d+);", source, re.M)
    assert HOOKS.startswith(f"# The public hooks (contract version {version})\n")
    assert re.search(rf"^\| {version} \|", HOOKS.split("## History")[1], re.M)


def test_the_tables_that_the_booking_plugin_makes_are_the_promised_ones() -> None:
    source = (PLUGINS / "simple-bookings" / "inc" / "schema.php").read_text(encoding="utf-8")
    for table, row in re.findall(r"^\| `\{wp\}sb_(\w+)` \| `([^`]+)`", HOOKS, re.M):
        body = re.search(rf"function {table}_columns\(\).*?PRIMARY KEY", source, re.S)
        assert body, table
        made = re.findall(r"(?:return ['\"]|^\t\t)([a-z_]+) [A-Z]", body[0], re.M)
        assert re.findall(r"\b[a-z]\w+", re.sub(r"\(.*?\)", "", row)) == made


def test_every_write_to_the_booking_plugins_table_is_documented_word_for_word() -> None:
    writes = re.compile(r"\b(?:UPDATE \{wp\}|INSERT|DELETE|REPLACE)[^;]*")
    constants = [node.value for node in ast.walk(tree_of("wp_bridge/hosts/simple_bookings.py")) if isinstance(node, ast.Constant)]
    written = {plain_sql(text) for text in constants if isinstance(text, str) and writes.match(text)}
    told = "".join(re.findall(r"^```sql\n(.*?)^```", HOOKS, re.M | re.S))
    assert {plain_sql(text) for text in writes.findall(told)} == written


def plain_sql(text: str) -> str:
    return re.sub(r"\s*=\s*", "=", re.sub(r"\s+", " ", text.replace("%s", "…"))).strip()


# --- routes


@cache
def app() -> Flask:
    return create_app(config.load(ENVIRONMENT))


def routes() -> Iterator[tuple[str, Any]]:
    for rule in app().url_map.iter_rules():
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            yield f"{method} {plain(rule.rule)}", app().view_functions[rule.endpoint]


def plain(path: str) -> str:
    return re.sub(r"<[^>]+>|\{[^}]+\}", "{}", path)


def documented() -> Iterator[tuple[str, str, str, str]]:
    """(route, names in its query, actors, what it takes and answers) of each row of the table."""
    for line in API.split("## Routes")[1].split("## Shapes")[0].splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if cells and (found := re.fullmatch(r"`([A-Z]+ [^?`]+)\??([^`]*)`", cells[0])):
            yield plain(found[1]), found[2], cells[1], cells[2]


def test_every_route_is_documented_with_its_actors_and_every_documented_one_exists() -> None:
    told = {route: kinds_in(actors) for route, _, actors, _ in documented()}
    assert told == {route: set(getattr(view, "allowed_kinds", ())) for route, view in routes()}


def test_a_route_for_staff_is_documented_with_the_capability_it_takes() -> None:
    told = {route: actors for route, _, actors, _ in documented() if actors.startswith("staff")}
    needed = {route: view.needs for route, view in routes() if getattr(view, "allowed_kinds", ()) == ("staff",)}
    assert told == {route: f"staff ({needs.removesuffix('_session_packages')})" for route, needs in needed.items()}


def kinds_in(actors: str) -> set[str]:
    named = set(re.findall(r"[a-z]+", re.sub(r"\(.*?\)", "", actors)))
    return set(KINDS) if named == {"any"} else named & set(KINDS)


ROWS = [pytest.param(route, query, text, id=route) for route, query, _, text in documented()]


@pytest.mark.parametrize(("route", "query", "text"), ROWS)
def test_a_route_takes_what_its_row_says(route: str, query: str, text: str) -> None:
    source = inspect.getsource(inspect.unwrap(dict(routes())[route]))
    models: list[type[BaseModel]] = [
        getattr(FORMS[where], name) for where, name in re.findall(rf"\b({'|'.join(FORMS)})\.(\w+)", source)
    ]
    taken = {field for model in models for field in model.model_fields}
    asked = {pair.split("=")[0] for pair in query.split("&") if pair}
    if route.startswith("GET"):
        assert asked == taken
    else:
        assert taken <= set(re.findall(r"\w+", with_shapes(text.partition("→")[0])))


def with_shapes(text: str) -> str:
    """With the definition of each shape that is named in it."""
    shapes: dict[str, str] = dict(re.findall(r"\*\*(\w+)\*\* (.+)", API.split("## Shapes")[1]))
    return text + "".join(shape for name, shape in shapes.items() if re.search(rf"\b{name}\b", text))


def test_every_key_of_an_answer_is_documented() -> None:
    keys = {
        key.value
        for path in sorted((ROOT / "sidecar" / "web").glob("*shapes.py"))
        for node in ast.walk(tree_of(path.relative_to(ROOT).as_posix()))
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant)
    }
    assert keys - set(re.findall(r"\w+", API)) == set()


def test_every_outcome_of_a_status_is_documented() -> None:
    (text,) = [text for route, _, _, text in documented() if route == "POST /v1/bookings/status"]
    told = set(re.findall(r'"(\w+)"', text.partition("outcome:")[2].partition(", sessions")[0]))
    assert told == set(outcomes())


def outcomes() -> Iterator[str]:
    for node in ast.walk(tree_of("sidecar/usecases/give_back.py")):
        if isinstance(node, ast.Call) and name_of(node.func) == "Returned":
            yield from strings(node.args[0])
    for node in ast.walk(tree_of("sidecar/usecases/revive.py")):
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
            yield from strings(node.value.elts[0])


# --- codes


RAISED = {"Objection", "Refused", "NotFound", "Forbidden", "Malformed", "Unauthenticated", "Unsupported"}
JUDGES = {"refusal", "surplus_refusal", "misfit", "obstacle", "obstacles"}  # rules that answer with a code
AT_THE_COMMAND_LINE = {"not_blocked", "ledger_negative"}
# A mistake in the plugin, or a forgery: read by us in the log, by nobody on a page.
BETWEEN_PROGRAMS = {"actor_invalid", "header_invalid", "malformed", "not_json", "too_large", "method_not_allowed", "refused"} | {
    "webhook_invalid"
}


def tree_of(path: str) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def trees() -> list[ast.Module]:
    """Without the gateways: the codes in them are the providers', and reach nobody."""
    ours = (path for path in sorted((ROOT / "sidecar").rglob("*.py")) if path.parent.name != "gateways")
    return [tree_of(path.relative_to(ROOT).as_posix()) for path in ours]


def strings(node: ast.AST) -> set[str]:
    """What it may be; not what something in it is compared with."""
    if isinstance(node, ast.Compare):
        return set()
    if isinstance(node, ast.Constant):
        return {node.value} if isinstance(node.value, str) else set()
    return {found for child in ast.iter_child_nodes(node) for found in strings(child)}


def name_of(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def codes_in(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=function, args=[first, *_]) if name_of(function) in RAISED:
                yield from codes_of(first)
            case ast.Call(func=ast.Attribute(attr="__init__"), args=[ast.Constant(value=str(code)), *_]):
                yield code
            case ast.Call(func=function, args=[_, second, *_]) if name_of(function) in {"Verdict", "_answer"}:
                yield from strings(second)
            case ast.Assign(targets=[target], value=ast.Dict(values=values)) if name_of(target).lower().endswith("codes"):
                yield from (code for value in values for code in strings(value))
            case ast.Assign(targets=[ast.Name(id="code")], value=value):
                yield from strings(value)
            case ast.FunctionDef(name=name) if name in JUDGES:
                yield from (code for part in ast.walk(node) if isinstance(part, ast.Return) for code in strings(part))


def codes_of(first: ast.AST) -> set[str]:
    """Written out, or taken from where a code is known to be written out: else this test would overlook it."""
    found = strings(first)
    source = ast.unparse(first)
    assert found or re.search(r"\bcode$|codes\[[\w.]+\]$", source, re.I), f"where does the code {source} come from?"
    return found


def raised() -> set[str]:
    return {code for tree in trees() for code in codes_in(tree)} | {default_code()}


def default_code() -> str:
    """Of a `NotFound` that names none."""
    return str(inspect.signature(errors.NotFound).parameters["code"].default)


def listed() -> set[str]:
    paragraph = API.split("Reason and refusal codes")[1].split("\n\n")[0]
    return {code for run in re.findall(r"`([^`]+)`", paragraph) for code in run.split()}


def test_every_code_is_listed_and_every_listed_one_is_used() -> None:
    assert raised() == listed()


def test_every_code_that_people_can_meet_has_a_sentence_in_the_plugin() -> None:
    source = (PLUGINS / "session-packages" / "inc" / "reasons.php").read_text(encoding="utf-8")
    sentences = set(re.findall(r"'([a-z_]+)'(?: === \$code|\s+=> (?:array\( '\w+', )?__\()", source))
    assert listed() - AT_THE_COMMAND_LINE - BETWEEN_PROGRAMS - sentences == set()


def test_a_host_knows_what_to_do_about_every_code_of_its_calls() -> None:
    table = HOOKS.split("## Refusals")[1].split("\n## ")[0]
    told = {code for run in re.findall(r"^\| ([^|]+) \|", table, re.M) for code in re.findall(r"`(\w+)`", run)}
    files = ("redeem", "holds", "changes", "spending", "booking_checks", "put_back", "offers", "once")
    met = {code for name in files for code in codes_in(tree_of(f"sidecar/usecases/{name}.py"))}
    met |= set(codes_in(tree_of("sidecar/domain/eligibility.py")))
    assert met - told == set()
    assert told <= listed() | {"not_paired", "unavailable", "bad_answer"}, "the plugin's own come before the sidecar is asked"


# --- notices


def test_every_kind_of_notice_tells_the_operator_what_to_do() -> None:
    kinds = {kind for tree in trees() for kind in kinds_of_notice(tree)}
    rows = re.findall(r"^\| `(\w+)` \|", OPERATING.split("## Notices to staff")[1].split("\n## ")[0], re.M)
    assert kinds == set(rows)


def kinds_of_notice(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="flagging" | "notices"), attr=name), args=[_, kind, *_]):
                if name in {"about_redemption", "about_booking", "about_money", "add", "add_again"}:
                    yield from strings(kind)

"""The sidecar answers with codes and kinds; the plugin must have a sentence for each of them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from sidecar.domain import eligibility
from sidecar.domain.activity import ACTS
from sidecar.domain.activity import KINDS as ACT_KINDS
from sidecar.domain.mail_kinds import KINDS
from sidecar.usecases import booking_checks

ROOT = Path(__file__).parents[2]
PLUGIN = ROOT / "wp-plugin-stub" / "session-packages" / "inc"
REFUSALS = {"Refused", "NotFound", "Forbidden", "Objection"}
WRITERS = {
    ("notices", "add"),
    ("notices", "add_again"),
    ("flagging", "about_redemption"),
    ("flagging", "about_booking"),
    ("flagging", "about_money"),
}
# What only the command line says, or the plugin says in a sentence with numbers of its own.
ELSEWHERE = {"too_few_sessions"}


def calls() -> Iterator[ast.Call]:
    for path in sorted((ROOT / "sidecar").rglob("*.py")):
        yield from (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))


def strings(node: ast.expr) -> set[str]:
    """Of a constant, or of both sides of `"a" if … else "b"`."""
    return {part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)}


def words_of(function: str) -> set[str]:
    """The keys of the array that a PHP function holds."""
    source = "".join(path.read_text(encoding="utf-8") for path in sorted(PLUGIN.glob("*.php")))
    found = re.search(rf"^function {function}\(.*?^\}}", source, re.S | re.M)
    assert found, f"{function} is gone"
    return set(re.findall(r"^\t\t'([a-z_]+)'\s*=>", found.group(), re.M))


def test_every_refusal_has_a_sentence() -> None:
    said = {
        code
        for call in calls()
        if isinstance(call.func, ast.Name) and call.func.id in REFUSALS and call.args
        for code in strings(call.args[0])
        if re.fullmatch(r"[a-z_]+", code)
    }
    said |= set(eligibility.STATUS_CODES.values()) | set(booking_checks.STATUS_CODES.values()) | {"package_blocked"}
    assert len(said) > 30, "the search has lost its way"
    assert said - words_of("reason_texts") - words_of("connection_texts") - ELSEWHERE == set()


def test_every_notice_to_staff_has_a_sentence() -> None:
    written = set()
    for call in calls():
        of = call.func.value if isinstance(call.func, ast.Attribute) else None
        if isinstance(of, ast.Name) and isinstance(call.func, ast.Attribute) and (of.id, call.func.attr) in WRITERS:
            written |= strings(call.args[1])
    assert len(written) >= 10, "the search has lost its way"
    assert written == words_of("notice_texts")


def test_every_act_of_staff_is_described_and_has_a_sentence() -> None:
    done = {
        name
        for path in sorted((ROOT / "sidecar" / "web").glob("*.py"))
        for view in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(view, ast.FunctionDef) and any(_for_staff_only(decorator) for decorator in view.decorator_list)
        for name in re.findall(r"""\bcommand\(['"](\w+)['"]""", ast.unparse(view))
    }
    assert len(done) > 15, "the search has lost its way"
    assert done - set(ACTS) == set(), "describe them in sidecar/domain/activity.py"
    assert set(ACTS) == words_of("activity_texts")
    assert set(ACT_KINDS) == words_of("activity_kinds")


def _for_staff_only(decorator: ast.expr) -> bool:
    if not (isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Name) and decorator.func.id == "allow"):
        return False
    return [ast.unparse(kind) for kind in decorator.args] == ["'staff'"]


def test_every_mail_has_a_name_and_says_when_it_is_sent() -> None:
    assert set(KINDS) <= words_of("mail_texts")


def test_every_objection_to_a_field_about_mails_has_a_sentence() -> None:
    sources = [ROOT / "sidecar" / name for name in ("web/mail_forms.py", "web/delivery_forms.py", "usecases/mail_delivery.py")]
    found = {
        text
        for path in sources
        for text in re.findall(r'"((?:must|can only|is needed|is not) [^"]+)"', path.read_text(encoding="utf-8"))
    }
    assert len(found) >= 9, "the search has lost its way"
    reasons = (PLUGIN / "reasons.php").read_text(encoding="utf-8").replace("\\'", "'")
    known = re.sub(r"\(\S+?\)(?= )", "{}", reasons)
    assert {text for text in found if re.sub(r"\{\w+\}", "{}", text) not in known} == set()


def test_every_setting_says_in_a_sentence_what_it_does() -> None:
    forms = {"general_fields", "transfer_fields", "stripe_fields", "paypal_fields", "rules_fields", "delivery_fields"}
    source = "".join(path.read_text(encoding="utf-8") for path in sorted(PLUGIN.glob("*.php")))
    fields = {}
    for form in forms:
        body = re.search(rf"^function {form}\(.*?^\}}", source, re.S | re.M)
        assert body, f"{form} is gone"
        for field in re.findall(
            r"(?:array\( 'name' => |secret_field\( )'[\w.]+'.*?(?=\n\t\t(?:array|secret)|\Z)", body.group(), re.S
        ):
            name = re.search(r"'([\w.]+)'", field.removeprefix("array( 'name' => "))
            fields[name.group(1) if name else field] = "'help'" in field or "secret_field" in field
    assert len(fields) > 25, "the search has lost its way"
    assert [name for name, helped in fields.items() if not helped] == []


def test_no_tab_has_its_help_twice() -> None:
    """Of two entries with one key PHP keeps the last, and says nothing."""
    source = (PLUGIN / "admin-help.php").read_text(encoding="utf-8")
    tabs = re.findall(r"^\t\t'([a-z]+)'\s*=> array\($", source, re.M)
    assert len(tabs) > 2, "the search has lost its way"
    assert len(tabs) == len(set(tabs))

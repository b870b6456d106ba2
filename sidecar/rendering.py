"""A mail from its wording and its template: `email_templates/<kind>/{subject.txt, words.txt, body.txt, body.html}`.

Subject and words are plain text with placeholders, ours or the owner's; the bodies are the frame around them: layout, the box
with the details, why somebody gets this mail.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import css_inline
from jinja2 import Environment, PackageLoader, StrictUndefined, TemplateError, TemplateNotFound, select_autoescape
from jinja2.utils import urlize
from markupsafe import Markup, escape

from sidecar.domain import wording as words
from sidecar.domain.mail_kinds import KINDS
from sidecar.domain.wording import Wording

LINKS = ("site_url", "packages_url", "order_url", "admin_url")
LINK = re.compile(r"(<a .*?</a>)", re.S)  # as `urlize` writes them: what people type is escaped before


class RenderError(Exception):
    """The mail does not exist, or asks for a value that the snapshot does not have."""


@dataclass(frozen=True)
class Letter:
    subject: str
    text: str
    html: str


def default_wording(kind: str) -> Wording:
    """As we write it. Raises `RenderError` for a mail that does not exist."""
    return Wording(_source(f"{kind}/subject.txt").strip(), _source(f"{kind}/words.txt").strip())


def render(
    kind: str, values: Mapping[str, Any], wording: Wording | None = None, stop_url: str = "", *, test: bool = False
) -> Letter:
    """`stop_url` is the way out that a reminder names; `test`: it is about no real money. Raises `RenderError`, naming what is
    missing."""
    written = wording or default_wording(kind)
    _check_values(kind, written, values)
    subject = _subject(kind, written, values)
    known = {**values, "title": subject, "box": written.box, "stop_url": stop_url, "is_test": test}
    try:
        return Letter(
            subject=subject,
            text=_filled(f"{kind}/body.txt", {**known, "words": words.fill(written.body, values).strip()}).strip() + "\n",
            html=_inliner().inline(_filled(f"{kind}/body.html", {**known, "paragraphs": _paragraphs(written.body, values)})),
        )
    except TemplateNotFound as error:
        raise RenderError(f"there is no mail template {error.name}") from error
    except (TemplateError, css_inline.InlineError, TypeError) as error:
        raise RenderError(f"mail template {kind}: {error}") from error


def _subject(kind: str, written: Wording, values: Mapping[str, Any]) -> str:
    """Ours, where nothing that can be seen is left of the owner's: a placeholder may stand for nothing."""
    return one_line(words.fill(written.subject, values)) or one_line(words.fill(default_wording(kind).subject, values))


def one_line(text: str) -> str:
    """A header's value: any line break or control character in it would begin a new header."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _check_values(kind: str, written: Wording, values: Mapping[str, Any]) -> None:
    named = KINDS[kind].placeholders if kind in KINDS else ()
    used = words.PLACEHOLDER.findall(written.subject + written.body)
    missing = [name for name in named if name in used and name not in values]
    if missing:
        raise RenderError(f"mail template {kind}: {missing[0]!r} is undefined")


def _paragraphs(body: str, values: Mapping[str, Any]) -> list[list[Markup]]:
    """Escaped before anything is put in; addresses that stand in the words become links, those in values only where they are ours."""
    return [[_line_in_html(line, values) for line in lines] for lines in words.paragraphs(body)]


def _line_in_html(line: str, values: Mapping[str, Any]) -> Markup:
    """Inside an address that somebody has typed, what is put in is text: a link in a link would break both."""
    parts = LINK.split(urlize(line))
    filled = [words.fill(part, values, _escaped if number % 2 else _in_html) for number, part in enumerate(parts)]
    return Markup("".join(filled))  # noqa: S704 - both the line and what is put into it are escaped


def _escaped(_name: str, value: str) -> str:
    return str(escape(value))


def _in_html(name: str, value: str) -> str:
    return str(Markup('<a href="{0}">{0}</a>').format(value) if name in LINKS else escape(value))


def _source(name: str) -> str:
    environment = _environment()
    try:
        return environment.loader.get_source(environment, name)[0]  # type: ignore[union-attr]
    except TemplateNotFound as error:
        raise RenderError(f"there is no mail template {error.name}") from error


def _filled(name: str, values: Mapping[str, Any]) -> str:
    return _environment().get_template(name).render(values)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("email_templates", ""),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _inliner() -> css_inline.CSSInliner:
    """Never fetches anything: a mail's HTML is not a place to load files or addresses from."""
    return css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=True, keep_at_rules=True)

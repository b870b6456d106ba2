"""A mail's words from its template: `email_templates/<name>/{subject.txt, body.txt, body.html}`."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import css_inline
from jinja2 import Environment, PackageLoader, StrictUndefined, TemplateError, TemplateNotFound, select_autoescape


class RenderError(Exception):
    """The template does not exist, or asks for a value that the snapshot does not have."""


@dataclass(frozen=True)
class Letter:
    subject: str
    text: str
    html: str


def render(template: str, values: dict[str, Any]) -> Letter:
    """Raises `RenderError`, naming what is missing."""
    try:
        return Letter(
            subject=one_line(_filled(f"{template}/subject.txt", values)),
            text=_filled(f"{template}/body.txt", values).strip() + "\n",
            html=_inliner().inline(_filled(f"{template}/body.html", values)),
        )
    except TemplateNotFound as error:
        raise RenderError(f"there is no mail template {error.name}") from error
    except (TemplateError, css_inline.InlineError, TypeError) as error:
        raise RenderError(f"mail template {template}: {error}") from error


def one_line(text: str) -> str:
    """A header's value: any line break or control character in it would begin a new header."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _filled(name: str, values: dict[str, Any]) -> str:
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

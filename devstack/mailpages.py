"""The mail catcher's pages: a list, and one mail with its text and its HTML."""

import re
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from html import escape
from urllib.parse import urlsplit

from devstack.mailbox import Mailbox, body_of, read

# Mails may come from anywhere, also from tests that attack: no script runs, nothing is loaded.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data: cid:; frame-src 'self'"
_SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
_LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)]")

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #1d2327; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
table { width: 100%; border-collapse: collapse } td, th { text-align: left; padding: .6rem .5rem; vertical-align: top }
tr { border-bottom: 1px solid #dcdcde } th, .quiet { color: #646970; font-weight: normal }
a { color: #135e96 } pre { white-space: pre-wrap; background: #f6f7f7; padding: 1rem; border-radius: 4px }
iframe { width: 100%; height: 44rem; border: 1px solid #dcdcde; border-radius: 4px; background: #fff }
"""


def page(mailbox: Mailbox, path: str) -> str | None:
    """The page at this path, or None when there is no such mail."""
    name = urlsplit(path).path.strip("/")
    if not name:
        return _list(mailbox)
    by_name = {file.stem: file for file in mailbox.files()}
    return _mail(read(by_name[name])) if name in by_name else None


def _list(mailbox: Mailbox) -> str:
    rows = "".join(_row(file.stem, read(file)) for file in reversed(mailbox.files()))
    table = f"<table><tr><th>Subject<th>To<th>Time</tr>{rows}</table>"
    empty = "<p class=quiet>No mail yet. Everything this site sends appears here; nothing leaves your machine.</p>"
    return _frame("Mails", f"<h1>Mails</h1>{table if rows else empty}", refresh=True)


def _row(name: str, mail: EmailMessage) -> str:
    subject, to = escape(str(mail["Subject"] or "(no subject)")), escape(str(mail["To"]))
    return f'<tr><td><a href="/{escape(name)}">{subject}</a><td>{to}<td class=quiet>{escape(_time(mail))}</tr>'


def _mail(mail: EmailMessage) -> str:
    subject = escape(str(mail["Subject"] or "(no subject)"))
    heads = "".join(
        f"<tr><th>{name}<td>{escape(str(mail[name]))}</tr>" for name in ("From", "To", "Reply-To", "Date") if mail[name]
    )
    text, html = body_of(mail, "plain"), body_of(mail, "html")
    parts = [f'<p><a href="/">All mails</a></p><h1>{subject}</h1><table>{heads}</table>']
    if html:
        parts.append(f'<h2>HTML</h2><iframe sandbox="{_SANDBOX}" title="HTML" srcdoc="{escape(_new_tab(html))}"></iframe>')
    if text:
        parts.append(f"<h2>Text</h2><pre>{_linked(text)}</pre>")
    return _frame(subject, "".join(parts))


def _new_tab(html: str) -> str:
    """Links of a mail open in a new tab, not inside the frame."""
    return f'<base target="_blank">{html}'


def _linked(text: str) -> str:
    plain, links = _LINK.split(text), _LINK.findall(text)
    anchors = [f'<a href="{escape(link)}" target="_blank">{escape(link)}</a>' for link in links]
    return "".join(escape(words) + anchor for words, anchor in zip(plain, [*anchors, ""], strict=True))


def _time(mail: EmailMessage) -> str:
    try:
        return parsedate_to_datetime(str(mail["Date"])).strftime("%d %b %Y, %H:%M")
    except (TypeError, ValueError):
        return ""


def _frame(title: str, body: str, refresh: bool = False) -> str:
    reload = "<meta http-equiv=refresh content=5>" if refresh else ""
    head = f"<meta charset=utf-8><meta name=viewport content='width=device-width'>{reload}<title>{title}</title>"
    return f"<!doctype html><html lang=en>{head}<style>{_STYLE}</style><body>{body}</body></html>"

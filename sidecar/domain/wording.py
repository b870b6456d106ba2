"""Words with placeholders: ours and the owner's alike. Plain replacement from a list; nothing in them is ever carried out."""

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

MOST_NAMED = 5  # in one refusal
PLACEHOLDER = re.compile(r"\{([^{}\n]{1,64})\}")


@dataclass(frozen=True)
class Wording:
    """A mail's subject and body as they are written, and whether the box with its details follows them."""

    subject: str
    body: str
    box: bool = True


def fill(text: str, values: Mapping[str, object], write: Callable[[str, str], str] = lambda _name, value: value) -> str:
    """Every known placeholder replaced, once: a value that looks like a placeholder is not looked at again."""

    def known(found: re.Match[str]) -> str:
        name = found.group(1)
        return write(name, str(values[name])) if name in values else found.group(0)

    return PLACEHOLDER.sub(known, text)


def unknown(text: str, allowed: Sequence[str]) -> dict[str, str | None]:
    """The placeholders in `text` that are none of `allowed`, each with the nearest one that is, if any comes near."""
    found = dict.fromkeys(PLACEHOLDER.findall(text))
    return {name: _nearest(name, allowed) for name in found if name not in allowed}


def objection(text: str, allowed: Sequence[str]) -> str | None:
    """What is wrong with the placeholders of `text`, what was perhaps meant, and which there are."""
    found = unknown(text, allowed)
    if not found:
        return None
    first = list(found.items())[:MOST_NAMED]
    names = ", ".join(f"{{{name}}}" + (f" (did you mean {{{near}}}?)" if near else "") for name, near in first)
    names += f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
    return f"names what this mail does not know: {names}; it knows " + ", ".join(f"{{{name}}}" for name in allowed)


def paragraphs(text: str) -> list[list[str]]:
    """Lines, by paragraph: an empty line separates two."""
    blocks = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").strip())
    return [[line.strip() for line in block.split("\n")] for block in blocks if block.strip()]


def _nearest(name: str, allowed: Sequence[str]) -> str | None:
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    close = difflib.get_close_matches(plain, allowed, n=1, cutoff=0.5)
    return close[0] if close else None

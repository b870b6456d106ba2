"""What people type to find something, as conditions of SQL."""

import unicodedata

WORDS = 6  # more of what was typed is not looked at
LENGTH = 40  # of a stored word


def begins(text: str) -> str:
    """For LIKE: whatever begins with `text`, taken literally."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"{escaped}%"


def words(text: str) -> list[str]:
    """The words of what was typed: letters, marks and digits; whatever else parts them. As in the migration "customer words"."""
    spaced = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in unicodedata.normalize("NFC", text))
    return list(dict.fromkeys(word[:LENGTH] for word in spaced.casefold().split()))[:WORDS]

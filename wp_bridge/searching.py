"""What people type to find something, as conditions of SQL."""

import unicodedata

WORDS = 6  # more of what was typed is not looked at
LENGTH = 40  # of a stored word
LAST = "\U0010ffff"  # nothing is sorted after it


def begins(text: str) -> str:
    """For LIKE: whatever begins with `text`, taken literally."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"{escaped}%"


def words(text: str) -> list[str]:
    """The words of what was typed: letters, marks and digits; whatever else parts them. As in the migration "customer words"."""
    spaced = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in unicodedata.normalize("NFC", text))
    return list(dict.fromkeys(word[:LENGTH] for word in spaced.split()))[:WORDS]


def stretch(word: str) -> list[str]:
    """For BETWEEN: the words that begin so, as the database compares them. LIKE would go sign by sign: "ß" is no "ss" to it."""
    return [word, word.ljust(LENGTH, LAST)]

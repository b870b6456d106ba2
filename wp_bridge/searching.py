"""What people type to find something, as a condition of SQL."""


def begins(text: str) -> str:
    """For LIKE: whatever begins with `text`, taken literally."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"{escaped}%"

"""E-mail addresses as an owner types them."""

import re

LONGEST = 254
ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")


def is_address(text: str) -> bool:
    """As strict as WordPress, which has to send to it."""
    return len(text) <= LONGEST and ADDRESS.fullmatch(text) is not None


def listed(text: str) -> list[str]:
    """Several, separated by commas, each once."""
    return list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))

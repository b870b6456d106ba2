"""tmp"""

from typing import Any


def apply(rt: Any, gateway_id: str, state: Any) -> None: ...

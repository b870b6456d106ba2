"""What can become of an item on its way, by whichever road it goes."""

from dataclasses import dataclass


class Unreachable(Exception):
    """The items were not taken: nobody there, not let in, in maintenance. They wait, and no try is counted.

    `trouble` names what a person has to mend before anything gets through; '' where waiting may be enough.
    """

    def __init__(self, message: str, trouble: str = "") -> None:
        super().__init__(message)
        self.trouble = trouble


class OutcomeUnknown(Exception):
    """The items were taken and what became of them is not known. Offered again, but every such try counts."""


@dataclass(frozen=True)
class Result:
    ok: bool
    error: str = ""
    unknown: bool = False  # perhaps it got through after all
    final: bool = False  # refused for good: the same answer would come again
    later: bool = False  # not begun for want of time

"""The errors of this package."""


class StackError(RuntimeError):
    """A part of the private stack did not do what it had to; the message is meant for a person."""


class SetupError(StackError):
    """Something that only the person at the keyboard can put right; the message says what to do."""

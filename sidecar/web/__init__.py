"""The HTTP door: parse, authenticate, call one use case, answer. No rules and no SQL here."""

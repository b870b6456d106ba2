"""The rules, as pure functions on records: no SQL, no network, no clock."""

"""The schema, one DDL statement a revision, each safe to run again: DDL commits implicitly, so a crash leaves whole steps."""

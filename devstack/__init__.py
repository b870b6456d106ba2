"""A private real stack on loopback: MariaDB, Redis, WordPress, mail catcher and the sidecar.

The demo and the tests both run on it, each under its own folder in ``var/``. Nothing here is part of the product.
"""

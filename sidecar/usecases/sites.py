"""The site as it is now: WordPress's own options and the owner's settings."""

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sidecar.config import Config
from sidecar.runtime import Runtime
from wp_bridge import settings, site
from wp_bridge.database import Transaction
from wp_bridge.records import Site

DEFAULT_CURRENCY = "EUR"


@dataclass(frozen=True)
class House:
    """The site together with all its settings as they are stored: read once where both are needed."""

    site: Site
    known: Mapping[str, Any]


def house(tx: Transaction, config: Config) -> House:
    known = settings.read(tx)
    return House(_site(tx, config, known), known)


def load(tx: Transaction, config: Config) -> Site:
    return _site(tx, config, settings.read(tx))


def _site(tx: Transaction, config: Config, known: Mapping[str, Any]) -> Site:
    options = site.options(tx)
    zone, zone_name = site.zone(options)
    return Site(
        url=config.site_url,
        name=html.unescape(options.get("blogname", "")),  # WordPress stores it as HTML: `Morgan &amp; Sons`
        prefix=config.table_prefix,
        base_prefix=config.table_prefix,
        zone=zone,
        zone_name=zone_name,
        locale=options.get("WPLANG") or "en_US",
        currency=known.get("currency", DEFAULT_CURRENCY),
        mode=config.mode,
        date_format=options.get("date_format") or "F j, Y",
        time_format=options.get("time_format") or "g:i a",
        admin_email=options.get("admin_email", ""),
    )


def current(rt: Runtime) -> Site:
    return rt.db.transact(lambda tx: load(tx, rt.config))

"""The site as it is now: WordPress's own options and the owner's settings."""

import html

from sidecar.config import Config
from sidecar.runtime import Runtime
from wp_bridge import settings, site
from wp_bridge.database import Transaction
from wp_bridge.records import Site

DEFAULT_CURRENCY = "EUR"


def load(tx: Transaction, config: Config) -> Site:
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
        currency=settings.read(tx).get("currency", DEFAULT_CURRENCY),
        mode=config.mode,
        date_format=options.get("date_format") or "F j, Y",
        time_format=options.get("time_format") or "g:i a",
        admin_email=options.get("admin_email", ""),
    )


def current(rt: Runtime) -> Site:
    return rt.db.transact(lambda tx: load(tx, rt.config))

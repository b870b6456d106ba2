"""What staff sell by hand as JSON, in the shapes of docs/api.md."""

from sidecar.domain import money
from sidecar.usecases.sales import Preview
from sidecar.web.shapes import Json, amount, day


def preview(found: Preview) -> Json:
    version, site = found.version, found.site
    plain = {"plain": money.plain(found.amount_minor, version.currency)}
    return {
        "package": {"id": found.package.public_id, "name": version.name, "sessions": version.sessions, "version": version.number},
        "list_price": amount(version.price_minor, version.currency, site),
        "amount": amount(found.amount_minor, version.currency, site) | plain,
        "warnings": list(found.obstacles),
        "valid_through": day(found.valid_through),
        "validity_days": version.validity_days,
        "account": {"wp_user_id": found.account.wp_user_id, "name": found.account.name} if found.account else None,
        "writes": found.writes,
    }

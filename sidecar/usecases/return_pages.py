"""The page of the site that a buyer comes back to from a provider's page."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from sidecar.errors import InvalidFields

LONGEST = 1500


def check(site_url: str, page: str | None) -> None:
    """Only the site's own pages: whoever pays must not be led anywhere else. Raises `InvalidFields`."""
    try:
        given, own = urlsplit(page or ""), urlsplit(site_url)
        same = (given.scheme, given.netloc) == (own.scheme, own.netloc) and (page or "").isascii() and len(page or "") <= LONGEST
    except ValueError:
        same = False
    if not same:
        raise InvalidFields({"return_url": f"must be a page of {site_url}"})


def after(page: str, order_id: str, how: str) -> str:
    """`how` is ``sp_return`` or ``sp_cancelled``."""
    parts = urlsplit(page)
    asked = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not name.startswith("sp_")]
    return urlunsplit(parts._replace(query=urlencode([*asked, ("sp_order", order_id), (how, "1")]), fragment=""))

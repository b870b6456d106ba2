"""May this package be bought now, by this customer?"""

from datetime import datetime

from wp_bridge.records import Package


def refusal(package: Package, now: datetime, *, awaiting: int, held_by_customer: int) -> str | None:
    """The code why not, or None. Orders awaiting payment reserve their place in the stock; late money is honoured anyway."""
    if package.status != "on_sale":
        return "package_not_on_sale"
    if (package.sale_from and package.sale_from > now) or (package.sale_until and package.sale_until <= now):
        return "package_not_on_sale"
    if package.stock is not None and package.sold + awaiting >= package.stock:
        return "sold_out"
    if package.customer_limit is not None and held_by_customer >= package.customer_limit:
        return "limit_reached"
    return None

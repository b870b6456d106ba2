"""Packages for sale and their immutable versions."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from wp_bridge.database import NOW, Transaction
from wp_bridge.records import Package, PackageVersion, ServiceLink, load


@dataclass(frozen=True)
class Terms:
    """What a version fixes."""

    name: str
    description: str
    sessions: int
    price_minor: int
    currency: str
    validity_days: int
    validity_from: str
    visit_before_expiry: bool
    per_person: bool
    any_service: bool
    terms_text: str
    tax_rate_bp: int
    tax_label: str
    services: tuple[ServiceLink, ...]


@dataclass(frozen=True)
class Selling:
    """How a package is offered; may change without a new version."""

    status: str
    hidden: bool
    position: int
    stock: int | None
    customer_limit: int | None
    sale_from: datetime | None
    sale_until: datetime | None


@dataclass(frozen=True)
class Listed:
    """A package with its current version and its services."""

    package: Package
    version: PackageVersion
    services: tuple[ServiceLink, ...]


def find(tx: Transaction, public_id: str) -> Package | None:
    return tx.find(Package, "SELECT * FROM {p}packages WHERE public_id = %s", (public_id,))


def lock(tx: Transaction, public_id: str) -> Package | None:
    return tx.find(Package, "SELECT * FROM {p}packages WHERE public_id = %s FOR UPDATE", (public_id,))


def lock_all(tx: Transaction) -> list[Package]:
    """All of them in display order."""
    return tx.records(Package, "SELECT * FROM {p}packages ORDER BY position, id FOR UPDATE")


def set_positions(tx: Transaction, before: Sequence[Package], after: Sequence[Package]) -> None:
    """Places from 1 on for all of them, if their order is another one now."""
    if before == after:
        return
    for place, package in enumerate(after, start=1):
        if package.position != place:
            tx.run("UPDATE {p}packages SET position = %s WHERE id = %s", (place, package.id))


def last_position(tx: Transaction) -> int:
    return int(tx.scalar("SELECT COALESCE(MAX(position), 0) FROM {p}packages"))


def version(tx: Transaction, version_id: int) -> PackageVersion:
    return versions(tx, [version_id])[version_id]


def versions(tx: Transaction, ids: Iterable[int]) -> dict[int, PackageVersion]:
    return tx.by_id(PackageVersion, "package_versions", ids)


def services(tx: Transaction, version_ids: Sequence[int]) -> dict[int, tuple[ServiceLink, ...]]:
    if not version_ids:
        return {}
    marks = ", ".join(["%s"] * len(version_ids))
    rows = tx.all(
        f"SELECT * FROM {{p}}package_services WHERE package_version_id IN ({marks}) ORDER BY service_name, service_id",
        version_ids,
    )
    found: dict[int, list[ServiceLink]] = {number: [] for number in version_ids}
    for row in rows:
        found[row["package_version_id"]].append(load(ServiceLink, row))
    return {number: tuple(links) for number, links in found.items()}


def listed(tx: Transaction, *, public_id: str | None = None, shelf_only: bool = False) -> list[Listed]:
    """All packages in display order, or one, or those a visitor may see listed now (on sale, not hidden, in their window)."""
    conditions: list[str] = ["1 = 1"]
    params: list[object] = []
    if public_id is not None:
        conditions.append("public_id = %s")
        params.append(public_id)
    if shelf_only:
        conditions.append(
            "status = 'on_sale' AND hidden = 0 AND (sale_from IS NULL OR sale_from <= UTC_TIMESTAMP(6))"
            " AND (sale_until IS NULL OR sale_until > UTC_TIMESTAMP(6))"
        )
    rows = tx.all(f"SELECT * FROM {{p}}packages WHERE {' AND '.join(conditions)} ORDER BY position, id", params)
    return _with_terms(tx, [load(Package, row) for row in rows])


def _with_terms(tx: Transaction, packages: list[Package]) -> list[Listed]:
    if not packages:
        return []
    links = services(tx, [package.current_version_id for package in packages])
    terms = versions(tx, links)
    return [Listed(p, terms[p.current_version_id], links[p.current_version_id]) for p in packages]


def imagined(public_id: str, terms: Terms, selling: Selling, sold: int, now: datetime) -> Listed:
    """As a package would be listed that has no row yet."""
    package = Package(id=0, public_id=public_id, current_version_id=0, sold=sold, updated_at=now, **asdict(selling))
    values = {name: getattr(terms, name) for name in Terms.__dataclass_fields__ if name != "services"}
    return Listed(package, PackageVersion(id=0, package_id=0, number=1, **values), terms.services)


def add(tx: Transaction, public_id: str, terms: Terms, selling: Selling, by: str) -> int:
    package_id = tx.add("packages", asdict(selling) | {"public_id": public_id, "created_at": NOW, "updated_at": NOW})
    _make_current(tx, package_id, add_version(tx, package_id, 1, terms, by))
    return package_id


def revise(tx: Transaction, package: Package, terms: Terms | None, selling: Selling, by: str) -> None:
    """Change how it is sold; with `terms`, also append a version. What was sold keeps the version its order is bound to."""
    sets = ", ".join(f"{column} = %s" for column in asdict(selling))
    sql = f"UPDATE {{p}}packages SET {sets}, updated_at = UTC_TIMESTAMP(6) WHERE id = %s"
    tx.run(sql, (*asdict(selling).values(), package.id))
    if terms is not None:
        number = int(tx.scalar("SELECT MAX(number) FROM {p}package_versions WHERE package_id = %s", (package.id,))) + 1
        _make_current(tx, package.id, add_version(tx, package.id, number, terms, by))


def set_status(tx: Transaction, package: Package, status: str) -> None:
    tx.run("UPDATE {p}packages SET status = %s, updated_at = UTC_TIMESTAMP(6) WHERE id = %s", (status, package.id))


def add_version(tx: Transaction, package_id: int, number: int, terms: Terms, by: str) -> int:
    values = asdict(terms)
    del values["services"]
    version_id = tx.add(
        "package_versions", values | {"package_id": package_id, "number": number, "created_at": NOW, "created_by": by}
    )
    for link in terms.services:
        tx.run(
            "INSERT INTO {p}package_services (package_version_id, host, service_id, service_name) VALUES (%s, %s, %s, %s)",
            (version_id, link.host, link.service_id, link.service_name),
        )
    return version_id


def variant(tx: Transaction, package: Package, current: PackageVersion, sessions: int, by: str) -> PackageVersion:
    """The present terms with another number of sessions; never shown on a card. Made once."""
    lock(tx, package.public_id)
    alike = [name for name in asdict(current) if name not in {"id", "number", "sessions"}]
    same = " AND ".join(f"{name} = %s" for name in alike)
    found = tx.records(
        PackageVersion,
        f"SELECT * FROM {{p}}package_versions WHERE sessions = %s AND {same} ORDER BY id DESC LIMIT 50",
        (sessions, *(getattr(current, name) for name in alike)),
    )
    links = services(tx, [current.id, *(version.id for version in found)])
    for version in found:
        if links[version.id] == links[current.id]:
            return version
    number = int(tx.scalar("SELECT MAX(number) FROM {p}package_versions WHERE package_id = %s", (package.id,))) + 1
    named = {field.name: getattr(current, field.name) for field in fields(Terms) if field.name not in {"services", "sessions"}}
    terms = Terms(**named, sessions=sessions, services=links[current.id])
    added = add_version(tx, package.id, number, terms, by)
    return versions(tx, [added])[added]


def _make_current(tx: Transaction, package_id: int, version_id: int) -> None:
    tx.run("UPDATE {p}packages SET current_version_id = %s WHERE id = %s", (version_id, package_id))


def count_sold(tx: Transaction, package_id: int) -> None:
    """One more was activated. Late money for a sold-out package is honoured, so then the stock grows with it."""
    tx.run(
        "UPDATE {p}packages SET stock = IF(stock IS NOT NULL AND sold >= stock, sold + 1, stock), sold = sold + 1 WHERE id = %s",
        (package_id,),
    )


def by_ids(tx: Transaction, ids: Iterable[int]) -> dict[int, Package]:
    return tx.by_id(Package, "packages", ids)

"""Rows for `make bench-admin`: customers, orders, packages and their history, as a studio of many years has them, made by the database."""

from sidecar.runtime import Runtime

CHUNK = 5_000
FIRST = (
    *("Anna", "Ben", "Clara", "David", "Emma", "Felix", "Greta", "Hannah", "Ines", "Jonas"),
    *("Karla", "Leon", "Mia", "Noah", "Olga", "Paul", "Rosa", "Simon", "Tilda", "Zoe"),
)
LAST = (
    *("Archer", "Baker", "Clark", "Dahl", "Evans", "Fischer", "Garcia", "Huber", "Ivanov", "Jansen"),
    *("Keller", "Lopez", "Moreau", "Novak", "Olsen", "Peters", "Quinn", "Rossi", "Silva", "Weber"),
)
# Name, sessions, price, days of validity (0: never ends), and of which years it was sold, counted back from now.
FOR_SALE = (
    ("10 Yoga Sessions", 10, 35000, 90, (0, 3)),
    ("5 Massages", 5, 40000, 180, (0, 3)),
    ("Single Visit", 1, 4000, 0, (0, 3)),
    ("20 Pilates Sessions", 20, 60000, 365, (0, 2)),
    ("Personal Training Ten", 10, 80000, 180, (1, 3)),
    ("Retired Spring Offer", 8, 20000, 90, (2, 3)),
)
VERSIONS = 4  # of each
WAITING = 200  # one order of so many is still awaited
GIVEN_BACK = "{}.seq MOD 9 = 0"  # the second session that was used
EACH = "CAST(o.paid_minor DIV v.sessions AS SIGNED)"  # what a session is worth: prices here can be divided
SEED = "CRC32(CONCAT('{}', s.seq))"


def fill(rt: Runtime, count: int) -> None:
    """`count` customer packages in the empty tables of a site; the same ones in every run."""
    _versions(rt)
    customers = max(1, count * 2 // 5)
    for table, rows, sql in (
        ("customers", customers, _customers()),
        ("orders", count, _orders(customers)),
        ("customer_packages", count, _packages(customers)),
        ("ledger", count, _entries("grant", "cp.sessions_total", "'system'", "TRUE", 0)),
        ("ledger", count, _entries("redeem", "-1", "'customer'", "cp.used >= 1", 1)),
        ("ledger", count, _entries("redeem", "-1", "'customer'", "cp.used >= 2", 2)),
        ("ledger", count, _entries("reinstate", "1", "'staff'", f"cp.used >= 2 AND {GIVEN_BACK.format('s')}", 3)),
        ("activity", count, _acts()),
    ):
        _insert(rt, table, rows, sql)
    waiting = "UPDATE {p}orders SET status = 'awaiting_payment', paid_at = NULL, receipt_number = NULL, paid_minor = 0"
    extra = (
        _orders(customers)
        .replace("'B', LPAD", "'W', LPAD")
        .replace("'SP-',", "'SP-W',")
        .replace("s.seq AS receipt", "NULL AS receipt")
    )
    _insert(rt, "orders", max(1, count // WAITING), extra)
    rt.db.transact(lambda tx: tx.run(f"{waiting} WHERE public_id LIKE 'W%%'", ()))


def _insert(rt: Runtime, _table: str, rows: int, sql: str) -> None:
    """Piece by piece: no statement may take longer than a connection waits."""
    for first in range(1, rows + 1, CHUNK):
        last = min(rows, first + CHUNK - 1)
        rt.db.transact(lambda tx, f=first, t=last: tx.run(sql.replace("RANGE", f"seq_{f}_to_{t}"), ()))  # type: ignore[misc]


def _versions(rt: Runtime) -> None:
    for number, (name, sessions, price, days, _) in enumerate(FOR_SALE, 1):
        package = (
            "INSERT INTO {p}packages (id, public_id, status, current_version_id, created_at, updated_at)"
            f" VALUES ({number}, LPAD({number}, 26, '0'), 'on_sale', {number * VERSIONS}, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))"
        )
        version = (
            "INSERT INTO {p}package_versions (id, package_id, number, name, description, sessions, price_minor, currency, validity_days,"
            " validity_from, visit_before_expiry, per_person, any_service, terms_text, created_at) SELECT"
            f" {(number - 1) * VERSIONS} + seq, {number}, seq, '{name}', '', {sessions}, {price}, 'EUR', {days}, 'activation', 0, 0, 1, '',"
            f" UTC_TIMESTAMP(6) FROM seq_1_to_{VERSIONS}"
        )
        for sql in (package, version):
            rt.db.transact(lambda tx, s=sql: tx.run(s))  # type: ignore[misc]


def _chosen(names: tuple[str, ...], salt: str) -> str:
    """Some names are frequent, some rare."""
    place = f"1 + FLOOR(POW(({SEED.format(salt)} MOD 10007) / 10007, 2) * {len(names)})"
    return f"ELT({place}, {', '.join(repr(name) for name in names)})"


def _customers() -> str:
    # One in a thousand has a name of their own, for the search that finds few.
    last = f"IF(s.seq MOD 1000 = 7, CONCAT('Rare', s.seq), {_chosen(LAST, 'l')})"
    return (
        "INSERT INTO {p}customers (id, public_id, wp_user_id, name, email, created_at, updated_at)"
        " SELECT s.seq, CONCAT('C', LPAD(s.seq, 25, '0')), 100 + s.seq,"
        f" CONCAT({_chosen(FIRST, 'f')}, ' ', {last}), CONCAT('someone', s.seq, '@', ELT(1 + s.seq MOD 3, 'mail', 'post', 'web'), '.test'),"
        " UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) FROM RANGE s"
    )


def _sold() -> str:
    """What was sold when, of one number: package, version and days ago."""
    kind = f"{SEED.format('k')} MOD {len(FOR_SALE)}"
    years = ", ".join(f"{SEED.format('d')} MOD {(last - first) * 365} + {first * 365}" for *_, (first, last) in FOR_SALE)
    return (
        f"SELECT s.seq, {kind} + 1 AS package_id, ({kind}) * {VERSIONS} + 1 + {SEED.format('v')} MOD {VERSIONS} AS version_id,"
        f" UTC_TIMESTAMP(6) - INTERVAL ELT({kind} + 1, {years}) DAY - INTERVAL {SEED.format('t')} MOD 86400 SECOND AS at,"
        f" {SEED.format('q')} MOD 1000 AS luck, {SEED.format('u')} AS uses FROM RANGE s"
    )


def _orders(customers: int) -> str:
    return (
        "INSERT INTO {p}orders (public_id, reference, customer_id, package_id, package_version_id, status, method, mode, currency,"
        " amount_minor, net_minor, tax_minor, paid_minor, receipt_number, buyer_name, buyer_email, placed_at, paid_at, request_id)"
        " SELECT CONCAT('B', LPAD(o.seq, 25, '0')), CONCAT('SP-', LPAD(UPPER(CONV(o.seq, 10, 36)), 8, '0')),"
        f" 1 + o.seq MOD {customers}, o.package_id, o.version_id, 'paid', 'bank_transfer', 'live', 'EUR', v.price_minor,"
        " v.price_minor, 0, v.price_minor, o.receipt, c.name, c.email, o.at, o.at, 'bench'"
        f" FROM ({_sold().replace('SELECT s.seq,', 'SELECT s.seq, s.seq AS receipt,')}) o"
        f" JOIN {{p}}package_versions v ON v.id = o.version_id JOIN {{p}}customers c ON c.id = 1 + o.seq MOD {customers}"
    )


def _packages(customers: int) -> str:
    """Most of the old ones have ended or are used up; of a thousand few rest, were refunded, or start later."""
    used = "IF(x.luck < 450, v.sessions, x.uses MOD v.sessions)"
    refunded = "x.luck BETWEEN 900 AND 914"
    entered = f"CAST(v.sessions AS SIGNED) - LEAST({used}, 2) + ({used} >= 2 AND {GIVEN_BACK.format('x')})"
    ends = "DATE(x.at) + INTERVAL v.validity_days + 1 DAY"
    return (
        "INSERT INTO {p}customer_packages (public_id, customer_id, order_id, package_id, package_version_id, mode, sessions_total,"
        " paid_total, paid_balance, free_balance, used, refunded_sessions, refund_pending, purchased_at, activated_at, starts_at,"
        " expires_at, valid_through, suspended_by_staff_at, closed_at, value_order_id, value_minor)"
        f" SELECT CONCAT('P', LPAD(x.seq, 25, '0')), 1 + x.seq MOD {customers}, o.id, x.package_id, x.version_id, 'live', v.sessions,"
        f" v.sessions, IF({refunded}, 0, v.sessions - {used}), 0, {used}, IF({refunded}, v.sessions - {used}, 0),"
        " IF(x.luck = 915, 1, 0), x.at, x.at, IF(x.luck = 916, UTC_TIMESTAMP(6) + INTERVAL 30 DAY, x.at),"
        f" IF(v.validity_days = 0, NULL, {ends}), IF(v.validity_days = 0, NULL, DATE({ends}) - INTERVAL 1 DAY),"
        " IF(x.luck BETWEEN 917 AND 919, x.at, NULL), IF(x.luck BETWEEN 920 AND 924, x.at, NULL), o.id,"
        f" ({entered}) * ({EACH})"
        f" FROM ({_sold()}) x JOIN {{p}}package_versions v ON v.id = x.version_id"
        " JOIN {p}orders o ON o.public_id = CONCAT('B', LPAD(x.seq, 25, '0'))"
    )


def _entries(kind: str, delta: str, actor: str, which: str, salt: int) -> str:
    return (
        "INSERT INTO {p}ledger (customer_package_id, entry_key, kind, delta, delta_paid, delta_free, balance_after, paid_after,"
        f" value_minor, actor_kind, request_id, created_at) SELECT cp.id, CONCAT('{kind}{salt}:', cp.id), '{kind}', {delta}, {delta}, 0,"
        f" cp.balance, cp.paid_balance, {delta} * ({EACH}), {actor}, 'bench', cp.purchased_at + INTERVAL {salt} HOUR FROM RANGE s"
        " JOIN {p}customer_packages cp ON cp.public_id = CONCAT('P', LPAD(s.seq, 25, '0'))"
        f" JOIN {{p}}orders o ON o.id = cp.order_id JOIN {{p}}package_versions v ON v.id = cp.package_version_id WHERE {which}"
    )


def _acts() -> str:
    """What seven people have done: mostly sessions used at the desk, few refunds, and the seventh has only begun."""
    return (
        "INSERT INTO {p}activity (created_at, actor_user_id, actor_name, kind, action, about, subject, reason, details, request_id)"
        " SELECT UTC_TIMESTAMP(6), IF(s.seq MOD 5000 = 7, 7, 1 + s.seq MOD 6), CONCAT('Person ', s.seq MOD 6),"
        " IF(s.seq MOD 100 = 3, 'refunds', 'sessions'), IF(s.seq MOD 100 = 3, 'refund', 'reserve'), 'customer_package', cp.public_id,"
        " '', '{}', 'bench' FROM RANGE s JOIN {p}customer_packages cp ON cp.id = s.seq"
    )

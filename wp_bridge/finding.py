"""Customer packages by the beginnings of words: of the customer's name and address, of the package's name, or an order's reference.

What few have is gathered and sorted. What many have is met soon by going through the list, newest or oldest purchase first; by
another order it could stand anywhere, so then that is the order.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from wp_bridge import listing
from wp_bridge.database import Transaction
from wp_bridge.listing import VIEWS, Branch, by_key
from wp_bridge.orders import REFERENCE
from wp_bridge.searching import begins, stretch, words

APART = r"[^\p{L}\p{M}\p{N}]+"
FEW_CUSTOMERS = 3000  # whose packages are gathered
FEW_PACKAGES = 10_000  # of the terms whose name has the word
MANY_VERSIONS = 12
SHORTEST = 3  # of a reference, behind what all have


@dataclass(frozen=True)
class Word:
    """How often it is met. `customers` stops counting past `FEW_CUSTOMERS`."""

    text: str
    customers: int
    versions: Sequence[int]  # whose name has it
    sold: int  # packages with those terms

    @property
    def is_rare(self) -> bool:
        return self.customers <= FEW_CUSTOMERS and self.sold <= FEW_PACKAGES


@dataclass(frozen=True)
class Plan:
    """How it is read. `in_any_order`: false where only the order of purchase is quick."""

    branches: Sequence[Branch]
    in_any_order: bool = True


def plan(tx: Transaction, text: str, view: str, shown: int) -> Plan:
    """`shown` is how many the view has."""
    asked = words(text)
    known = look_up(tx, asked)
    by_reference = _by_reference(text, view)
    if not known:
        return Plan(by_reference)
    first = min(known, key=lambda word: (not word.is_rare, word.customers + word.sold))
    rest = [word for word in known if word is not first]
    if first.is_rare:
        return Plan(by_reference + [_with(branch, rest) for branch in _gathered(first, view)])
    named = min((word for word in known if not word.customers), key=lambda word: word.sold, default=None)
    if named is not None and named.sold < shown:
        rest = [word for word in known if word is not named]
        return Plan(by_reference + [_with(branch, rest) for branch in _of_versions(named, view)], in_any_order=False)
    return Plan(by_reference + [_with(branch, known) for branch in listing.branches(view, "purchased")], in_any_order=False)


def look_up(tx: Transaction, asked: Sequence[str]) -> list[Word]:
    """Two statements, however many words."""
    if not asked:
        return []
    counted = ", ".join(
        f"(SELECT COUNT(*) FROM (SELECT 1 FROM {{p}}customer_words WHERE word BETWEEN %s AND %s LIMIT {FEW_CUSTOMERS + 1}) t{n}) AS w{n}"
        for n in range(len(asked))
    )
    customers = tx.one(f"SELECT {counted}", [end for word in asked for end in stretch(word)]) or {}
    has = ", ".join(f"CONCAT(' ', REGEXP_REPLACE(v.name, %s, ' ')) LIKE %s AS w{n}" for n in range(len(asked)))
    rows = tx.all(
        f"SELECT v.id, COALESCE(t.n, 0) AS n, {has} FROM {{p}}package_versions v LEFT JOIN (SELECT version_id,"
        " SUM(rows_counted) AS n FROM {p}tally WHERE subject = 'package' GROUP BY version_id) t ON t.version_id = v.id",
        [value for word in asked for value in (APART, f"% {begins(word)}")],
    )
    return [_word(text, int(customers[f"w{n}"]), [row for row in rows if row[f"w{n}"]]) for n, text in enumerate(asked)]


def _word(text: str, customers: int, rows: Sequence[dict[str, object]]) -> Word:
    sold = {int(str(row["id"])): int(str(row["n"])) for row in rows}
    return Word(text, customers, tuple(sold), sum(sold.values()))


def _gathered(word: Word, view: str) -> list[Branch]:
    source = (
        "(SELECT DISTINCT customer_id FROM {p}customer_words WHERE word BETWEEN %s AND %s) w"
        " STRAIGHT_JOIN {p}customer_packages cp FORCE INDEX (customer) ON cp.customer_id = w.customer_id"
    )
    named = [Branch(source, VIEWS[view], stretch(word.text))] if word.customers else []
    return named + _of_versions(word, view)


def _of_versions(word: Word, view: str) -> list[Branch]:
    """Each version in its own order; of very many what they have is sorted."""
    groups = [[version] for version in word.versions] if len(word.versions) <= MANY_VERSIONS else [list(word.versions)]
    where = f"cp.package_version_id IN ({{}}) AND {VIEWS[view]}"
    return [Branch(by_key("by_version"), where.format(", ".join(map(str, group)))) for group in groups]


def _with(branch: Branch, rest: Sequence[Word]) -> Branch:
    """Where every other word is met too. A value, not EXISTS: that would be worked out for everybody who has the word."""
    for word in rest:
        condition, values = met(word, "cp")
        branch = replace(branch, where=f"{branch.where} AND {condition}", params=[*branch.params, *values])
    return branch


def met(word: Word, row: str) -> tuple[str, list[str]]:
    """Whether a row's customer or terms have the word, and the parameters of that."""
    named = (
        f"(SELECT 1 FROM {{p}}customer_words x WHERE x.customer_id = {row}.customer_id AND x.word BETWEEN %s AND %s LIMIT 1)"
        " IS NOT NULL"
    )
    terms = f" OR {row}.package_version_id IN ({', '.join(map(str, word.versions))})" if word.versions else ""
    return f"({named}{terms})", stretch(word.text)


def _by_reference(text: str, view: str) -> list[Branch]:
    found = reference(text)
    if not found:
        return []
    source = "{p}orders o STRAIGHT_JOIN {p}customer_packages cp FORCE INDEX (order_id) ON cp.order_id = o.id"
    return [Branch(source, f"o.reference LIKE %s AND {VIEWS[view]}", [found])]


def reference(text: str) -> str:
    """For LIKE: how a reference begins, or '' where this is no beginning of one. Ours are capitals and ASCII; the column compares bytes."""
    asked = text.strip().upper().removeprefix(REFERENCE)
    return begins(REFERENCE + asked) if len(asked) >= SHORTEST and asked.isascii() and " " not in asked else ""

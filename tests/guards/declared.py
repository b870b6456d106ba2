"""Every guard there is, in the order of docs/guards.md."""

from tests.guards.asking import ASKING
from tests.guards.changing import CHANGING
from tests.guards.listing import LISTS
from tests.guards.locks import LOCKS
from tests.guards.owning import MONEY, OWNING
from tests.guards.paying import PAYING
from tests.guards.refunding import DISPUTING, REFUNDING
from tests.guards.repeating import REPLAYS, TRANSACTIONS
from tests.guards.spending import BOOKINGS, HOLDS, SPENDING
from tests.guards.tables import CHECKS, TRIGGERS, UNIQUE

SECTIONS = {
    "Taking and giving back": SPENDING,
    "Holds": HOLDS,
    "Bookings": BOOKINGS,
    "Locks": LOCKS,
    "Transactions": TRANSACTIONS,
    "Repetition": REPLAYS,
    "Whose it is": OWNING,
    "Who is believed": ASKING,
    "Money": MONEY,
    "Paying online": PAYING,
    "Money going back": REFUNDING,
    "Disputes": DISPUTING,
    "Changed by staff": CHANGING,
    "Unique keys": UNIQUE,
    "Constraints": CHECKS,
    "Triggers": TRIGGERS,
    "Lists": LISTS,
}
GUARDS = tuple(guard for guards in SECTIONS.values() for guard in guards)

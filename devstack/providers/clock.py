"""What happens at the providers by time alone."""

from devstack.providers import paypal_orders, stripe_sessions
from devstack.providers.store import Store


def tick(store: Store) -> None:
    """Ends what is over: sessions nobody paid, approvals nobody captured."""
    with store.lock:
        sessions, orders = stripe_sessions.overdue(store), paypal_orders.overdue(store)
        if not sessions and not orders:
            return
        with store.change():
            for session in sessions:
                stripe_sessions.expire(store, session)
            for order in orders:
                paypal_orders.reverse_approval(store, order)

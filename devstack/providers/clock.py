"""What happens at the providers by time alone."""

from devstack.providers import paypal_orders, stripe_sessions
from devstack.providers.store import Store


def tick(store: Store) -> None:
    """Ends what is over: sessions nobody paid, approvals nobody captured."""
    with store.lock:
        due = stripe_sessions.overdue(store), paypal_orders.overdue(store)
    if any(due):
        with store.change():
            for session in due[0]:
                stripe_sessions.expire(store, session)
            for order in due[1]:
                paypal_orders.reverse_approval(store, order)

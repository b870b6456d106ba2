"""tmp"""


class PayPalGateway:
    id, label, mode, payee = "paypal", "PayPal", "test", ""

    def __init__(self, account: object) -> None: ...

    def can_charge(self, amount_minor: int, currency: str) -> bool:
        return True

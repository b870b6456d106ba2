"""tmp"""


class PayPalGateway:
    def __init__(self, account: object) -> None: ...

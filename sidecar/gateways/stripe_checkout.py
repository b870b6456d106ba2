"""tmp"""


class StripeGateway:
    def __init__(self, account: object) -> None: ...

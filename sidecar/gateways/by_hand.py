"""Ways in which staff take money themselves, or none: there is no provider to be asked about them, and money goes back by hand."""

from sidecar.gateways import bank_transfer

CASH, INVOICE, GIFT, FREE, IMPORT = "cash", "invoice", "gift", "free", "import"
METHODS = (CASH, INVOICE, GIFT, FREE)  # of a sale by hand
COST_NOTHING = (GIFT, FREE)
AWAITED = (bank_transfer.ID, INVOICE)  # whose money staff see come in
TAKEN = (bank_transfer.ID, CASH, INVOICE, IMPORT)  # whose money only staff can send back

"""How fast things are, measured on the real stack; run by hand."""

"""A believable studio on the real stack, to try everything out; nothing leaves this machine."""

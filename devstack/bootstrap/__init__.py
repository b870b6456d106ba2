"""What `scripts/setup` does; it runs before there is a virtualenv, so it uses the standard library only."""

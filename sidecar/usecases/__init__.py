"""What can be done: each use case owns its transactions and the order of its steps."""

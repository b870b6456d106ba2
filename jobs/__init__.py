"""What runs besides web requests: the worker's jobs and the scheduler's sweeps. The work itself is in use cases."""

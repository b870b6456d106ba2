"""One Runtime per process. The worker forks for every job, and pooled connections must not cross a fork."""

import os
from functools import cache

from sidecar import config, runtime
from sidecar.runtime import Runtime


def current() -> Runtime:
    """Built when first asked for in this process."""
    return _built(os.getpid())


@cache
def _built(_pid: int) -> Runtime:
    return runtime.build(config.load(os.environ))

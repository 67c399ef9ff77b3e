"""The rival on posts, with every switch its packages have turned the fast way; the code is the same.

`python -m benchmarks.stock.tuned PORT UPSTREAM`: documents are parsed and validated once, few connections to
the upstream (httpx looks at each of them for every call), and the garbage collector rarely comes.
"""

import gc
import sys
from functools import partial

import httpx
import uvicorn
from strawberry.extensions import ParserCache, ValidationCache

from benchmarks.stock.posts import application

CONNECTIONS = 8
KEPT = 1_000  # documents
YOUNG = 200_000  # allocations between two collections


def main() -> None:
    """Serve until told to stop."""
    port, upstream = sys.argv[1:]
    limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
    caches = (partial(ParserCache, maxsize=KEPT), partial(ValidationCache, maxsize=KEPT))
    app = application(upstream, limits, caches)
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 100)
    uvicorn.run(app, port=int(port), access_log=False, log_level="warning", loop="uvloop", http="httptools")


if __name__ == "__main__":
    main()

"""`python -m sandbox KIND --name NAME --port P --control-port C --db FILE [--config FILE.json]`."""

import argparse
import asyncio
import os
import sys
import threading
import time
from pathlib import Path

import orjson

from sandbox.kinds import KINDS
from sandbox.server import Orders, serve


def main() -> None:
    """Start one simulated system; a wrong config or a taken port ends it with code 2."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A simulated agency system.")
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--name", required=True)
    parser.add_argument("--port", type=int, required=True, help="public port on loopback; 0 = any free one")
    parser.add_argument("--control-port", type=int, required=True)
    parser.add_argument("--db", type=Path, required=True, help="SQLite file, made if absent")
    parser.add_argument("--config", type=Path, help="JSON file; keys are listed in sandbox/README.md")
    parser.add_argument("--with-parent", action="store_true", help="end when standard input closes")
    given = parser.parse_args()
    if given.with_parent:
        threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        config = orjson.loads(given.config.read_bytes()) if given.config else {}
        orders = Orders(given.kind, given.name, given.port, given.control_port, given.db, config)
        asyncio.run(serve(orders, time.time))
    except (OSError, TypeError, ValueError) as wrong:
        sys.stderr.write(f"sandbox {given.name}: {wrong}\n")
        sys.exit(2)


def _end_with_parent() -> None:
    """A starter that was killed cannot say goodbye: its end of the pipe closes, and that is the sign."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(0)


if __name__ == "__main__":
    main()

"""How a command ends badly: one line per fault on standard error, and a status; never a traceback."""

import sys
from collections.abc import Generator
from contextlib import contextmanager

from rich.console import Console
from rich.text import Text

from hub.delivery.failing import told
from hub.domain.terminal import printable
from hub.errors import HubError

FAILED = 1
INTERRUPTED = 130


@contextmanager
def plainly() -> Generator[None, None, None]:
    """Turn whatever a command raises into lines and an exit status."""
    try:
        yield
    except HubError as fault:
        _say(str(fault) or type(fault).__name__)
        sys.exit(FAILED)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except Exception as unforeseen:  # noqa: BLE001 the last frame: its text may quote what callers sent
        said = told(unforeseen)
        _say(f"internal error {said['code']} at {said['at']}")
        sys.exit(FAILED)


def _say(text: str) -> None:
    console = Console(stderr=True, soft_wrap=True)
    for line in printable(text).splitlines():
        console.print(Text(f"hub: {line}"))

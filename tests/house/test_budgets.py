"""The house rules hold, and each of them can be broken."""

from pathlib import Path

import pytest

from scripts.budgets import faults
from scripts.code_rules import of_module, of_test

ROOT = Path(__file__).parents[2]
LONG_BODY = "\n".join(f"    step_{number}()" for number in range(40))


def test_the_project_keeps_the_house_rules() -> None:
    assert [str(fault) for fault in faults(ROOT)] == []


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("hub/store/utils.py", "X = 1", "named after what is in it"),
        ("hub/web/door.py", "class BaseDoor: ...", "named after what it is"),
        ("hub/web/door.py", "class DoorManager: ...", "named after what it is"),
        ("sandbox/peer.py", f"def act():\n{LONG_BODY}", "41 lines, the cap is 40"),
        ("hub/domain/sla.py", "async def due(): ...", "not async"),
        ("hub/casework/intake.py", "import datetime as d\nd.datetime.now(d.UTC)", "handed in as `now`"),
        ("hub/casework/intake.py", "from uuid import uuid4\nuuid4()", "identifiers and chance"),
        ("hub/store/cases.py", "import random\nrandom.random()", "identifiers and chance"),
    ],
)
def test_a_broken_rule_is_named(name: str, text: str, complaint: str) -> None:
    assert [complaint in fault.what for fault in of_module(name, text)] == [True]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("hub/app.py", "from uuid import uuid4\nuuid4()"),
        ("hub/delivery/clocks.py", "import datetime as d\nd.datetime.now(d.UTC)"),
        ("hub/store/database.py", "import random\ndef wait(chance=random.random): ..."),
        (
            "hub/domain/sla.py",
            f'def due():\n    """{"long" * 40}\n\n\n    """\n' + LONG_BODY.replace("    step_39()", ""),
        ),
    ],
)
def test_what_is_allowed_is_not_a_fault(name: str, text: str) -> None:
    assert list(of_module(name, text)) == []


def test_a_test_that_sleeps_is_named() -> None:
    assert [
        fault.line for fault in of_test("tests/test_x.py", "await asyncio.sleep(1)\nsleep(0.05)\nsleep(60)")
    ] == [1]


def test_sizes_addresses_and_forbidden_mentions_are_found(tmp_path: Path) -> None:
    written = {
        "hub/long.py": "x = 1\n" * 301,
        "docs/how.md": f"cd /{'home'}/somebody/project",
        "docs/where.md": f"from {'pypi'}.org",
        "docs/later.md": f"{'TO'}DO: think",
        "requirements.lock": "--index-url https://mirror.example/simple\nhttpx==0.28.1 --hash=sha256:00",
    }
    for name, text in written.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)

    assert [(fault.path, fault.line) for fault in faults(tmp_path)] == [
        ("docs/how.md", 1),
        ("docs/later.md", 1),
        ("docs/where.md", 1),
        ("hub", 0),
        ("hub/long.py", 0),
        ("requirements.lock", 1),
    ]

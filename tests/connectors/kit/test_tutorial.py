"""docs/connectors.md, followed to the letter by somebody who knows nothing else."""

import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/connectors.md").read_text(encoding="utf-8")
MOST_SECONDS, MOST_STEPS = 300.0, 20  # the promise is ten minutes


def commands() -> str:
    """Every shell block of the tutorial, in order."""
    section = PAGE.partition("## Connect an agency in ten minutes\n")[2].partition("\n## ")[0]
    return "\n".join(re.findall(r"```sh\n(.+?)```", section, re.DOTALL))


def free_ports() -> tuple[int, int]:
    """Two ports nobody listens on now."""
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


@pytest.mark.long
def test_a_stranger_connects_an_unseen_agency_by_the_page_alone(tmp_path: Path) -> None:
    port, control_port = free_ports()  # the page's own may be taken on this machine
    script = commands().replace("28411", str(port)).replace("28412", str(control_port))
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {"PATH": path, "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    began = time.monotonic()

    done = subprocess.run(
        ["bash", "-eu", "-o", "pipefail", "-c", f"trap 'kill $(jobs -p)' EXIT\n{script}"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=MOST_SECONDS,
    )

    seconds, steps = time.monotonic() - began, len(re.findall(r"^hub ", script, re.MULTILINE))
    print(f"unseen agency connected twice: {steps} commands of the hub, {seconds:.1f} s")  # noqa: T201
    assert (done.returncode, done.stderr) == (0, "")
    assert re.findall(r'"id": "(HD-\d+)"', done.stdout)[0] == "HD-1001"
    assert len(re.findall(r'^  "status": "(ASSIGNED|IN_PROGRESS|CLOSED)"', done.stdout, re.MULTILINE)) == 2
    assert steps <= MOST_STEPS
    kept = [file.read_text() for file in (tmp_path / "instances").rglob("*.*")]
    assert not [word for word in ("kunci-dari-dinas", "Budi", "0812") if any(word in text for text in kept)]


def test_the_page_uses_an_agency_that_no_shipped_instance_knows() -> None:
    shipped = (ROOT / "hub/connectors/instances").glob("*.toml")

    assert not [file.name for file in shipped if "helpdesk" in file.read_text()]
    assert commands().count("sandbox helpdesk") == 1

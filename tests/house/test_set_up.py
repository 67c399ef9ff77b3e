"""The set-up script refuses with a reason and changes nothing when there is nothing to do."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout without an environment."""
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "scripts/bootstrap.sh", tmp_path / "scripts")
    for name in ("pyproject.toml", "requirements.lock", "requirements-dev.lock"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def bootstrap(checkout: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", "scripts/bootstrap.sh", *arguments],
        cwd=checkout,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def old_python(folder: Path) -> Path:
    """A Python that is too old: it answers every question of the script with no."""
    python = folder / "python3"
    python.write_text("#!/bin/sh\nexit 1\n")
    python.chmod(0o755)
    return python


def test_a_python_that_is_too_old_is_refused_politely(checkout: Path, tmp_path: Path) -> None:
    ran = bootstrap(checkout, "run", PYTHON=str(old_python(tmp_path)))

    assert ran.returncode == 1
    assert "older than 3.11" in ran.stderr
    assert not (checkout / ".venv").exists()


def test_without_any_python_the_script_says_what_to_install(checkout: Path, tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in ("dirname", "env", "sed", "cat", "cksum", "rm"):
        (tools / tool).symlink_to(shutil.which(tool) or "")

    ran = bootstrap(checkout, "dev", PATH=str(tools), PYTHON="")

    assert ran.returncode == 1
    assert "needs Python 3.11 or newer" in ran.stderr


def test_a_package_that_cannot_be_had_is_named_and_nothing_is_marked_as_done(checkout: Path) -> None:
    (checkout / "requirements.lock").write_text(
        f"no-such-package-of-ours==1.0 \\\n    --hash=sha256:{'0' * 64}\n"
    )

    ran = bootstrap(checkout, "run", PYTHON=sys.executable, PIP_NO_INDEX="1", PIP_FIND_LINKS="")

    assert ran.returncode == 1
    assert "no-such-package-of-ours" in ran.stderr
    assert "set-up failed" in ran.stderr
    assert not (checkout / ".venv/.locked-run").exists()


def test_an_unknown_kind_is_answered_with_the_usage(checkout: Path) -> None:
    ran = bootstrap(checkout, "everything")

    assert (ran.returncode, ran.stdout) == (2, "")
    assert "usage" in ran.stderr

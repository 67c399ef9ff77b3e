"""The npm packages that judge: installed once, from the lock file, without running their scripts."""

import fcntl
import os
import shutil
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
WANTED = "HUB_REQUIRE_NPM"


@pytest.fixture(scope="session")
def judges() -> Path:
    """The folder with everything installed; where that can't be, skips with the reason (or fails)."""
    missing = _install()
    if missing and os.environ.get(WANTED) == "1":
        pytest.fail(f"{WANTED}=1, but {missing}", pytrace=False)
    if missing:
        pytest.skip(missing)
    return FOLDER


def _install() -> str | None:
    """Why the judges are not there; None when they are."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        return "npm and node are not on this machine"
    with (FOLDER / "package-lock.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several test processes, one installation
        if _fresh():
            return None
        done = subprocess.run(
            [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            cwd=FOLDER,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    return None if done.returncode == 0 else f"npm ci failed: {done.stderr.strip()[-300:]}"


def _fresh() -> bool:
    installed = FOLDER / "node_modules" / ".package-lock.json"
    return installed.exists() and installed.stat().st_mtime >= (FOLDER / "package-lock.json").stat().st_mtime

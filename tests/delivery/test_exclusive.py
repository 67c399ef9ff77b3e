import os
import subprocess
import sys
from pathlib import Path

import pytest

from hub.delivery.exclusive import Exclusive
from hub.errors import ConfigError

HOLD = """
import sys
from pathlib import Path
from hub.delivery.exclusive import Exclusive
lock = Exclusive(Path(sys.argv[1]))
lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_worker_on_the_same_file_is_refused_until_the_first_ends(tmp_path: Path) -> None:
    first, second = Exclusive(tmp_path / "hub.db"), Exclusive(tmp_path / "hub.db")
    first.acquire()

    with pytest.raises(ConfigError, match="another hub"):
        second.acquire()
    first.release()
    second.acquire()
    second.release()


def test_a_killed_worker_holds_nothing(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "hub.db")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        lock = Exclusive(tmp_path / "hub.db")
        with pytest.raises(ConfigError):
            lock.acquire()
        holder.kill()
        holder.wait()

        lock.acquire()
        lock.release()


def test_a_folder_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="folder"):
        Exclusive(tmp_path / "absent" / "hub.db").acquire()


def test_the_lock_file_is_private(tmp_path: Path) -> None:
    lock = Exclusive(tmp_path / "hub.db")
    lock.acquire()
    lock.release()

    assert os.stat(tmp_path / "hub.db.worker").st_mode & 0o077 == 0

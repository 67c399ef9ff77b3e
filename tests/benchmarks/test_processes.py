import os
import subprocess
import sys
from pathlib import Path

from benchmarks.processes import cpu_seconds, memory, tree


def stat(folder: Path, pid: int, parent: int, user: int, pages: int) -> None:
    fields = ["S", str(parent), *["0"] * 9, str(user), "0", "0", "0", *["0"] * 6, str(pages)]
    (folder / str(pid)).mkdir()
    (folder / str(pid) / "stat").write_text(f"{pid} (a (strange) name) {' '.join(fields)}\n")


def test_a_tree_is_counted_whole_and_nothing_beside_it(tmp_path: Path) -> None:
    ticks, page = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")
    for pid, parent in ((10, 1), (11, 10), (12, 11), (20, 1)):
        stat(tmp_path, pid, parent, user=ticks, pages=2**20 // page)

    assert sorted(tree(10, tmp_path)) == [10, 11, 12]
    assert cpu_seconds(10, tmp_path) == 3
    assert memory(10, tmp_path) == 3


def test_where_there_is_no_proc_nothing_is_known(tmp_path: Path) -> None:
    assert cpu_seconds(10, tmp_path / "none") is memory(10, tmp_path / "none") is None


def test_a_child_of_this_process_is_in_its_tree() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        found = tree(os.getpid())
        child.communicate(b"\n")

    assert not Path("/proc").is_dir() or child.pid in found

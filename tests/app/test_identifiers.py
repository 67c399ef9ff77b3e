import re
import time

from hub.app.identifiers import clock, new_executor, new_id


def test_ids_are_unique_and_sort_by_the_time_of_making() -> None:
    early = [new_id() for _ in range(200)]
    time.sleep(0.002)
    late = [new_id() for _ in range(200)]

    assert len({*early, *late}) == 400
    assert max(early) < min(late)


def test_an_id_fits_into_a_key_a_url_and_a_column() -> None:
    assert re.fullmatch(r"[0-9a-z]{26}", new_id())


def test_two_processes_never_share_a_name_among_the_workers() -> None:
    assert new_executor() != new_executor()


def test_the_clock_is_aware() -> None:
    assert clock().utcoffset() is not None

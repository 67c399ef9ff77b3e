import shutil

import pytest

from benchmarks import wrk
from benchmarks.load import SLOT, Job

ONE = Job("127.0.0.1", 80, ['{"query":"{ greet }"}'], "", 4, 1.0, api_key="hub_key")


@pytest.mark.parametrize(
    ("changes", "usable"),
    [
        ({}, True),
        ({"bodies": ["a", "b"]}, False),
        ({"bodies": [f'{{"key":"{SLOT}"}}']}, False),
        ({"count": 5}, False),
        ({"seconds": 0.5}, False),
    ],
)
def test_wrk_takes_one_body_that_never_changes(
    changes: dict[str, object], usable: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: "/usr/bin/wrk")
    job = Job(**({name: getattr(ONE, name) for name in ONE.__struct_fields__} | changes))  # type: ignore[arg-type]

    assert wrk.usable(job) is usable


def test_without_wrk_the_own_client_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)

    assert not wrk.usable(ONE)


def test_the_script_has_the_body_and_the_key_as_lua_texts() -> None:
    assert r'wrk.body = "{\"query\":\"{ greet }\"}"' in wrk.script(ONE)
    assert '"Bearer hub_key"' in wrk.script(ONE)


def test_its_last_words_are_read() -> None:
    said = 'Running 1s test\nFOUND {"count":50,"us":1000000,"bad":0,"p50":2000,"p99":9000}\n'

    found = wrk.read(said)

    assert (found.count, found.elapsed, found.p50, found.p99, found.failures) == (50, 1.0, 0.002, 0.009, 0)

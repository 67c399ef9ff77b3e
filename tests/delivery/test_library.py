import logging
from pathlib import Path

import pytest

from hub.delivery.failing import told
from hub.delivery.library import migrate, quieten
from hub.errors import Unreachable


def test_the_library_s_log_is_ours_and_names_exceptions_only(caplog: pytest.LogCaptureFixture) -> None:
    quieten()
    quieten()
    logger = logging.getLogger("dbos")
    with caplog.at_level(logging.WARNING):
        try:
            raise ValueError("budi@example.org")
        except ValueError:
            logger.exception("recovering %s failed:", "d1.1")

    assert [record.getMessage() for record in caplog.records] == ["recovering d1.1 failed: ValueError"]
    assert caplog.records[0].exc_info is None
    assert len(logger.filters) == 1
    assert not any(isinstance(one, logging.StreamHandler) for one in logger.handlers)


def test_making_the_tables_twice_is_making_them_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'hub.db'}"

    migrate(url)
    migrate(url)


def test_what_is_told_of_an_error_is_its_class_and_our_line() -> None:
    try:
        told("not an exception")  # type: ignore[arg-type]
    except AttributeError as error:
        said = told(error)

    assert said["code"] == "AttributeError"
    assert said["at"].startswith("failing.py:")


def test_a_failure_of_the_hub_is_told_by_its_code() -> None:
    assert told(Unreachable("budi@example.org")) == {"code": "UNREACHABLE", "at": "?"}

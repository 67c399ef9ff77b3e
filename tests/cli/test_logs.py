import json
import logging
import subprocess
import sys

import pytest
import structlog

from hub.cli.logs import redacted, without_traceback

SECRETS = [
    "6201011708900001",
    "budi.santoso@example.org",
    "0812-3456-7890",
    "+6281234567890",
    "hub_01jd_" + "a" * 43,
]
PROGRAM = """
import logging, structlog
from hub.cli.logs import configure
configure("INFO")
log = structlog.get_logger()
log.info("case of budi@example.org", nik=6201011708900001, nested={"phone": ["081234567890"]})
logging.getLogger("somebody").warning("cannot reach %s", "postgresql://hub:sandi@db/hub")
try:
    raise ValueError("NIK 6201011708900001")
except ValueError:
    logging.getLogger("somebody").exception("broken")
    log.error("broken too", exc_info=True)
logging.getLogger("alembic").info("chatter")
"""


@pytest.mark.parametrize("secret", SECRETS)
def test_personal_data_and_keys_are_blotted_out_wherever_they_stand(secret: str) -> None:
    event = redacted(
        None,
        "info",
        {
            "event": f"about {secret}.",
            "plain": secret,
            "list": [secret, (secret,)],
            "nested": {"deep": {secret: secret}},
            "object": ValueError(secret),
        },
    )

    assert secret not in repr(event)
    assert "about" in event["event"]


def test_what_is_not_personal_stays_as_it_is() -> None:
    event = {"event": "runs taken over", "runs": 3, "took": 0.25, "ok": True, "none": None, "run": "01jd.7"}

    assert redacted(None, "info", dict(event)) == event


def test_a_national_id_that_came_as_a_number_is_blotted_out() -> None:
    assert "6201011708900001" not in repr(redacted(None, "info", {"nik": 6201011708900001}))


def test_an_endless_structure_ends() -> None:
    endless: list[object] = []
    endless.append(endless)

    assert "..." in repr(redacted(None, "info", {"loop": endless}))


def test_an_exception_is_named_and_not_printed() -> None:
    fault = ValueError("budi@example.org")

    event = without_traceback(None, "error", {"event": "x", "exc_info": (ValueError, fault, None)})

    assert event == {"event": "x", "exception": "ValueError"}


@pytest.mark.long
def test_every_line_of_a_process_is_json_without_personal_data() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in done.stderr.splitlines()]

    assert [line["level"] for line in lines] == ["info", "warning", "error", "error"]
    assert lines[1]["event"] == "cannot reach postgresql://hub:***@db/hub"
    assert [line.get("exception") for line in lines[2:]] == ["ValueError", "ValueError"]
    assert "6201011708900001" not in done.stderr
    assert "budi" not in done.stderr
    assert "081234567890" not in done.stderr


def test_the_log_of_this_process_is_left_alone() -> None:
    assert not any(
        isinstance(one.formatter, structlog.stdlib.ProcessorFormatter) for one in logging.getLogger().handlers
    )

"""wrk as the client, where it is installed: for bodies that never change it does not become the limit."""

import shutil
import subprocess
import tempfile
from pathlib import Path

import orjson

from benchmarks.load import SLOT, Job, Outcome
from benchmarks.servers import LOAD_CORE, pinned

_SCRIPT = """
wrk.method = "POST"
wrk.body = {body}
wrk.headers["content-type"] = "application/json"
wrk.headers["accept"] = "application/json"
{key}
function done(summary, latency)
  local e = summary.errors
  io.write(string.format('FOUND {{"count":%d,"us":%d,"bad":%d,"p50":%d,"p99":%d}}\\n', summary.requests,
    summary.duration, e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50), latency:percentile(99)))
end
"""


def usable(job: Job) -> bool:
    """Whether wrk is there, and able to do this: one body, the same in every request, for some seconds."""
    fixed = len(job.bodies) == 1 and SLOT not in job.bodies[0] and job.count is None and job.seconds >= 1
    return fixed and shutil.which("wrk") is not None


def script(job: Job) -> str:
    """The Lua that asks; a quoted JSON text is a quoted Lua text, as long as it is ASCII without `\\u`."""
    return _SCRIPT.format(
        body=orjson.dumps(job.bodies[0]).decode(),
        key=f'wrk.headers["authorization"] = "Bearer {job.api_key}"' if job.api_key else "",
    )


def perform(job: Job) -> Outcome:
    """Do the job; statuses are looked at, contents only before and after by who asked for this."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        Path(file.name).write_text(script(job))
        seconds = max(1, round(job.seconds))
        address = f"http://{job.host}:{job.port}{job.path}"
        options = ["-t1", f"-c{job.connections}", f"-d{seconds}s", "--timeout", "30s", "-s", file.name]
        command = pinned(LOAD_CORE, ["wrk", *options, address])
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return read(done.stdout)


def read(output: str) -> Outcome:
    """What its last words say."""
    line = next(line for line in output.splitlines() if line.startswith("FOUND "))
    found = orjson.loads(line.removeprefix("FOUND "))
    return Outcome(
        elapsed=found["us"] / 1e6,
        cpu=0.0,
        count=found["count"],
        p50=found["p50"] / 1e6,
        p99=found["p99"] / 1e6,
        failures=found["bad"],
        example=output[:300] if found["bad"] else "",
    )

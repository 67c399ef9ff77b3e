"""Starts everybody who answers the questions about posts, with one upstream behind all of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from string import Template

import httpx

from benchmarks import installing
from benchmarks.comparing import HUB, STOCK
from benchmarks.contenders import Field
from benchmarks.databases import empty
from benchmarks.hubs import ALONE, Ready, ready
from benchmarks.installing import HERE, NotInstalled
from benchmarks.posts.data import GREETING
from benchmarks.posts.questions import GREET
from benchmarks.servers import HOST, LOAD_CORE, Start, free_port, module, started

SHARED = "hub-shared"
CONSTANT = "constant"
RIVALS = ("tuned", "ariadne", "apollo", "yoga", "mercurius", "hive", "tailcall", "tailcall-dedupe")
NAMES = (HUB, STOCK, SHARED, *RIVALS, CONSTANT)
QUESTION = GREET.bodies[0]
_TAILCALL = "node_modules/@tailcallhq/core-linux-x64-gnu/bin/tailcall"


@dataclass
class PostsField(Field):
    """Contenders over posts, and how many calls the upstream has had."""

    calls: Callable[[], int] = lambda: 0


@dataclass(frozen=True)
class Ground:
    """What all of them are started with."""

    folder: Path
    upstream: str  # its address

    def start(self, name: str, port: int, command: Sequence[str], **more: object) -> Start:
        """A start whose sign of life is the greeting."""
        given: dict[str, object] = {"question": QUESTION, **more}
        return Start(name, command, port, self.folder / f"{name}.log", **given)  # type: ignore[arg-type]


@contextmanager
def over_posts(folder: Path, names: Sequence[str] = NAMES) -> Iterator[PostsField]:
    """The named ones, in the order of `NAMES`; the hub and stock always take part."""
    port = free_port()
    command = module("benchmarks.posts.upstream", str(port))
    upstream = Start("upstream", command, port, folder / "upstream.log", core=LOAD_CORE)
    with ExitStack() as stack:
        stack.enter_context(started(upstream))
        pair = stack.enter_context(empty("sqlite", folder))
        ground = Ground(folder, f"http://{HOST}:{port}")
        found = PostsField(calls=partial(_calls, ground.upstream))
        made = ready(pair.hub, folder)
        found.servers = [
            stack.enter_context(started(_hub(ground, made, HUB, ALONE))),
            stack.enter_context(started(_python(ground, STOCK, "benchmarks.stock.posts"))),
        ]
        for name in NAMES[2:]:
            if name in names:
                found.enter(stack, name, partial(_STARTS[name], ground, made, name))
        yield found


def _calls(upstream: str) -> int:
    return int(httpx.get(f"{upstream}/calls").text)


def _hub(ground: Ground, made: Ready, name: str, more: Mapping[str, str]) -> Start:
    port = free_port()
    command = module("benchmarks.hub_posts", str(port), ground.upstream)
    return ground.start(name, port, command, api_key=made.api_key, env={**made.settings, **more})


def _python(ground: Ground, name: str, where: str) -> Start:
    port = free_port()
    return ground.start(name, port, module(where, str(port), ground.upstream), path="/graphql/")


def _shared(ground: Ground, made: Ready, name: str) -> Start:
    return _hub(ground, made, name, {})


def _tuned(ground: Ground, _: Ready, name: str) -> Start:
    return _python(ground, name, "benchmarks.stock.tuned")


def _constant(ground: Ground, _: Ready, name: str) -> Start:
    port = free_port()
    return ground.start(name, port, module("benchmarks.posts.constant", str(port)))


def _ariadne(ground: Ground, _: Ready, name: str) -> Start:
    port, program = free_port(), installing.python()
    file = HERE / "python" / "ariadne_posts.py"
    return ground.start(name, port, [str(program), str(file), str(port), ground.upstream, GREETING])


def _node(ground: Ground, _: Ready, name: str) -> Start:
    port, folder = free_port(), installing.node()
    command = ["node", f"{name}.mjs", str(port), ground.upstream, GREETING]
    path = "/" if name == "apollo" else "/graphql"
    production = {"NODE_ENV": "production"}
    return ground.start(name, port, command, folder=folder, path=path, env=production)


def _hive(ground: Ground, _: Ready, name: str) -> Start:
    port, folder = free_port(), installing.node()
    supergraph = ground.folder / "supergraph.graphql"
    supergraph.write_text(_filled("supergraph.graphql", ground, port))
    options = ["-c", "gateway.config.mjs", "--port", str(port), "--host", HOST, "--fork", "1"]
    command = ["node", "node_modules/@graphql-hive/gateway/dist/bin.js", "supergraph", *options]
    production = {"NODE_ENV": "production", "SUPERGRAPH": str(supergraph), "GREETING": GREETING}
    return ground.start(name, port, command, folder=folder, env=production)


def _tailcall(ground: Ground, _: Ready, name: str) -> Start:
    port, program = free_port(), installing.node() / _TAILCALL
    if not program.exists():
        raise NotInstalled("its package has no program for this machine")
    program.chmod(0o755)
    config = ground.folder / f"{name}.graphql"
    config.write_text(_filled("tailcall.graphql", ground, port, dedupe=name.endswith("dedupe")))
    quiet = {"TAILCALL_LOG_LEVEL": "error", "TAILCALL_TRACKER": "false"}
    return ground.start(name, port, [str(program), "start", str(config)], env=quiet)


def _filled(file: str, ground: Ground, port: int, dedupe: bool = False) -> str:
    text = Template((HERE / "node" / file).read_text())
    said = {"PORT": port, "UPSTREAM": ground.upstream, "GREETING": GREETING, "DEDUPE": str(dedupe).lower()}
    return text.substitute(said)


_STARTS: Mapping[str, Callable[[Ground, Ready, str], Start]] = {
    SHARED: _shared,
    "tuned": _tuned,
    "ariadne": _ariadne,
    "apollo": _node,
    "yoga": _node,
    "mercurius": _node,
    "hive": _hive,
    "tailcall": _tailcall,
    "tailcall-dedupe": _tailcall,
    CONSTANT: _constant,
}

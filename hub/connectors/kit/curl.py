"""Reads `curl` commands the way people paste them: with prompts, line ends and the answer below."""

import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

import orjson

from hub.connectors.kit.calls import Call, address
from hub.connectors.wild import Wild
from hub.errors import ConfigError

COMMAND = re.compile(r"^\s*(?:[$#>%]\s+)?curl(?:\.exe)?\s")
MOST_BYTES = 1_048_576
LONGEST = 200  # lines of one command
DATA = {"-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--data-urlencode", "--json"}
FORM = {"-F", "--form", "--form-string"}
UNSAFE = {"-k", "--insecure"}
WITH_VALUE = {"-o", "--output", "-m", "--max-time", "--connect-timeout", "-A", "--user-agent", "-e"}
WITH_VALUE |= {
    "--referer",
    "-b",
    "--cookie",
    "-c",
    "--cookie-jar",
    "-x",
    "--proxy",
    "-w",
    "--write-out",
    "--retry",
}
PLACES = {"--url": "url", "--request": "method", "--user": "user", "--header": ""}
LONG = {"-X": "--request", "-H": "--header", "-u": "--user", "-G": "--get", "-I": "--head"}
SHORT_WITH_VALUE = "XHduFoAmebcxw"


@dataclass
class _Said:
    """What the words of one command add up to."""

    url: str = ""
    method: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    data: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    user: str = ""
    get: bool = False
    json: bool = False


def read_calls(text: str, file: str = "calls") -> list[Call]:
    """Every command of the text, in order; JSON below a command is its answer.

    Raises:
        ConfigError: `file:line: CODE: what to do`: not one command, a quote without an end, no address, TLS
            switched off, or over 1 MiB.
    """
    if len(text) > MOST_BYTES:
        raise ConfigError(f"{file}:1: TOO_LARGE: leave only the calls the hub needs, under 1 MiB")
    found = [_call(number, command, below, file) for number, command, below in _commands(text)]
    if not found:
        raise ConfigError(f"{file}:1: NO_CALL: paste at least one `curl` command")
    return found


def _commands(text: str) -> Iterator[tuple[int, str, str]]:
    """Line number, the command on one line, and the lines below it."""
    lines = text.replace("\r\n", "\n").split("\n")
    starts = [number for number, line in enumerate(lines) if COMMAND.match(line)]
    for start, following in zip(starts, [*starts, len(lines)][1:], strict=True):
        place, end = start, min(following, start + LONGEST)
        while place + 1 < end and (lines[place].rstrip().endswith("\\") or _open(lines[start : place + 1])):
            place += 1
        command = "\n".join(lines[start : place + 1]).replace("\\\n", " ")
        yield start + 1, COMMAND.sub("", command, count=1), "\n".join(lines[place + 1 : following])


def _open(lines: list[str]) -> bool:
    """Whether a quote is still open at the end of these lines."""
    try:
        shlex.split("\n".join(lines))
    except ValueError:
        return True
    return False


def _call(number: int, command: str, below: str, file: str) -> Call:
    def fault(code: str, advice: str) -> ConfigError:
        return ConfigError(f"{file}:{number}: {code}: {advice}")

    try:
        words = shlex.split(command)
    except ValueError:
        raise fault("OPEN_QUOTE", "close the quote of this command") from None
    said = _said(words, fault)
    place = address(said.url)
    if place is None:
        raise fault("NO_ADDRESS", "give this command the whole address, with https://")
    body, is_form = _body(said)
    query = dict(parse_qsl(urlsplit(said.url).query, keep_blank_values=True))
    if said.get:
        query |= dict(parse_qsl("&".join(said.data), keep_blank_values=True))
        body, is_form = None, False
    return Call(
        method=said.method.upper() or ("GET" if body is None else "POST"),
        base_url=place[0],
        path=place[1],
        query=query,
        headers=said.headers,
        body=body,
        form=is_form,
        answer=_json(below),
        basic=bool(said.user),
        place=f"{file}:{number}",
    )


def _said(words: list[str], fault: Callable[[str, str], ConfigError]) -> _Said:
    said, rest = _Said(), [piece for word in words for piece in _apart(word)]
    rest.reverse()
    while rest:
        word = rest.pop()
        if word in UNSAFE:
            raise fault("UNSAFE", "the hub always checks certificates: have the agency mend its own")
        if not word.startswith("-") or word == "-":
            said.url = said.url or word
            continue
        _option(said, word, rest)
    return said


def _apart(word: str) -> list[str]:
    """`-XPOST` and `--url=x` as two words."""
    if word.startswith("--") and "=" in word:
        return list(word.split("=", 1))
    if re.match(rf"-[{SHORT_WITH_VALUE}].", word) and not word.startswith("--"):
        return [word[:2], word[2:]]
    return [word]


def _option(said: _Said, word: str, rest: list[str]) -> None:
    option = LONG.get(word, word)
    if option == "--get":
        said.get = True
    elif option in DATA | FORM | WITH_VALUE | PLACES.keys():
        _take(said, option, rest.pop() if rest else "")


def _take(said: _Said, option: str, value: str) -> None:
    """An option and its value."""
    if option in DATA:
        said.json = said.json or option == "--json"
        said.data.append(value)
    elif option in FORM:
        said.fields.append(value)
    elif option == "--header":
        name, _, content = value.partition(":")
        said.headers[name.strip().lower()] = content.strip()
    elif option in PLACES:
        setattr(said, PLACES[option], value)


def _body(said: _Said) -> tuple[Wild, bool]:
    """What is sent, and whether it is a form."""
    if said.fields:
        return dict(one.partition("=")[::2] for one in said.fields), True
    if not said.data:
        return None, False
    sent = _json(said.data[0]) if len(said.data) == 1 else None
    if sent is not None or said.json:
        return sent or {}, False
    return dict(parse_qsl("&".join(said.data), keep_blank_values=True)), True


def _json(text: str) -> Wild:
    """The first JSON object or list of a text; None when there is none."""
    start = re.search(r"[\[{]", text)
    if start is None:
        return None
    rest = text[start.start() :]
    for end in sorted({place.end() for place in re.finditer(r"[\]}]", rest)}, reverse=True)[:200]:
        try:
            found: Wild = orjson.loads(rest[:end])
        except orjson.JSONDecodeError:
            continue
        return found
    return None

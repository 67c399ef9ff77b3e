"""No spelling, no name server and no redirect leads a webhook to an address that is not public.

The table is that of docs/webhooks.md: what stands there is tried, against a real listener on loopback.
"""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub.connectors.outbound import Outbound
from hub.domain.addresses import is_public
from hub.domain.endpoint import EndpointRules
from tests.endpoint import Receiver, listening

PAGE = (
    (Path(__file__).parents[2] / "docs/webhooks.md").read_text().partition("## Which addresses are called")[2]
)
ROWS = re.findall(r"^\| ([^|`]+) \| (`[^|]+`) \| ([A-Z_]+) \|$", PAGE, re.MULTILINE)
TRIED = [(text, code) for _, texts, code in ROWS for text in re.findall(r"`([^`]+)`", texts)]
SPELLINGS = [text for text, code in TRIED if code == "URL_REFUSED"]
ADDRESSES = [text for text, code in TRIED if code == "ADDRESS_REFUSED"]
PUBLIC = "8.8.8.8"


@pytest.fixture
async def loopback() -> AsyncIterator[Receiver]:
    async with listening() as found:
        yield found


class Names:
    """A name server in the hands of a stranger: answers in turn, then the last one again."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def guarded(port: int, names: Names | None = None) -> Outbound:
    """The guard as in production, but that the listener's port is permitted."""
    return Outbound(EndpointRules(ports=frozenset({443, 8443, port})), time.monotonic, names, deadline=2.0)


async def code_of(outbound: Outbound, url: str) -> str:
    return (await outbound.send(url, {}, b"{}")).code


async def test_every_spelling_of_the_table_is_refused_and_nobody_is_called(loopback: Receiver) -> None:
    names = Names(["127.0.0.1"])
    outbound = guarded(loopback.port, names)

    codes = {text: await code_of(outbound, text.replace("{port}", str(loopback.port))) for text in SPELLINGS}

    assert {text: code for text, code in codes.items() if code != "URL_REFUSED"} == {}
    assert loopback.connections == 0
    assert names.asked == []  # not even its name was looked up


async def test_every_address_of_the_table_is_refused_when_a_public_name_leads_there(
    loopback: Receiver,
) -> None:
    url = f"https://partner.example:{loopback.port}/"

    codes = {one: await code_of(guarded(loopback.port, Names([one])), url) for one in ADDRESSES}

    assert {one: code for one, code in codes.items() if code != "ADDRESS_REFUSED"} == {}
    assert loopback.connections == 0


def test_the_page_says_how_many_were_tried() -> None:
    told = re.search(r"\*\*(\d+)\*\* spellings and \*\*(\d+)\*\* addresses", PAGE)

    assert told is not None
    assert (int(told[1]), int(told[2])) == (len(set(SPELLINGS)), len(set(ADDRESSES)))
    assert len(set(SPELLINGS)) >= 60


async def test_without_the_guard_these_spellings_do_reach_loopback(loopback: Receiver) -> None:
    """Else the tests above would prove nothing."""
    for host in ("127.1", "2130706433", "0x7f000001", "0", "::ffff:127.0.0.1", "localhost"):
        _, writer = await asyncio.open_connection(host, loopback.port)
        writer.close()
    while loopback.connections < 6:
        await asyncio.sleep(0.005)


async def test_an_operators_own_receiver_is_reached(loopback: Receiver) -> None:
    rules = EndpointRules(allow=frozenset({loopback.authority}))
    outbound = Outbound(rules, time.monotonic)

    assert await code_of(outbound, loopback.url) == "HTTP_204"
    assert await code_of(outbound, f"http://localhost:{loopback.port}/") == "URL_REFUSED"
    assert loopback.connections == 1
    await outbound.aclose()


async def test_one_address_that_is_not_public_condemns_the_name(loopback: Receiver) -> None:
    url = f"https://partner.example:{loopback.port}/"

    for answer in ([PUBLIC, "127.0.0.1"], ["127.0.0.1", PUBLIC], []):
        code = await code_of(guarded(loopback.port, Names(answer)), url)
        assert code == ("ADDRESS_REFUSED" if answer else "NO_ADDRESS")
    assert loopback.connections == 0


async def test_a_name_that_is_rebound_is_connected_at_the_address_that_was_looked_at(
    loopback: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[object] = []

    async def nowhere(host: str, port: int, **_: object) -> None:
        called.append(host)  # tests leave loopback to no address: the last step is only noted
        raise ConnectionRefusedError

    monkeypatch.setattr("hub.connectors.outbound.asyncio.open_connection", nowhere)
    names = Names([PUBLIC], ["127.0.0.1"])
    outbound = guarded(loopback.port, names)
    url = f"https://partner.example:{loopback.port}/"

    assert await code_of(outbound, url) == "NO_CONNECTION"
    assert (called, names.asked) == ([PUBLIC], ["partner.example"])  # looked up once, connected there

    assert await code_of(outbound, url) == "ADDRESS_REFUSED"
    assert called == [PUBLIC]
    assert loopback.connections == 0


async def test_a_redirect_to_loopback_is_not_followed(loopback: Receiver) -> None:
    async with listening() as partner:
        partner.answer = lambda post: (302, f"location: http://127.0.0.1:{loopback.port}/\r\n")
        outbound = Outbound(EndpointRules(allow=frozenset({partner.authority})), time.monotonic)
        answer = await outbound.send(partner.url, {}, b"{}")

    assert (answer.code, answer.status) == ("HTTP_302", 302)
    assert loopback.connections == 0


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "1.1.1.1", "36.66.1.1", "2606:4700:4700::1111", "2400:cb00::1", "2001:4860:4860::8888"],
)
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "text", ["", "127.1", "2130706433", "0x7f000001", "localhost", "8.8.8.8.", "[::1]", "８.8.8.8"]
)
def test_what_is_not_one_plainly_written_address_is_not_public(text: str) -> None:
    assert not is_public(text)

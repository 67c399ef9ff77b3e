from typing import Any

from benchmarks.load import SLOT, Job, Outcome, perform, whole
from tests.benchmarks.answering import Answer, answering


async def load(answer: Answer, **changes: Any) -> Outcome:
    with answering(answer) as server:
        job = {
            "bodies": [f'{{"key":"{SLOT}"}}'],
            "expect": '"ok"',
            "connections": 3,
            "seconds": 0,
            "count": 20,
        }
        return await perform(Job(host="127.0.0.1", port=server.port, **(job | changes)))


async def test_so_many_requests_are_made_as_were_asked_for_and_no_two_are_equal() -> None:
    seen: list[str] = []

    def answer(sent: dict[str, Any]) -> tuple[int, object]:
        seen.append(sent["key"])
        return 200, "ok"

    outcome = await load(answer, first=0xFE)

    assert sorted(seen) == [f"{number:016x}" for number in range(0xFE, 0xFE + 20)]
    assert outcome.count == 20
    assert outcome.failures == 0
    assert 0 < outcome.p50 <= outcome.p99 <= outcome.elapsed


async def test_bodies_are_asked_in_turn() -> None:
    seen: list[int] = []

    def answer(sent: dict[str, Any]) -> tuple[int, object]:
        seen.append(sent["n"])
        return 200, "ok"

    await load(answer, bodies=['{"n":1}', '{"n":2}'], connections=1, count=5)

    assert seen == [1, 2, 1, 2, 1]


async def test_a_round_ends_when_its_time_is_up_with_every_answer_in() -> None:
    outcome = await load(lambda _: (200, "ok"), count=None, seconds=0.2)

    assert 0.2 <= outcome.elapsed < 5
    assert outcome.count >= 3
    assert outcome.failures == 0


async def test_a_large_answer_in_many_pieces_is_one_answer() -> None:
    outcome = await load(lambda _: (200, ["ok", "x" * 1_000_000]), count=4)

    assert (outcome.count, outcome.failures) == (4, 0)


def test_an_answer_in_chunks_is_whole_with_its_last_one() -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

    assert not whole(head[:-2])
    assert not whole(head + b"2\r\nok\r\n")
    assert whole(head + b"2\r\nok\r\n0\r\n\r\n")


async def test_errors_other_statuses_and_other_answers_are_failures_with_an_example() -> None:
    broken = await load(lambda _: (200, {"data": "ok", "errors": [{"message": "no"}]}), count=2)
    refused = await load(lambda _: (503, "ok"), count=2)
    strange = await load(lambda _: (200, "something else"), count=2)

    assert [one.failures for one in (broken, refused, strange)] == [2, 2, 2]
    assert "503" in refused.example
    assert "something else" in strange.example

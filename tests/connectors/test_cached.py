"""The memory of live reads: bytes, bounded, and keys that tell nothing."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.connectors.cached import Entry, Memory, key_of
from tests.connectors.samples import NOW

WORDS = st.lists(st.text(max_size=8), min_size=4, max_size=4)


@given(WORDS, WORDS)
def test_a_key_names_scope_peer_operation_and_question_apart(one: list[str], other: list[str]) -> None:
    keys = [key_of(*words, secret=b"s") for words in (one, other)]

    assert (keys[0] == keys[1]) is (one == other)


def test_a_key_shows_nothing_of_the_question_and_is_of_one_process() -> None:
    asked = "6201010101900001"
    mine, theirs = (key_of("hub", "dinkes", "permit", asked, secret) for secret in (b"a" * 32, b"b" * 32))

    assert mine != theirs
    assert asked not in mine


async def test_it_keeps_so_many_answers_and_forgets_who_was_not_asked_for() -> None:
    memory = Memory(entries=2, size=1_000)
    for key in ("a", "b"):
        await memory.put(key, Entry(key, NOW), 60)
    await memory.get("a", str)
    await memory.put("c", Entry("c", NOW), 60)

    assert [await memory.get(key, str) for key in "abc"] == [Entry("a", NOW), None, Entry("c", NOW)]
    assert len(memory) == 2


async def test_it_holds_so_many_bytes_and_no_answer_that_is_larger() -> None:
    memory = Memory(entries=100, size=1_000)
    for key in "abcd":
        await memory.put(key, Entry("x" * 300, NOW), 60)
    await memory.put("d", Entry("x" * 400, NOW), 60)  # in the place of the shorter one
    await memory.put("e", Entry("x" * 2_000, NOW), 60)

    kept = [key for key in "abcde" if await memory.get(key, str) is not None]
    assert kept == ["c", "d"]


async def test_nothing_is_an_answer_too_and_a_newer_one_takes_the_place() -> None:
    memory = Memory(entries=2, size=1_000)
    await memory.put("a", Entry(None, NOW), 60)
    assert await memory.get("a", str | None) == Entry(None, NOW)

    later = NOW + timedelta(seconds=1)
    await memory.put("a", Entry("x", later), 60)
    assert await memory.get("a", str | None) == Entry("x", later)
    await memory.forget("a")
    assert await memory.get("a", str | None) is None


async def test_no_call_gives_way_to_other_tasks() -> None:
    memory = Memory(entries=1, size=1_000)
    for call in (
        memory.put("a", Entry("x", NOW), 60),
        memory.put("b", Entry("y", NOW), 60),
        memory.get("b", str),
        memory.forget("b"),
    ):
        with pytest.raises(StopIteration):  # finished at the first step
            call.send(None)

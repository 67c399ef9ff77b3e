"""One run: calls per list, in parallel, and failures that wait for their neighbours."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from hub.engine.leaves import Unclean
from hub.engine.plan import Shape
from hub.engine.running import Run, below, by_class


def run_of(load: Any) -> Run:
    return Run(load, [None, ("asked",)], lambda place: place)


async def test_what_a_loader_answers_is_remembered_by_its_parents() -> None:
    async def load(name: str, parents: Sequence[Any], asked: Any) -> list[Any]:
        return [f"{name} {asked} {one}" for one in parents]

    run = run_of(load)
    assert await run.load("crew", [1, 2], 1) == ["crew ('asked',) 1", "crew ('asked',) 2"]
    [read] = run.read["crew", ("asked",)]
    assert (list(read.parents), len(read.answers)) == ([1, 2], 2)


@pytest.mark.parametrize(
    "answers", [[1], [1, 2, 3], [1, ValueError("x")], ValueError("all")], ids=["few", "many", "one", "all"]
)
async def test_answers_that_do_not_fit_are_not_clean(answers: Any) -> None:
    async def load(*_: Any) -> Any:
        if isinstance(answers, Exception):
            raise answers
        return answers

    run = run_of(load)
    with pytest.raises(Unclean):
        await run.load("crew", [1, 2], 0)
    assert len(run.read["crew", None]) == 1


async def test_who_fails_waits_for_the_others() -> None:
    done = []

    async def fails() -> None:
        raise Unclean

    async def slow() -> None:
        await asyncio.sleep(0.01)
        done.append(1)

    with pytest.raises(Unclean):
        await run_of(None).together([fails(), slow(), fails()])
    assert done == [1]


async def test_roots_run_at_the_same_time() -> None:
    entered = asyncio.Event()

    async def waits() -> str:
        await entered.wait()
        return "a"

    async def enters() -> str:
        entered.set()
        return "b"

    run = Run(None, (), lambda place: [waits, enters][place]())  # type: ignore[arg-type]
    assert await run.together([run.root(0), run.root(1)]) == ["a", "b"]
    assert run.answered == {0: "a", 1: "b"}


NUMBERS = by_class(lambda _, parent: {"n": parent})


@pytest.mark.parametrize(
    ("values", "nullable", "answer"),
    [
        ([1, None, 2], (True,), [{"n": 1}, None, {"n": 2}]),
        ([[1, 2], None, []], (True, False), [[{"n": 1}, {"n": 2}], None, []]),
        ([[[1], None], [[]]], (False, True, False), [[[{"n": 1}], None], [[]]]),
        ([], (False, False), []),
    ],
)
async def test_objects_are_taken_out_of_lists_and_put_back(
    values: Any, nullable: tuple[bool, ...], answer: Any
) -> None:
    assert await below(run_of(None), values, Shape(nullable), [(int, NUMBERS)]) == answer


@pytest.mark.parametrize(
    ("values", "nullable"),
    [([None], (False,)), ([[None]], (False, False)), ([1], (True, True)), (["a"], (True,)), ([[1]], (True,))],
)
async def test_what_is_no_object_of_the_class_is_not_clean(values: Any, nullable: tuple[bool, ...]) -> None:
    with pytest.raises(Unclean):
        await below(run_of(None), values, Shape(nullable), [(int, NUMBERS)])


async def test_several_classes_of_a_list_are_answered_once_each() -> None:
    called: list[list[Any]] = []

    async def whole(_: Run, parents: Sequence[Any]) -> list[Any]:
        called.append(list(parents))
        return [{"is": one} for one in parents]

    kinds = [(int, whole), (str, whole), (float, whole)]
    found = await below(run_of(None), [1, "a", None, 2], Shape((True,)), kinds)
    assert found == [{"is": 1}, {"is": "a"}, None, {"is": 2}]
    assert called == [[1, 2], ["a"]]

"""What is told to many is written once per kind of door; only a socket's id is put in front for each."""

from hub.schema.told import Told
from hub.web import multipart, sse
from hub.web.execution import Answer


def test_an_event_is_written_once_and_reads_like_one_of_its_own() -> None:
    told = Told(b'{"data":{"n":1}}', "place")
    alone = Answer({"data": {"n": 1}}, position="place")

    assert sse.answered(told) == sse.answered(alone)
    assert sse.answered(told) is sse.answered(told)
    assert multipart.part(told) == multipart.part(alone)
    assert multipart.part(told) is multipart.part(told)
    assert sse.tagged("a", told) == sse.tagged("a", alone)
    assert (told.data, told.errors, told.extensions) == ({"n": 1}, None, None)

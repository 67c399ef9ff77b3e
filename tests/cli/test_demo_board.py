"""What the demonstration knows of a case is what its events say."""

from hub.cli.demo.answers import CaseRef, Happened
from hub.cli.demo.board import Board, Counts
from hub.cli.demo.scenario import Planned, Story

PLAIN = ["SUBMITTED", "ROUTED", "VERIFIED", "ASSIGNED", "DELIVERED", "ACCEPTED", "ANSWERED"]
BOUNCED = [*PLAIN[:5], "RETURNED", *PLAIN[3:]]


def board_of(story: Story, types: list[str], sequences: list[int] | None = None) -> Board:
    board = Board(1)
    board.hand_in("H-1", Planned(title="t", body="b", district="62.01", owner="x", story=story))
    for number, type in zip(sequences or range(1, len(types) + 1), types, strict=True):
        board.see(Happened("c", number, type, CaseRef("H-1", number)))
    return board


def test_a_case_is_done_when_its_owner_answered() -> None:
    assert board_of("plain", PLAIN).is_complete
    assert not board_of("plain", PLAIN[:-1]).is_complete
    assert board_of("plain", PLAIN).counts() == Counts(1, 1, 1, 1)


def test_a_case_that_must_bounce_is_not_done_at_its_first_owner() -> None:
    assert not board_of("bounced", PLAIN).is_complete
    assert board_of("bounced", BOUNCED).is_complete


def test_a_returned_case_is_with_nobody() -> None:
    assert board_of("bounced", BOUNCED[:6]).counts() == Counts(1, 0, 0, 0)
    assert board_of("bounced", BOUNCED[:7]).counts() == Counts(1, 1, 0, 0)


def test_gaps_repetitions_and_disorder_in_a_feed_are_noticed() -> None:
    assert board_of("plain", PLAIN[:3]).broken_feeds() == []
    for sequences in ([1, 3], [1, 1], [2, 1]):
        assert board_of("plain", PLAIN[:2], sequences).broken_feeds() == ["H-1"]


def test_all_cases_are_taken_when_the_last_one_has_a_number() -> None:
    board = Board(2)
    planned = Planned(title="t", body="b", district="62.01", owner="x")
    board.hand_in("H-1", planned)
    board.hand_in("H-1", planned)
    assert not board.all_taken.is_set()
    board.hand_in("H-2", planned)
    assert board.all_taken.is_set()

"""What an office without a line does with bundles: open the hub's, write down its acts, make a reply."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hub.casework import parcel
from hub.casework.bundle_lines import (
    About,
    Act,
    CaseLine,
    EventLine,
    FromHub,
    Held,
    Result,
    read_from_hub,
    written,
)
from hub.casework.parcel import KeyPair, PublicPair
from hub.cli import office_folder as kept
from hub.cli.office_folder import CaseFile, Mine, State
from hub.cli.office_page import page
from hub.domain.bundle import Header, is_new
from hub.domain.tracking import fold_code
from hub.errors import BundleRefused, ConfigError

ACTS = ("accept", "progress", "answer", "ask", "return")
LONGEST_TEXT = 10_000


@dataclass(frozen=True, slots=True)
class Opened:
    """What a bundle of the hub brought; `again`: it had been opened before."""

    number: int
    cases: int = 0
    again: bool = False
    more: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """A file for the hub."""

    file: bytes
    number: int
    acts: int


def open_bundle(file: bytes, keys: KeyPair, hub: PublicPair | None, folder: Path) -> Opened:
    """Check a bundle of the hub, and bring the folder up to it.

    Args:
        file: the bundle.
        keys: the office's own.
        hub: whose signature it must bear; None: the hub whose bundles the folder holds already.
        folder: made where there is none.

    Raises:
        BundleRefused: nothing in the folder was changed.
        ConfigError: nobody said which hub, or the folder cannot be used.
    """
    state = kept.load(folder)
    trusted = _trusted(state, hub)
    header = parcel.claimed(file)
    parcel.check_signature(file, trusted)
    state = state or State(header.chain, trusted.text, header.sender, header.receiver)
    if (header.sender, header.receiver) != (state.hub_id, state.agency):
        raise BundleRefused("NOT_FOR_US", "this bundle is meant for another office")
    lines = read_from_hub(parcel.opened(file, keys))
    if not is_new(header, parcel.digest_of(file), state.standing):
        return Opened(header.number, again=True)
    kept.make(folder)
    count = _keep_cases(folder, lines)
    _bring_up(state, header, parcel.digest_of(file), lines)
    show(folder, state)
    kept.save(folder, state)  # last: whatever broke off before is done again by the same bundle
    return Opened(header.number, count, more=state.more)


def act(folder: Path, number: str, word: str, text: str, proposes: str | None, action_id: str) -> Mine:
    """Write down an act; it leaves with the next reply.

    Raises:
        ConfigError: no such act or case, no text, or a text that is too long.
    """
    state = kept.in_use(folder)
    if word not in ACTS:
        raise ConfigError(f"there is no act {word}: one of {', '.join(ACTS)}")
    if not text.strip() or len(text) > LONGEST_TEXT:
        raise ConfigError(f"the text has 1 to {LONGEST_TEXT} characters")
    if proposes is not None and word != "return":
        raise ConfigError("only who returns a case proposes another agency")
    known = kept.load_case(kept.case_file(folder, fold_code(number))).case
    waiting = [
        one.act for one in state.acts if one.code is None and one.act.tracking_number == known.tracking_number
    ]
    done = Mine(
        Act(
            action_id=action_id,
            tracking_number=known.tracking_number,
            act=word,
            text=text,
            version=None if waiting else known.version,
            after=waiting[-1].action_id if waiting else None,
            proposes=proposes,
        )
    )
    state.acts.append(done)
    kept.save(folder, state)
    show(folder, state)
    return done


def reply(folder: Path, keys: KeyPair, now: datetime) -> Reply:
    """A bundle with every act that the hub has not acknowledged; also without one it says what has arrived.

    Raises:
        ConfigError: nothing was opened in this folder.
    """
    state = kept.in_use(folder)
    number = state.replies + 1
    acts = [one for one in state.acts if one.reply is None or one.reply > state.known]
    header = Header(
        chain=state.chain,
        sender=state.agency,
        receiver=state.hub_id,
        number=number,
        previous=state.reply_digest,
        base=state.known,
        acknowledges=state.last,
        made=now.isoformat(timespec="seconds"),
    )
    file = parcel.pack(header, written(one.act for one in acts), keys, PublicPair.parse(state.hub))
    for one in acts:
        one.reply = one.reply or number
    state.replies, state.reply_digest = number, parcel.digest_of(file)
    kept.save(folder, state)
    return Reply(file, number, len(acts))


def show(folder: Path, state: State) -> None:
    """The page a person reads and prints."""
    kept.put(folder / kept.PAGE, page(state, kept.all_cases(folder)).encode())


def _trusted(state: State | None, hub: PublicPair | None) -> PublicPair:
    if state is None and hub is None:
        raise ConfigError("say by --hub which hub the bundle must be of")
    if state is not None and hub is not None and hub.text != state.hub:
        raise ConfigError("this folder belongs to another hub: take an empty one")
    return hub or PublicPair.parse(state.hub if state else "")


def _keep_cases(folder: Path, lines: list[FromHub]) -> int:
    """How many cases the bundle holds. Events are merged by id, so doing it twice is doing it once."""
    events: dict[str, list[EventLine]] = {}
    for line in lines:
        if isinstance(line, EventLine):
            events.setdefault(line.tracking_number, []).append(line)
    cases = [line for line in lines if isinstance(line, CaseLine)]
    for case in cases:
        file = kept.case_file(folder, case.tracking_number)
        earlier = kept.load_case(file).events if file.exists() else []
        told = {one.id: one for one in [*earlier, *events.get(case.tracking_number, [])]}
        kept.save_case(folder, CaseFile(case, sorted(told.values(), key=lambda one: one.sequence)))
    return len(cases)


def _bring_up(state: State, header: Header, digest: str, lines: list[FromHub]) -> None:
    """The state after the bundle."""
    results = {line.action_id: line for line in lines if isinstance(line, Result)}
    for mine in state.acts:
        found = results.get(mine.act.action_id)
        if found is not None:
            mine.code, mine.message = found.code, found.message
    for line in lines:
        if isinstance(line, About):
            state.agency_name, state.more = line.agency_name, line.more
        if isinstance(line, Held):
            state.held = line.tracking_numbers
    state.last, state.digest, state.made, state.known = (
        header.number,
        digest,
        header.made,
        header.acknowledges,
    )

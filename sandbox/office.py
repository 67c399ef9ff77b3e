"""The one place where a simulated system changes: senders, officers, control plane all come through here."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

from sandbox.officers import Script, next_act
from sandbox.records import Draft, Record, Step
from sandbox.store import Store
from sandbox.wire import Object


@dataclass(frozen=True)
class Dialect:
    """How one kind of system talks.

    Attributes:
        initial: status word of a new record.
        first: number of the first record.
        identify: number and Unix time -> public id.
        words: status word for an act, None when this kind has no such act.
        script: what its officers do, one step each, unless a rule says otherwise.
    """

    initial: str
    identify: Callable[[int, float], str]
    words: Callable[[Record, Step], str | None]
    first: int = 1
    script: tuple[str, ...] = ("accept", "progress", "answer")


class UnknownAct(Exception):
    """Officers of this kind of system do no such thing."""


class Office:
    """A simulated agency: its memory, its officers' orders and its clock (Unix seconds).

    `script` holds until somebody gives other orders; those are remembered over a restart.
    """

    def __init__(
        self, name: str, dialect: Dialect, store: Store, now: Callable[[], float], script: Script
    ) -> None:
        self.name, self.dialect, self.store, self.now = name, dialect, store, now
        kept = store.setting("officers")
        self.script = script if kept is None else Script.of(kept)
        self._wakers: list[asyncio.Event] = []

    def waker(self) -> asyncio.Event:
        """An event that is set after every change; the owner clears it."""
        event = asyncio.Event()
        self._wakers.append(event)
        return event

    def wake(self) -> None:
        for event in self._wakers:
            event.set()

    def receive(self, draft: Draft, key: str | None = None) -> Record:
        """Store a new complaint; `key` is remembered for ever with it."""
        with self.store.batch():
            dialect = self.dialect
            record = self.store.add(draft, dialect.identify, dialect.first, dialect.initial, self.now())
            if key is not None:
                self.store.keep_key(key, record.number)
            self._plan(record)
        self.wake()
        return record

    def act(self, record: Record, step: Step) -> Record:
        """An officer moves the record. A return sends it back to the desk it came in by.

        Raises:
            UnknownAct: officers of this kind do no such thing.
        """
        word = self.dialect.words(record, step)
        if word is None:
            raise UnknownAct(step.action)
        holder = step.institution or (record.origin if step.action == "return" else None)
        step = replace(step, state=step.action, word=step.word or word, institution=holder)
        return self.write(record, step)

    def message(self, record: Record, text: str, files: tuple[int, ...] = ()) -> Record:
        """The sender adds something. It moves the record only if the officers were waiting for it."""
        step = Step("message", "sender", note=text, files=files)
        if record.state == "ask":
            resumed = self.dialect.words(record, Step("progress", "sender"))
            step = replace(step, state="progress", word=resumed)
        return self.write(record, step)

    def write(self, record: Record, step: Step) -> Record:
        """Keep a step whose word and state are settled."""
        with self.store.batch():
            record = self.store.append(record, step, self.now())
            if step.state:
                self._plan(record)
        self.wake()
        return record

    def instruct(self, script: Object) -> None:
        """Replace the officers' orders, now and for every later start.

        Raises:
            TypeError, ValueError: not a script; the old one stays.
        """
        self.script = Script.of(script)
        with self.store.batch():
            self.store.keep_setting("officers", script)
            for record in self.store.every():
                self._plan(record)
        self.wake()

    def _plan(self, record: Record) -> None:
        act = next_act(record, self.script, self.dialect.script)
        self.store.plan(record.number, None if act is None else self.now() + act.wait)

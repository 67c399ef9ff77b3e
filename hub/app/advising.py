"""The routing model in force: loaded, looked after, replaced while the process runs."""

import asyncio

import structlog

from hub.domain.advice import Advice
from hub.errors import ModelRefused
from hub.learning.model import Model
from hub.learning.shelf import Shelf

log = structlog.get_logger()


class Adviser:
    """Advises by the model the shelf names; by none while there is none that is sound."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._model: Model | None = None
        self._seen: object = None

    @property
    def title(self) -> str | None:
        """Name and version of the model that advises now."""
        return self._model.title if self._model is not None else None

    def advise(self, title: str, body: str, region: str, topic: str | None) -> Advice | None:
        """See `hub.domain.advice.Advise`. A model that fails advises nothing: no case is refused for it."""
        model = self._model
        if model is None:
            return None
        try:
            return model.advise(title, body, region, topic)
        except Exception as error:  # noqa: BLE001 whatever is wrong with it, law and coordinator decide without
            log.error("routing model failed", model=model.title, code=type(error).__name__)
            return None

    async def refresh(self) -> int:
        """Go over to what the shelf names now: 1 if that is another model, else 0. Cheap if nothing changed.

        Loading takes a moment and happens beside the loop. A model that cannot be taken, whatever the reason,
        is logged once, and the one before it goes on advising until `use` is called again.
        """
        stamp = await asyncio.to_thread(self._shelf.stamp)
        if stamp == self._seen:
            return 0
        self._seen, before = stamp, self.title
        try:
            self._model = await asyncio.to_thread(self._load)
        except ModelRefused as fault:
            log.error("routing model refused, the one before it stays", fault=str(fault), in_force=before)
            return 0
        except Exception as fault:  # noqa: BLE001 a disk, a damaged file, too little memory
            kind = type(fault).__name__
            log.error("routing model refused, the one before it stays", fault=kind, in_force=before)
            return 0
        if self.title != before:
            log.info("routing model", in_force=self.title, before=before)
        return int(self.title != before)

    def _load(self) -> Model | None:
        title = self._shelf.current()
        return self._shelf.take(title) if title is not None else None

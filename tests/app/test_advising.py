"""The model in force never stands between a reporter and the hub."""

from pathlib import Path
from typing import Any, cast

from hub.app.advising import Adviser
from hub.learning.model import Model
from hub.learning.shelf import Shelf


class Broken:
    """A model whose tables do not fit each other."""

    title = "contoh@1"

    def advise(self, *_: Any) -> None:
        raise IndexError


async def test_a_model_that_fails_advises_nothing(tmp_path: Path) -> None:
    adviser = Adviser(Shelf(tmp_path))
    assert adviser.advise("Lampu mati", "Gelap sekali di jalan kami", "62.01", None) is None
    adviser._model = cast(Model, Broken())

    assert adviser.advise("Lampu mati", "Gelap sekali di jalan kami", "62.01", None) is None

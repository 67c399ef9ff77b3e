"""A simulated portal, and the connector that the documented instance file makes of it."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hub.connectors.breaker import BreakerRules
from hub.connectors.catalogue import Catalogue, load_catalogue
from hub.domain.opendata import DataFile, DataSet
from tests.connectors.samples import NOW
from tests.sandbox.harness import System, system

ROOT = Path(__file__).parents[3]
NAME, ORGANISATION, TOKEN = "kobar-satudata", "diskominfo-kobar", "token-uji"
NEVER_OPEN = BreakerRules(calls=10_000, unreachable=10_000)


@contextmanager
def portal(directory: Path, **config: Any) -> Iterator[System]:
    """A portal where our organisation may publish."""
    with system("ckan", directory, {"token": TOKEN, "organisations": [ORGANISATION], **config}) as running:
        running.headers["Authorization"] = TOKEN
        yield running


def instances(folder: Path) -> Path:
    """A folder with the instance file of docs/agencies/ckan.md, at any pace."""
    folder.mkdir(exist_ok=True)
    page = (ROOT / "docs/agencies/ckan.md").read_text()
    block = re.search(r"```toml\n(.*?)```", page, re.DOTALL)
    assert block
    text = block[1].replace("deadline = 30", "deadline = 2").replace("per_second = 2\n", "")
    (folder / f"{NAME}.toml").write_text(text)
    return folder


def environment(url: str, token: str = TOKEN) -> dict[str, str]:
    """What the instance file names."""
    return {"HUB_KOBAR_SATUDATA_URL": url, "HUB_SECRET_KOBAR_SATUDATA_TOKEN": token}


def catalogue(folder: Path, url: str, token: str = TOKEN) -> Catalogue:
    """The portal as the hub has it."""
    return load_catalogue(
        instances(folder), environment(url, token), lambda: NOW, time.monotonic, NEVER_OPEN, strict=True
    )


def data_set(name: str = "laporan", title: str = "Laporan pengaduan", **files: str) -> DataSet:
    """A data set of these files: name without `.csv` -> content."""
    found = files or {"a": "kolom\r\n1\r\n", "b": "kolom\r\n2\r\n"}
    return DataSet(
        name=name,
        title=title,
        notes="Agregat terbuka.",
        facts=(("Periode", "2026Q3"), ("Sumber", "hub")),
        files=tuple(
            DataFile(f"{key}.csv", f"Tabel {key}", text.encode(), text.encode().hex().zfill(64)[-64:])
            for key, text in found.items()
        ),
    )

"""Where this deployment's routing models lie."""

from pathlib import Path

from sqlalchemy import make_url

from hub.learning.shelf import Shelf
from hub.settings import Settings

FOLDER = "models"


def shelf_of(settings: Settings) -> Shelf:
    """The models: in `HUB_MODELS_DIR`, else in `models` beside the SQLite file, else in `var/models`."""
    if settings.models_dir is not None:
        return Shelf(settings.models_dir)
    file = make_url(settings.database_url.get_secret_value()).database if settings.is_sqlite else None
    beside = Path(file).parent if file and file != ":memory:" else Path("var")
    return Shelf(beside / FOLDER)

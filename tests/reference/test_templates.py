"""A deployment's own canned answers: taken as they are, or refused with file, line and a way out."""

from pathlib import Path

import pytest

from hub.domain.template import TemplateKind
from hub.errors import ReferenceError
from hub.reference.loader import load

HEAD = "code,title,kind,text,topic,agency\n"


def own(folder: Path, rows: str) -> Path:
    (folder / "templates.csv").write_text(HEAD + rows, encoding="utf-8")
    return folder


def test_own_texts_replace_the_shipped_ones(tmp_path: Path) -> None:
    found = load(
        own(tmp_path, "a,Contoh,ANSWER,Nomor {{nomor_laporan}}.,kependudukan.ktp,62.01.disdukcapil\n")
    )

    assert [(one.code, one.kind, one.agency) for one in found.templates] == [
        ("a", TemplateKind.ANSWER, "62.01.disdukcapil")
    ]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("a,Contoh,ANSWER,{{nama_pelapor}},,", "BAD_TEMPLATE: `{{nama_pelapor}}` is no placeholder"),
        ("a,Contoh,ANSWER,{{tenggat},,", "BAD_TEMPLATE: write a placeholder as `{{name}}`"),
        ("a,Contoh,SURAT,Baik.,,", "UNKNOWN_WORD: `kind` takes ANSWER, "),
        ("a,Contoh,ANSWER,Baik.,tidak.ada,", "UNKNOWN_TOPIC: `tidak.ada`"),
        ("a,Contoh,ANSWER,Baik.,,62.01.tidak-ada", "UNKNOWN_AGENCY: `62.01.tidak-ada`"),
        ("a,Contoh,ANSWER,,,", "MISSING_VALUE: fill in `text`"),
        ("a,Contoh,ANSWER,Baik.,,\na,Lain,CLOSE,Baik.,,", "DUPLICATE_CODE"),
    ],
)
def test_a_text_that_cannot_be_filled_or_meant_is_refused(tmp_path: Path, row: str, fault: str) -> None:
    with pytest.raises(ReferenceError) as refused:
        load(own(tmp_path, row + "\n"))

    assert len(refused.value.problems) == 1
    assert f": {fault}" in refused.value.problems[0]
    assert refused.value.problems[0].startswith("templates.csv:")

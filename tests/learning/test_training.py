"""What a model keeps of the cases that taught it, and what it is worth."""

import io
import re
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from time import perf_counter

import pytest

from benchmarks.routing.baseline import bar
from hub.learning import cleaning, training
from hub.learning.judging import judge
from hub.learning.knowledge import Teach
from hub.learning.plain import Tables
from hub.learning.separating import Separator
from hub.learning.shelf import Shelf
from tests.learning.lessons import about, few, town

TEACHERS = pytest.mark.parametrize("teach", [Tables, Separator])
CANARIES = (
    *("Xaverindra", "Quwilsastro", "3271046504930002", "3271", "6504", "081234567890"),
    *("xaverindra.q@example.id", "KB1234XYZ"),
)


@TEACHERS
def test_the_same_cases_teach_the_same(teach: Teach, tmp_path: Path) -> None:
    cases = few(300)
    stored = []
    for folder in ("one", "two"):
        model, _ = training.train("kota", 1, cases, teach)
        place = Shelf(tmp_path / folder).put(model, about())
        stored.append({file.name: file.read_bytes() for file in place.iterdir()})

    assert stored[0] == stored[1]


@TEACHERS
def test_what_one_report_says_of_a_person_stands_in_no_file(teach: Teach, tmp_path: Path) -> None:
    cases = list(few(300))
    told = (
        "saya Xaverindra Quwilsastro NIK 3271046504930002 telepon 081234567890 atau 0812-3456-7890 "
        "surel xaverindra.q@example.id kendaraan KB1234XYZ lampu jalan padam"
    )
    cases[7] = replace(cases[7], text=told, region="Gang Xaverindra")
    cases[8] = replace(cases[8], topic="Quwilsastro")

    place = Shelf(tmp_path).put(training.train("kota", 1, cases, teach)[0], about())

    content = _inside(place)
    assert b"lampu" in content  # what is looked for would be found
    found = [one for one in CANARIES if one.encode().lower() in content.lower()]
    assert found == []


def _inside(place: Path) -> bytes:
    """All bytes, those of packed arrays too; without digests and moments, which are digits of their own."""
    whole = b""
    for file in sorted(place.iterdir()):
        content = file.read_bytes()
        if zipfile.is_zipfile(io.BytesIO(content)):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                texts = [
                    name for name in archive.namelist() if name in {"words.npy", "pieces.npy", "fields.npy"}
                ]
                whole += b"".join(archive.read(name) for name in texts)
                continue
        whole += re.sub(rb"[0-9a-f]{64}|-?[0-9]+\.[0-9e-]+", b"", content)
    return whole


@TEACHERS
def test_every_word_of_a_model_stood_in_three_reports_and_holds_no_digit(teach: Teach) -> None:
    cases = few(300)
    reader = training.train("kota", 1, cases, teach)[0].knowledge.reader
    counts = Counter(word for one in cases for word in set(training.lesson(one).case.words))

    known = reader.words.idf if hasattr(reader, "words") else reader.columns.words  # type: ignore[attr-defined]

    assert known
    assert not [gram for gram in known if any(sign.isdigit() for sign in gram)]
    assert not [gram for gram in known if " " not in gram and counts[gram] < 3]


@TEACHERS
def test_few_cases_advise_and_nothing_goes_out_by_them_alone(teach: Teach) -> None:
    model, held = training.train("kota", 1, few(60), teach)

    advice = model.advise("Lampu jalan", "lampu jalan padam gelap", "", None)

    assert held is None
    assert advice is not None
    assert (advice.opinions[0].agency, advice.sure) == ("Dinas Perhubungan", False)


@TEACHERS
def test_a_text_of_unknown_words_gets_no_advice(teach: Teach) -> None:
    model, _ = training.train("kota", 1, few(60), teach)

    assert model.advise("Qwertz", "zxcv 12345", "62.01.01", None) is None
    assert model.advise("", "", "", None) is None


@TEACHERS
def test_a_short_name_that_two_reports_have_stands_in_no_file_not_even_as_a_piece(
    teach: Teach, tmp_path: Path
) -> None:
    cases = list(few(300))
    for at in (20, 160):
        cases[at] = replace(cases[at], text=f"{cases[at].text} hormat kami Zuqvy")

    place = Shelf(tmp_path).put(training.train("kota", 1, cases, teach)[0], about())

    content = _inside(place).lower()
    assert b"lampu" in content
    assert [piece for piece in (b"zuqv", b"uqvy", b"zuq", b"qvy") if piece in content] == []


@pytest.mark.soak
def test_a_town_is_learned_better_than_by_a_plain_svm_and_the_promise_holds(tmp_path: Path) -> None:
    cases = cleaning.frequent(town(tmp_path, 12_500), 20)
    past, later = cleaning.split(cases, date(2024, 3, 15))
    model, held = training.train("kota", 1, past, Separator)

    judged = judge(model, later, perf_counter).figures

    low = bar(past, later)
    assert judged.accuracy > low.accuracy
    assert judged.top_3 > low.top_3
    assert judged.precision_at["50%"] > low.at_half
    assert held is not None
    assert judged.auto_precision is not None
    assert judged.auto_precision >= 0.96  # 97 % promised; a percent for chance among a thousand
    assert judged.auto_coverage > 0.4
    assert judged.calibration_error < 0.05
    plain = judge(training.train("kota", 1, past, Tables)[0], later, count().__next__).figures
    assert judged.accuracy > plain.accuracy > 0.7
    assert plain.auto_precision is None or plain.auto_precision >= 0.95

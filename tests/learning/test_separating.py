"""The linear model: taught by scikit-learn, serving without it, with the naive Bayes of the plain model."""

import subprocess
import sys

import pytest

from hub.learning import bayes
from hub.learning.fields import fit as fields_of
from hub.learning.grams import seen, vocabulary, weighed, word_grams
from hub.learning.separating import Separator

TEXTS = ("lampu jalan padam", "jalan rusak berlubang", "sampah tidak diangkut") * 8
HOUSES = [0, 1, 2] * 8
CASES = [seen(text, "topik", "Niralaya" if house else "") for text, house in zip(TEXTS, HOUSES, strict=True)]


def test_naive_bayes_is_that_of_the_plain_model() -> None:
    linear = Separator(CASES).read(HOUSES, 3, [1.0] * len(CASES))
    idf = vocabulary(word_grams(case) for case in CASES)
    plain = bayes.fit([weighed(word_grams(case), idf) for case in CASES], HOUSES, 3, idf)
    case = seen("lampu padam dan jalan gelap")
    ours, theirs = linear.scores(case)["bayes"], plain.scores(weighed(word_grams(case), idf))

    for house in (1, 2):
        assert ours[house] - ours[0] == pytest.approx(theirs[house] - theirs[0], abs=0.01)


def test_the_planes_name_the_right_house_of_a_plain_case() -> None:
    linear = Separator(CASES).read(HOUSES, 3, [1.0] * len(CASES))

    for house, text in enumerate(("lampu padam", "berlubang rusak", "sampah diangkut")):
        scores = linear.scores(seen(text))["linear"]
        assert scores.index(max(scores)) == house


def test_as_many_of_the_oldest_teach_as_asked_for() -> None:
    teacher = Separator(CASES)
    first = teacher.read(HOUSES[:12], 3, [1.0] * 12)

    assert first.scores(CASES[0]) == Separator(CASES[:12]).read(HOUSES[:12], 3, [1.0] * 12).scores(CASES[0])


def test_a_case_without_a_known_word_has_scores_too() -> None:
    linear = Separator(CASES).read(HOUSES, 3, [1.0] * len(CASES))

    assert [len(scores) for scores in linear.scores(seen("")).values()] == [3, 3, 3]


def test_topic_and_region_speak_for_the_houses_that_have_them() -> None:
    topics = [seen("a", "lampu")] * 9 + [seen("b", "jalan")] * 9 + [seen("c", "langka")] * 2
    fields = fields_of(topics, [0] * 9 + [1] * 9 + [1] * 2, 2)
    lamp = fields.scores(seen("x", "lampu"))

    assert lamp[0] > 0 > lamp[1]
    assert fields.scores(seen("x", "langka")) == fields.scores(seen("x")) == [0.0, 0.0]


def test_a_serving_process_loads_neither_scikit_learn_nor_scipy() -> None:
    code = "import sys, hub.learning.arrays; print({'sklearn', 'scipy'} & {*sys.modules})"

    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        == "set()\n"
    )

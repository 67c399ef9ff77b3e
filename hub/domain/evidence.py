"""What a text and a chosen topic say about the topic of a case, as reasons with a weight."""

from collections.abc import Iterable, Mapping
from math import prod

from hub.domain.directory import Directory, KeywordRule
from hub.domain.reasons import Reason, of_topic, of_words
from hub.domain.wording import fold, occurrences

GIVEN_TOPIC_WEIGHT = 0.9
"""Somebody chose the topic: strong, but a text that speaks clearly of another owner goes to a person."""

BODY_FACTOR = 0.85
"""A word in the body says less about the subject than the same word in the title."""

REFINES_FROM = 0.6
"""From this weight on, the text narrows a chosen topic to one of its sub-topics."""


def combined(weights: Iterable[float]) -> float:
    """Independent reasons together: 1 - (1 - a)(1 - b)..., so more reasons never lower it; 0 for none."""
    return 1 - prod(1 - weight for weight in weights)


def topic_evidence(
    title: str, body: str, given: str | None, directory: Directory
) -> Mapping[str, tuple[Reason, ...]]:
    """Topic code -> reasons for it. A `given` topic the directory does not know is left out."""
    found = _keywords(title, body, directory)
    if given is not None and given in directory.topics:
        reason = of_topic(directory.topics[given].name, GIVEN_TOPIC_WEIGHT)
        found.setdefault(_refined(given, found, directory), []).insert(0, reason)
    return {topic: tuple(reasons) for topic, reasons in found.items()}


def _keywords(title: str, body: str, directory: Directory) -> dict[str, list[Reason]]:
    """One reason per rule, however often its words occur; the title counts in full."""
    weights: dict[str, float] = {}
    rules: dict[str, KeywordRule] = {}
    words: dict[str, list[str]] = {}
    for text, factor in ((title, 1.0), (body, BODY_FACTOR)):
        for word, rule in occurrences(fold(text), directory.words):
            rules[rule.id] = rule
            weights.setdefault(rule.id, rule.weight * factor)
            if word not in words.setdefault(rule.id, []):
                words[rule.id].append(word)
    found: dict[str, list[Reason]] = {}
    for name, rule in rules.items():
        found.setdefault(rule.topic, []).append(of_words(words[name], weights[name]))
    return found


def _refined(given: str, found: Mapping[str, list[Reason]], directory: Directory) -> str:
    """The sub-topic of `given` that the text speaks of most clearly, else `given` itself."""
    below = {
        topic: combined(reason.weight for reason in reasons)
        for topic, reasons in found.items()
        if topic != given and given in directory.topic_path(topic)
    }
    best = max(sorted(below), key=lambda topic: below[topic], default=given)
    return best if below.get(best, 0) >= REFINES_FROM else given

"""Percentiles of durations from a histogram whose buckets can be added and taken away again.

The sketch is that of DDSketch (Masson, Rim, Lee 2019): logarithmic buckets, so that the value that stands for
a bucket is at most `ERROR` away from every value in it, as a share of that value. Unlike sketches that keep
samples it forgets nothing when a case changes: minus what it was, plus what it is now.
"""

import math
from collections.abc import Mapping

ERROR = 0.01
"""Greatest relative error of a percentile, for durations from `LEAST` to ten years."""

LEAST = 1 / 60
"""Hours. Shorter durations are all told as a minute or less."""

_RATIO = (1 + ERROR) / (1 - ERROR)
_LOG = math.log(_RATIO)
LAST = math.ceil(math.log(10 * 366 * 24 / LEAST) / _LOG)
"""The last bucket; it has no upper end."""


def bucket_of(hours: float) -> int:
    """The bucket of a duration: 0 up to a minute, then 2 % wide each."""
    if hours <= LEAST:
        return 0
    return min(LAST, math.ceil(math.log(hours / LEAST) / _LOG))


def hours_of(bucket: int) -> float:
    """The value that stands for the bucket: equally far, as a share, from both of its ends."""
    return 0.0 if bucket == 0 else LEAST * _RATIO**bucket * 2 / (1 + _RATIO)


def percentile(histogram: Mapping[int, int], share: float) -> float | None:
    """Hours within which that share of the durations lies (nearest rank); None for no durations.

    At most `ERROR` of the value away from the exact one, and half a hundredth of an hour by rounding.
    """
    total = sum(histogram.values())
    rank, seen = max(1, math.ceil(share * total)), 0
    for bucket in sorted(histogram):
        seen += histogram[bucket]
        if total and seen >= rank:
            return round(hours_of(bucket), 2)
    return None

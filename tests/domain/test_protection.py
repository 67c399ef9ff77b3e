"""The protection lattice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.case import IdentityProtection, Sensitivity, Visibility
from hub.domain.protection import Protection, at_birth, floor_of, join, raised
from hub.errors import RuleViolation

LEVELS = st.builds(Protection, st.sampled_from(IdentityProtection), st.sampled_from(Visibility))


@given(LEVELS, LEVELS, LEVELS)
def test_join_is_a_lattice(one: Protection, two: Protection, three: Protection) -> None:
    assert join(one, one) == one
    assert join(one, two) == join(two, one)
    assert join(join(one, two), three) == join(one, join(two, three))


@given(LEVELS, LEVELS)
def test_protection_never_falls(now: Protection, asked: Protection) -> None:
    if join(now, asked) == asked:
        assert raised(now, asked) == asked
    else:
        with pytest.raises(RuleViolation, match="only rise"):
            raised(now, asked)


@given(st.sampled_from(Sensitivity))
def test_what_is_missing_counts_as_most_protective(sensitivity: Sensitivity) -> None:
    birth = at_birth(None, None, sensitivity)
    assert birth == Protection(IdentityProtection.SEALED, Visibility.RESTRICTED)


@given(st.sampled_from(IdentityProtection), st.sampled_from(Visibility), st.sampled_from(Sensitivity))
def test_a_class_sets_a_floor(
    identity: IdentityProtection, seen: Visibility, sensitivity: Sensitivity
) -> None:
    birth = at_birth(identity, seen, sensitivity)
    assert join(birth, floor_of(sensitivity)) == birth
    assert join(birth, Protection(identity, seen)) == birth


def test_a_whistle_blower_is_never_named_or_public() -> None:
    birth = at_birth(IdentityProtection.NAMED, Visibility.PUBLIC, Sensitivity.WHISTLEBLOWING)
    assert birth == Protection(IdentityProtection.SEALED, Visibility.RESTRICTED)

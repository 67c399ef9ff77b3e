"""How long random hands are at work: every day, and in the soak."""

from hypothesis import HealthCheck, Phase, settings

EVERY_DAY = settings(
    max_examples=200,
    stateful_step_count=40,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    report_multiple_bugs=False,
)
SOAK = settings(
    max_examples=5_000,
    stateful_step_count=100,
    deadline=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],  # each soak begins anew
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

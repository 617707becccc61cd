"""Hypothesis draws the same examples each time in `make test`; `make search` draws others, and more."""

import os

from hypothesis import HealthCheck, settings

slow = (HealthCheck.too_slow, HealthCheck.filter_too_much)
settings.register_profile("same", derandomize=True, deadline=None, max_examples=60, suppress_health_check=slow)
settings.register_profile("search", deadline=None, max_examples=2_000, suppress_health_check=slow)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

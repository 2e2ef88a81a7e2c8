"""Settings of all tests: a busy machine is no failure, and CI draws the same examples each time."""

import os

from hypothesis import HealthCheck, settings

#: Scripts that recorded reference values, with libraries that are not installed here.
collect_ignore = ["oracles"]

settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("here"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

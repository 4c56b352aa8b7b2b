"""For every test: hypothesis sets no time limit of its own, because a busy machine is no fault of the program.

The profile ``mutation`` is for tests that run once for every mutant: few examples, and whole journeys last.
"""

from __future__ import annotations

import pytest
from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.register_profile("mutation", deadline=None, max_examples=20, derandomize=True, database=None)
settings.load_profile("patient")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--hypothesis-profile") == "mutation":
        items.sort(key=lambda item: "wales" in getattr(item, "fixturenames", ()))

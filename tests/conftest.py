"""For every test: hypothesis sets no time limit of its own, because a busy machine is no fault of the program."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

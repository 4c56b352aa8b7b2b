"""The running mailbots of the journeys, for running them on a disk that fails."""

from tests.journeys.conftest import readers, start

__all__ = ["readers", "start"]

"""Importing this module warms the process: for the server alone that readers are forked from (``pool``).

What it holds when it forks is shared, and never looked through by a child's collector again. What cannot be loaded or
read here is a child's to find and to report: this must not keep the server from starting.
"""

from __future__ import annotations

import contextlib
import gc

with contextlib.suppress(Exception):
    from hwb_mailbot.reading.processes.warming import warm

    warm()
gc.collect()
gc.freeze()

"""The schools and accounts: looking them up, importing and exporting them, provisioning runs, merging.

Everything lies in the records room as documents of the kinds ``school``, ``account`` and ``merge``; the search
index is derived from them and may be deleted. Another identity system plugs in here, behind the same functions.

What can fail: ``StoreFault`` and ``Conflict`` as the records room raises them; ``BadFiles`` for CSV files that
are not what CONTRACT describes, with every bad row named; ``MergeBlocked`` for a merge that no longer fits the
accounts; ``RunRefused`` for a provisioning run that cannot be.
"""

"""(3) What a mail says: its bytes in, a ``Reading`` out. Pure but for ``processes``.

The way of a mail through this room, ``reader`` being its one entry:

1. ``message``: bytes to marked lines.
2. ``voices``: whose words each line is; the result is ``Material``.
3. ``layouts`` and ``prose``: details in forms, lists and tables, and details told in sentences.
4. ``details``: one value a field for each staff member, with its evidence.
5. ``judging``: the kind, the language, the answer, and what turns against it.

What they all know of the field's language stands beside them: ``terms`` (identifiers, dates, names, labels),
``people`` (who is meant), ``sides`` (the school left and the one joined), ``leaving`` (the date and its confirmation),
``answers`` (what a sentence answers), ``weighing`` (learnt weights), and ``vocabulary``, the words themselves as data.
A module knows only its own and lower rooms; ``tests/test_architecture.py`` holds the order.
"""

"""(3c) Details laid out: forms, lists, tables, columns, and what stands between them.

``layout`` walks through the lines and gives each stretch to the module that knows its kind; what none of them
knows is a passage of ``prose``. Nothing here fails.
"""

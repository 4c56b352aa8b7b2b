"""Transcripts: short stories played through ``decide``, with everything that each step decides written down.

Each ``.txt`` beside this page is one story. ``python -m tests.domain.transcripts`` writes them anew; whoever changed
what is decided reads the difference before committing it.
"""

"""The pages: one module a kind of page, each with its table of ``DOORS``."""

"""Samples that come with the program: a fictional directory for the demonstration and for tests."""

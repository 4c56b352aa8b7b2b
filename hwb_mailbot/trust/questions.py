"""DNS questions and their answers as plain values, so that answers can be kept beside a verdict and replayed.

An answer keeps apart what a resolver must never mix up: a name without such a record, and a name whose
records could not be had. Taking the second for the first would let a mail pass for one whose domain asks
for no checks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypedDict


class RecordType(StrEnum):
    """The types of records that SPF, DKIM and DMARC ask for."""

    A = "A"
    AAAA = "AAAA"
    MX = "MX"
    PTR = "PTR"
    TXT = "TXT"


class DnsState(StrEnum):
    """How a question ended. ``SERVFAIL`` is every answer that is neither records nor their absence."""

    FOUND = "found"
    ABSENT = "absent"
    SERVFAIL = "servfail"
    TIMEOUT = "timeout"


@dataclass(frozen=True, slots=True)
class DnsQuestion:
    """One question. ``name`` is lower-case, without the final dot, as the record asks for it."""

    name: str
    type: RecordType

    @property
    def key(self) -> str:
        """The key of its answer in ``DnsAnswers``, such as ``TXT _dmarc.head.example``."""
        return f"{self.type} {self.name}"


@dataclass(frozen=True, slots=True)
class DnsQuestions:
    """The questions that a verdict still has. All of them are to be answered before it is asked again."""

    questions: tuple[DnsQuestion, ...]


class DnsAnswer(TypedDict):
    """One answer, of JSON values alone.

    ``state`` is a ``DnsState``. ``records`` are texts: addresses for A and AAAA, ``PREFERENCE NAME`` for
    MX, a name for PTR, and for TXT the record's strings joined, each octet one character (Latin-1). Names
    are without final dot. Empty unless ``state`` is ``found``.
    """

    state: str
    records: list[str]


DnsAnswers = Mapping[str, DnsAnswer]
"""Answers by ``DnsQuestion.key``."""

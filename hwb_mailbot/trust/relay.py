"""What a trusted relay found out about the sender: its ``Authentication-Results`` (RFC 8601).

Anybody can write such a field, so its place decides. Fields are added at the top: those above the
``Received`` line with which the relay took the mail over from outside are the relay's, everything below
came with the mail. We follow the ``Received`` lines from the top for as long as the machine that handed
over is a trusted one; the next is that border. Then:

- only the topmost field of all counts, and only when it bears our relay's name; every other is passed over;
- it must stand above the border, unless the operator has said that the relay strips what claims its name
  (``TrustPolicy.strips_results``). Some relays (Gmail, older milters) write it directly below
  their ``Received`` line, where a sender's own first line would stand too, if the relay had written none;
- with that word given, the fields of the same name directly below the topmost one count too, as opendkim and
  opendmarc add one each. Without it they might be the sender's.

Microsoft 365 leaves its name out. Such a field is believed only where ``authserv_id`` is one of Microsoft's
own names.

What can fail: nothing is raised; a field that cannot be read, or could have been bent by the sender's own
MAIL FROM, is not believed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import authres
from authres.core import AuthenticationResult, AuthenticationResultsHeader, AuthResError

from hwb_mailbot.domain.addresses import unfolded
from hwb_mailbot.domain.mails import Envelope, Evidence
from hwb_mailbot.trust.dmarc import aligned
from hwb_mailbot.trust.headers import HeaderField
from hwb_mailbot.trust.policy import TrustPolicy

FIELD_LENGTH = 8192
"""Most characters of one ``Authentication-Results`` field that is read."""
FIELDS = 10
"""Most fields of one relay that are read together."""

_MICROSOFT = re.compile(r"mx\.microsoft\.com|(?:[a-z0-9-]+\.)*protection\.outlook\.com")
_NAMELESS = re.compile(r"(?:spf|dkim|dmarc)=", re.IGNORECASE)
_MICROSOFT_ACTION = re.compile(r"(?<=\s)action=[a-z.]+(?=[\s;])", re.IGNORECASE)
_IP_IN_BRACKETS = re.compile(r"[\[(](?:IPv6:)?([0-9A-Fa-f:.]*[.:][0-9A-Fa-f:.]*)(?=[\])\s])")
_COULD_BEND_A_FIELD = re.compile(r"[\s()<>;\"\\]")
_FAILED = frozenset({"fail", "hardfail", "softfail", "policy"})


@dataclass(frozen=True, slots=True)
class RelayFinding:
    """What the believed results say of the domain in From, and their lines for people to read."""

    evidence: Evidence
    results: tuple[str, ...]


class _StrictHeader(AuthenticationResultsHeader):  # type: ignore[misc]
    """authres reads on after a fault unless told otherwise; a field with a fault is no evidence."""

    def __init__(self, feature_context: object) -> None:
        super().__init__(feature_context, strict=True)


def relay_finding(
    fields: tuple[HeaderField, ...], from_domain: str, envelope: Envelope, policy: TrustPolicy
) -> RelayFinding | None:
    """What a trusted relay says of ``from_domain``, or None when there is nothing that we believe."""
    results = believed_results(fields, envelope, policy)
    if results is None:
        return None
    return RelayFinding(_evidence(results, from_domain), tuple(_line(result) for result in results))


def believed_results(
    fields: tuple[HeaderField, ...], envelope: Envelope, policy: TrustPolicy
) -> tuple[AuthenticationResult, ...] | None:
    """The results of our relay in the header, or None when there are none that we believe."""
    if not policy.authserv_id or not policy.trusts(envelope.peer):
        return None
    if _COULD_BEND_A_FIELD.search(envelope.mail_from):
        return None
    top = next((place for place, field in enumerate(fields) if field.name == "authentication-results"), None)
    if top is None:
        return None
    border = _border(fields, policy)
    if top > border and (not policy.strips_results or _received_between(fields, border, top)):
        return None
    results = _parsed(fields[top], policy.authserv_id)
    if results is None or not policy.strips_results:
        return results
    for field in fields[top + 1 : top + FIELDS]:
        more = _parsed(field, policy.authserv_id) if field.name == "authentication-results" else None
        if more is None:
            break
        results += more
    return results


def _border(fields: tuple[HeaderField, ...], policy: TrustPolicy) -> int:
    """Where the ``Received`` line stands with which the relay took the mail over; else past the end."""
    for place, field in enumerate(fields):
        if field.name == "received":
            handed_over_by = _IP_IN_BRACKETS.findall(unfolded(field.value[:FIELD_LENGTH]))
            if not handed_over_by or not all(policy.trusts(ip) for ip in handed_over_by):
                return place
    return len(fields)


def _received_between(fields: tuple[HeaderField, ...], border: int, place: int) -> bool:
    return any(field.name == "received" for field in fields[border + 1 : place])


def _parsed(field: HeaderField, authserv_id: str) -> tuple[AuthenticationResult, ...] | None:
    """The field's results, or None when it cannot be read or bears another name."""
    text = unfolded(field.value)
    if len(text) > FIELD_LENGTH or not text.isascii():
        return None
    wanted = authserv_id.lower()
    if _NAMELESS.match(text):
        if not _MICROSOFT.fullmatch(wanted):
            return None
        text = f"{wanted}; {_MICROSOFT_ACTION.sub('', text)}"
    try:
        header = _StrictHeader.parse_value(authres.all_features(), text)
    except (AuthResError, ValueError, AttributeError, RecursionError):
        return None
    return tuple(header.results) if header.authserv_id == wanted else None


def _evidence(results: Sequence[AuthenticationResult], from_domain: str) -> Evidence:
    """DMARC's word where it was given, and the worst of several; else SPF or DKIM of an aligned domain."""
    words = {result.result for result in results if result.method == "dmarc"}
    if words:
        if "fail" in words:
            return Evidence.FAIL
        if "temperror" in words:
            return Evidence.TEMPERROR
        of_from = all(_only(result, "from") == from_domain for result in results if result.method == "dmarc")
        return Evidence.PASS if words == {"pass"} and of_from else Evidence.NONE
    checks = [result for result in results if result.method in ("spf", "dkim")]
    if any(result.result == "pass" and _speaks_for(result, from_domain) for result in checks):
        return Evidence.PASS
    words = {result.result for result in checks}
    if "temperror" in words:
        return Evidence.TEMPERROR
    return Evidence.FAIL if words & _FAILED else Evidence.NONE


def _line(result: AuthenticationResult) -> str:
    """The result as one line for people to read, without its comments."""
    named = (f" {property.type}.{property.name}={property.value or ''}" for property in result.properties)
    return f"{result.method}={result.result}{''.join(named)}"


def _speaks_for(result: AuthenticationResult, from_domain: str) -> bool:
    name = "mailfrom" if result.method == "spf" else "d"
    return aligned(_only(result, name) or (_only(result, "i") if name == "d" else ""), from_domain)


def _only(result: AuthenticationResult, name: str) -> str:
    """The domain in the property of that name, lower-case; empty when there is none, or several differ."""
    kind = "smtp" if name == "mailfrom" else "header"
    named = (property for property in result.properties if (property.type, property.name) == (kind, name))
    domains = {str(property.value or "").rpartition("@")[2].lower().removesuffix(".") for property in named}
    return domains.pop() if len(domains) == 1 else ""

"""Whom to tell of a weakness, as the operator sets it."""

import os

from dashboard.branding import CONTACT_SCHEMES, is_address
from queries.errors import BadInput

CONTACT = "ACCORD_SECURITY_CONTACT"


def security_contact() -> str | None:
    """Return the configured contact, or None; raise BadInput if it is no address."""
    contact = os.environ.get(CONTACT, "").strip()
    if not contact:
        return None
    if not is_address(contact, CONTACT_SCHEMES):
        raise BadInput(
            f"The contact for reports of weaknesses ({CONTACT}) is no address.",
            actual=contact,
            expected=f"one address that begins with {', '.join(CONTACT_SCHEMES)}",
            remedy="Write mailto: before an e-mail address, or leave the variable out.",
        )
    return contact

"""Reading facts from before they said all that they say now.

Whoever reads such a fact asks here, so that all readers fill the gap alike.
"""

import re

from contracts.terms import DueRule

_DAYS = re.compile(r"\b(\d{1,3})\b")
DAYS_TO_PAY = 30


def due_rule(due: DueRule | None, terms: str) -> DueRule:
    """The rule that a quote, order or trigger to invoice says.

    Before there was one, an invoice was due as many days after its own as the first number in the words
    of the terms said, else after 30: documents of that time keep what they were promised.
    """
    if due is not None:
        return due
    found = _DAYS.search(terms)
    return DueRule(net_days=int(found.group(1)) if found else DAYS_TO_PAY)

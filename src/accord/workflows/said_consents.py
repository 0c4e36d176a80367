"""What people agreed to or refused in a form, written with the form, for every record of theirs."""

from collections.abc import Iterable
from datetime import datetime

from accord.contacts.consent import siblings_of, write_statements
from accord.ledger.keys import Digest, find_keys
from accord.vocabulary.facts import RowRead


def write_consents(rows: Iterable[RowRead], *, digest: Digest, now: datetime) -> int:
    """Append the statements of these rows; how many were new. Expects the transaction that wrote the rows.

    The evidence is a keyed digest of the form: it proves which form it was and gives nothing away.
    """
    drafts = [draft for row in rows for draft in row.consents]
    keys = find_keys({draft.about for draft in drafts}) if drafts else {}
    return sum(
        write_statements(
            siblings_of(keys[draft.about]),
            draft.purpose,
            draft.medium,
            draft.said,
            now=now,
            evidence=digest(draft.evidence),
        )
        for draft in drafts
        if draft.about in keys
    )

"""What people agreed to or refused in a form, written with the form, for every record of theirs."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from accord.contacts.consent import siblings_of, write_statements
from accord.ledger.keys import Digest, find_keys
from accord.vocabulary.facts import Ref, RowRead
from accord.workflows.consents import pass_on


def write_consents(rows: Iterable[RowRead], *, digest: Digest, now: datetime) -> int:
    """Append the statements of these rows; how many were new. Expects the transaction that wrote the rows.

    The evidence is a keyed digest of the form: it proves which form it was and gives nothing away.
    """
    drafts = [draft for row in rows for draft in row.consents]
    keys = find_keys({draft.about for draft in drafts}) if drafts else {}
    new = 0
    for about, purpose, medium, said, evidence in drafts:
        if about not in keys:
            continue
        key = keys[about]
        if write_statements(siblings_of(key), purpose, medium, said, now=now, evidence=digest(evidence)):
            pass_on(key, purpose, medium, said.state, now=now)
            new += 1
    return new


def write_heard(rows: Iterable[RowRead], keys: Mapping[Ref, int], now: datetime) -> int:
    """Append what a system says people refused there; how many were new. Expects the transaction of the rows.

    It is not passed on: the system that said it knows it, and a refusal of one kind of mail is none of all.
    """
    new = 0
    for draft in (draft for row in rows for draft in row.consents):
        if draft.about in keys:
            said = [keys[draft.about]]
            new += write_statements(said, draft.purpose, draft.medium, draft.said, now=now)
    return new

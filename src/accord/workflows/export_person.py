"""Everything kept about a person, as one JSON value: for the person who asks what we know of them."""

import json
from datetime import datetime
from typing import Any

from accord.alignment.meetings.forget import collect_decisions
from accord.alignment.talk.forget import collect_talk
from accord.campaigns.forget import collect_campaign_words, collect_letters
from accord.contacts.consent import collect_consents
from accord.contacts.forget import find_identity_keys
from accord.contacts.links.keep import collect_links
from accord.content.forget import collect_questions, collect_shares
from accord.handoffs.words import collect_words
from accord.ledger.erasure import find_traces
from accord.ledger.erasure_places import stands_in
from accord.ledger.subject import (
    collect_acts,
    collect_facts,
    collect_hits,
    collect_judgements,
    collect_live,
    collect_mentions,
    collect_records,
    collect_rejects,
)
from accord.teams.noted import note
from accord.teams.rights import Right, require
from accord.vocabulary.errors import NotFound
from accord.vocabulary.people import Viewer
from accord.workflows.letters_about import find_letters_about


def export_person(by: Viewer, contact_id: int, *, now: datetime) -> dict[str, Any]:
    """Source records whole, every fact, act, consent, hit and judgement; refused rows, letters and values meant for
    connected systems that name the person; what other records say of them. Nothing of other people.

    Raises `Refused` without the right and `NotFound` for an unknown contact. The value is plain JSON.
    """
    require(by, Right.export_person)
    keys = find_identity_keys(contact_id)
    if not keys:
        raise NotFound("contact.unknown", f"there is no contact {contact_id}", "look the contact up again")
    note("exported", by.actor, now, what="person", contact=contact_id)
    traces = find_traces(keys)
    value = {
        "format": 2,
        "made_at": now,
        "contact": contact_id,
        "records": collect_records(keys),
        "facts": collect_facts(keys),
        "acts": collect_acts(keys),
        "consents": collect_consents(keys),
        "hits": collect_hits(keys),
        "links": collect_links(keys),
        "judgements": collect_judgements(keys),
        "refused_rows": collect_rejects(keys),
        "mentions": collect_mentions(traces),
        "letters": find_letters_about(traces),
        "talk": collect_talk(keys, stands_in(traces)),
        "decisions": collect_decisions(keys, stands_in(traces)),
        "said_at_outcome": collect_words(keys),
        "campaign_words": collect_campaign_words(stands_in(traces)),
        "campaign_letters": collect_letters(keys),
        "content_asked_for": collect_questions(keys, stands_in(traces)),
        "content_shared": collect_shares(keys, stands_in(traces)),
        **collect_live(traces),
    }
    plain: dict[str, Any] = json.loads(json.dumps(value, default=str))
    return plain

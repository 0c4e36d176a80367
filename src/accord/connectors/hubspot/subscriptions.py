"""What a contact refused in HubSpot by subscription type, as a refusal of a purpose by e-mail.

A refusal of any type stops its whole purpose, because nobody here knows of which type a mail is; where the mapping
names the types of our marketing (`subscriptions`), only theirs does. `purposes` says what a type is for.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accord.connectors.objects.row import Cells, Context
from accord.vocabulary.consent import ConsentState, Medium, Origin, Purpose, Statement
from accord.vocabulary.facts import ConsentDraft, Reason, Ref

_REFUSALS = "subscription_refusal"  # fetched beside the contacts
_WORDS = (
    (Purpose.sales, ("sales", "one to one", "one-to-one")),
    (Purpose.marketing, ("marketing", "promotion", "newsletter")),
)


def refusals_of(
    cells: Cells, context: Context, ref: Ref, modified: datetime | None
) -> tuple[ConsentDraft, ...]:
    """Each refused type that stops a purpose; one without a day is dated by the record's last change."""
    named = {str(one) for one in context.mapping.get("subscriptions") or ()}
    found = []
    for _, key, said, at in context.beside.find(
        _REFUSALS, "contact", ref.external_id, ("type", "purpose", "at")
    ):
        purpose = purpose_of(key, said, context.mapping)
        when = context.moments.read("at", at) if at else modified
        if purpose is None or when is None or isinstance(when, Reason):
            continue
        if purpose is Purpose.marketing and named and key not in named:
            continue
        statement = Statement(
            when, ConsentState.withdrawn, Origin.system, context.source, f"subscription {key}"
        )
        found.append(ConsentDraft(ref, purpose, Medium.email, statement))
    return tuple(found)


def purpose_of(key: str, said: str, mapping: Mapping[str, Any]) -> Purpose | None:
    """What a subscription type is for: by the mapping, else by the purpose HubSpot names; none for another.

    Where neither says it, marketing: what is refused then stays refused.
    """
    mapped = {str(one): str(purpose) for one, purpose in (mapping.get("purposes") or {}).items()}
    if key in mapped:
        return Purpose(mapped[key]) if mapped[key] in Purpose.__members__ else None
    text = said.casefold()
    if not text:
        return Purpose.marketing
    return next((purpose for purpose, words in _WORDS if any(word in text for word in words)), None)

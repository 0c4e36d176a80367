"""The attribution clause as the values that its questions bind."""

from accord.agreement.shape.measure import Attribution
from accord.vocabulary.credit import Touches

DAY = 86_400_000_000  # microseconds
_CONVERSATIONS = {Touches.marketing: 0, Touches.first_conversation: 1, Touches.all: 2}


def credit_bound(clause: Attribution | None) -> dict[str, int | None]:
    """The look-back in microseconds (None: all time) and how many sales conversations stand on a path.

    Without a clause, or with one that names no touches: marketing's alone.
    """
    known = clause is not None and clause.touches in set(Touches)
    touches = Touches(clause.touches) if known and clause else Touches.marketing
    days = clause.look_back.days if clause and clause.look_back else None
    return {"look_back": days * DAY if days else None, "conversations": _CONVERSATIONS[touches]}

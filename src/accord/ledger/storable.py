"""What no database of ours can hold is refused by name, whatever a connector let pass."""

from accord.vocabulary.facts import FactDraft, Reason, RecordDraft, Ref, Refused, RowRead

LONGEST_ID = 200
_LARGEST = 2**63 - 1
_REMEDIES = {
    Reason.missing_id: "give the record an id",
    Reason.bad_id: f"shorten the id to {LONGEST_ID} characters",
    Reason.control_character: "take the NUL character out",
    Reason.bad_encoding: "export the file again as UTF-8",
    Reason.number_out_of_range: "correct the amount",
}


def find_unstorable(row: RowRead) -> Refused | None:
    """Why a row cannot be kept; None if it can (the usual case, so it is cheap)."""
    for draft in row.records:
        reason = _judge_record(draft)
        if reason is not None:
            return Refused(row.line, "", "", reason, _REMEDIES[reason])
    for fact in row.facts:
        reason = _judge_fact(fact)
        if reason is not None:
            return Refused(row.line, "", "", reason, _REMEDIES[reason])
    return None


def _judge_record(draft: RecordDraft) -> Reason | None:
    refs = [draft.ref, *draft.same_as, *draft.people, *draft.merged]
    if draft.belongs_to is not None:
        refs.append(draft.belongs_to)
    for ref in refs:
        reason = _judge_ref(ref)
        if reason is not None:
            return reason
    fields = (draft.email, draft.name, draft.company, draft.domain, draft.phone, draft.country)
    return _judge_text("".join((*fields, *draft.values, *draft.values.values())))


def _judge_fact(fact: FactDraft) -> Reason | None:
    if fact.amount is not None and not -_LARGEST <= fact.amount <= _LARGEST:
        return Reason.number_out_of_range
    if not fact.natural_id:
        return Reason.missing_id
    reason = None if fact.about is None else _judge_ref(fact.about)
    words = (fact.natural_id, fact.channel, fact.campaign, fact.asset, fact.actor, fact.value, fact.currency)
    return reason or _judge_text("".join(words))


def _judge_ref(ref: Ref) -> Reason | None:
    if not ref.external_id:
        return Reason.missing_id
    if len(ref.external_id) > LONGEST_ID or len(ref.source) > 40:
        return Reason.bad_id
    return _judge_text(ref.external_id)


def _judge_text(text: str) -> Reason | None:
    if "\x00" in text:
        return Reason.control_character
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return Reason.bad_encoding
    return None

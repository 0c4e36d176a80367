"""Signing: two people, one per team, each asked for their password again, on one hash; then it is sealed.

A changed byte is another hash and needs every signature anew. The bytes are kept as they were signed;
the database itself refuses to change or delete a sealed version or a signature.
"""

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction

from accord.agreement import Roster, check, content_hash, parse
from accord.agreement.policy import find_signer_side, missing_signatures
from accord.agreement.shape import Document
from accord.agreement.shape.heading import Signer
from accord.ledger.acts import record_act
from accord.teams.confirm import Proof, confirm
from accord.teams.drafts import positions, teams_with_people
from accord.teams.factors import factors
from accord.teams.models import AgreementDraft, SealedAgreement, Signature, User
from accord.teams.rights import Right, require
from accord.vocabulary.errors import Invalid, NotFound, Refused
from accord.vocabulary.issues import Level
from accord.vocabulary.people import Viewer


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a text is signed: which teams must, which have, and whether it is sealed."""

    hash: str
    needed: tuple[str, ...]
    signed: tuple[str, ...]
    sealed: bool

    @property
    def missing(self) -> tuple[str, ...]:
        """The teams still to sign."""
        return tuple(team for team in self.needed if team not in self.signed)


def roster() -> Roster:
    """Who there is, as the agreement's checks ask for it."""
    return Roster(positions=positions(), teams=teams_with_people())


def standing(viewer: Viewer, draft_id: int) -> Standing:
    """How far a draft is signed as it stands now."""
    require(viewer, Right.read_agreement)
    text = _draft_text(draft_id)
    document = parse(text).document
    return _standing(content_hash(text), document)


def sign(
    by: Viewer,
    draft_id: int,
    *,
    text_hash: str,
    password: str = "",
    proof: Proof | None = None,
    now: datetime,
) -> Standing:
    """Sign a draft for your team, by your password or a fuller proof. Seals it when the last team signs.

    Opens its own transaction after the password was judged: a wrong one stays counted. Refused: no right, wrong
    password or too many of them, the text changed since you read it, errors in the text, a position the
    agreement does not name, the same person for two teams. Signing twice changes nothing.
    """
    require(by, Right.sign_agreement)
    wrong = Refused(
        "agreement.wrong_password", "the password is not right", "enter your own password again to sign"
    )
    if factors().has(by.user_id):
        wrong = Refused(
            "agreement.wrong_password",
            "the password and the code do not belong together",
            "enter both again to sign; a code is right once",
        )
    user = confirm(by, proof or Proof(password), now, wrong)
    with transaction.atomic():
        return _sign(by, user, draft_id, text_hash, now)


def _sign(by: Viewer, user: User, draft_id: int, text_hash: str, now: datetime) -> Standing:
    """One transaction: the signature, and the seal where it was the last."""
    text = _draft_text(draft_id)
    if content_hash(text) != text_hash:
        raise Refused(
            "agreement.text_moved",
            "the text changed after you read it",
            "read it again: a changed byte needs every signature anew",
        )
    if by.actor in _signers_of_sealed(text_hash):
        return standing(by, draft_id)
    document = _signable(text)
    team = find_signer_side(document, user.position)
    if team is None:
        raise Refused(
            "agreement.not_a_signer",
            f'the agreement does not name your position ("{user.position or "none"}") as a signer',
            f"it is signed by: {_named(document)}",
        )
    _refuse_second_hat(text_hash, team, by)
    Signature.objects.get_or_create(
        hash=text_hash, team=team, defaults={"actor": by.actor, "signer": user.position, "signed_at": now}
    )
    record_act(
        key=f"sign:{text_hash}:{team}",
        kind="agreement_signed",
        actor=by.actor,
        reason=f"for {team}",
        agreement_hash=text_hash,
        now=now,
    )
    state = _standing(text_hash, document)
    if not state.missing and not state.sealed:
        _seal(text, text_hash, document, draft_id, now)
        state = _standing(text_hash, document)
    return state


def _draft_text(draft_id: int) -> str:
    draft = AgreementDraft.objects.filter(pk=draft_id).first()
    if draft is None:
        raise NotFound("agreement.no_draft", "there is no such draft", "look at the list of drafts")
    return draft.text


def _signable(text: str) -> Document:
    parsed = parse(text)
    issues = list(parsed.issues)
    if parsed.document is not None:
        issues += check(parsed.document, roster())
    errors = [issue for issue in issues if issue.level is Level.error]
    if parsed.document is None or errors:
        raise Invalid(
            "agreement.has_errors",
            f"the text has {len(errors)} errors",
            "mend them first, then sign",
            issues=errors,
        )
    newest = SealedAgreement.objects.order_by("-version").first()
    if newest is not None and parsed.document.agreement.version <= newest.version:
        raise Invalid(
            "agreement.version_taken",
            f"version {newest.version} is signed already",
            f"write agreement.version: {newest.version + 1} and sign again",
        )
    return parsed.document


def _signers_of_sealed(text_hash: str) -> set[str]:
    """Who signed a sealed version: a second press of the button is no second signature and no error."""
    if not SealedAgreement.objects.filter(hash=text_hash).exists():
        return set()
    return set(Signature.objects.filter(hash=text_hash).values_list("actor", flat=True))


def _refuse_second_hat(text_hash: str, team: str, by: Viewer) -> None:
    if Signature.objects.filter(hash=text_hash, actor=by.actor).exclude(team=team).exists():
        raise Refused(
            "agreement.two_hats",
            "you have signed this text for another team already",
            "two people sign: ask the other team's signer or deputy",
        )


def _standing(text_hash: str, document: Document | None) -> Standing:
    signed = tuple(Signature.objects.filter(hash=text_hash).order_by("pk").values_list("team", flat=True))
    needed = missing_signatures(document, ()) if document else ()
    return Standing(text_hash, needed, signed, SealedAgreement.objects.filter(hash=text_hash).exists())


def _seal(text: str, text_hash: str, document: Document, draft_id: int, now: datetime) -> None:
    """Keep the signed bytes. In force from the day it names, never before the last signature."""
    head = document.agreement
    zone = ZoneInfo(str(document.reporting.zone)) if document.reporting else ZoneInfo("UTC")
    named = datetime.combine(head.in_force.on, time(), zone)
    SealedAgreement.objects.create(
        hash=text_hash,
        sealed=text.encode(),
        agreement_id=head.id,
        version=head.version,
        in_force_from=max(named, now),
        sealed_at=now,
    )
    AgreementDraft.objects.filter(pk=draft_id).update(closed_at=now)


def _named(document: Document) -> str:
    return (
        "; ".join(f"{team}: {_either(signer)}" for team, signer in document.signed_by.items()) or "nobody yet"
    )


def _either(signer: Signer) -> str:
    return f"{signer.role} or {signer.deputy}" if signer.deputy else str(signer.role)

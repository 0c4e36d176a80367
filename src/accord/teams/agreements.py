"""Which agreement is in force when: sealed versions by date, else the newest draft, unsigned."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from accord.agreement import compile as compile_agreement
from accord.agreement import content_hash, parse
from accord.agreement.nodes import Mapping
from accord.agreement.places import find_place
from accord.agreement.shape import Document
from accord.agreement.text import read_text
from accord.teams.models import AgreementDraft, SealedAgreement, Signature, User
from accord.teams.rights import Right, require
from accord.vocabulary.errors import Invalid, NotFound, OurFault
from accord.vocabulary.people import Viewer


@dataclass(frozen=True, slots=True)
class Signed:
    """One signature on a version."""

    team: str
    signer: str
    name: str
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class Sealed:
    """A signed version, byte for byte as it was signed. `until` is when the next one took over."""

    hash: str
    text: str
    agreement_id: str
    version: int
    in_force_from: datetime
    sealed_at: datetime
    until: datetime | None
    signatures: tuple[Signed, ...]


@dataclass(frozen=True, slots=True)
class Current:
    """What everything is read under now. `signed` is False for a draft: then nothing acts."""

    text: str
    hash: str
    signed: bool
    title: str
    document: Document
    since: datetime | None = None  # when it came into force; None for a draft


def in_force(now: datetime) -> SealedAgreement | None:
    """The sealed version in force at an instant; None before the first."""
    rows = SealedAgreement.objects.filter(in_force_from__lte=now)
    return rows.order_by("-in_force_from", "-sealed_at", "-pk").first()


def current(now: datetime) -> Current | None:
    """The version in force, else the newest open draft that can be reckoned by; None when there is neither."""
    sealed = in_force(now)
    if sealed is not None:
        return _current(bytes(sealed.sealed).decode(), signed=True, since=sealed.in_force_from)
    for draft in AgreementDraft.objects.filter(closed_at=None).order_by("-updated_at", "-pk"):
        if _reckons(draft.text):
            return _current(draft.text, signed=False)
    return None


def chain_at(now: datetime) -> tuple[Current, ...]:
    """Every version in force up to an instant, in that order: a lead is judged by that of its beginning.

    Before the first signature the draft alone; empty when there is neither.
    """
    rows = SealedAgreement.objects.filter(in_force_from__lte=now)
    sealed = rows.order_by("in_force_from", "sealed_at", "pk").values_list("sealed", "in_force_from")
    if found := [_current(bytes(text).decode(), signed=True, since=since) for text, since in sealed]:
        return tuple(found)
    draft = current(now)
    return (draft,) if draft else ()


def current_text(now: datetime) -> tuple[str, str, bool] | None:
    """(text, hash, signed) of what everything is read under now."""
    found = current(now)
    return (found.text, found.hash, found.signed) if found else None


def has_clause(path: str, now: datetime) -> bool:
    """Whether the agreement that everything is read under now has a clause of this path."""
    found = current(now)
    root = read_text(found.text)[0] if found else None
    place = find_place(root, path) if isinstance(root, Mapping) else None
    return place is not None and place.node is not None


def find_versions(viewer: Viewer) -> list[Sealed]:
    """Every sealed version, newest first, with who signed and until when it held."""
    require(viewer, Right.read_agreement)
    rows = list(SealedAgreement.objects.order_by("in_force_from", "sealed_at", "pk"))
    names = {f"user:{pk}": name for pk, name in User.objects.values_list("pk", "name")}
    signatures = list(Signature.objects.order_by("signed_at", "pk"))
    following = [*(row.in_force_from for row in rows[1:]), None][: len(rows)]
    return [
        _sealed(row, until, [s for s in signatures if s.hash == row.hash], names)
        for row, until in reversed(list(zip(rows, following, strict=True)))
    ]


def get_version(viewer: Viewer, version_hash: str) -> Sealed:
    """One sealed version by its hash, or by a beginning of it that only one version has."""
    found = [v for v in find_versions(viewer) if version_hash and v.hash.startswith(version_hash)]
    if len(found) != 1:
        raise NotFound(
            "agreement.no_version", "there is no such signed version", "accord agreement history lists them"
        )
    return found[0]


def _sealed(
    row: SealedAgreement, until: datetime | None, signatures: list[Signature], names: dict[str, str]
) -> Sealed:
    signed = tuple(Signed(s.team, s.signer, names.get(s.actor, s.actor), s.signed_at) for s in signatures)
    text = bytes(row.sealed).decode()
    return Sealed(
        row.hash, text, row.agreement_id, row.version, row.in_force_from, row.sealed_at, until, signed
    )


@lru_cache(maxsize=64)
def _read(text: str) -> Document | None:
    """The document a text says, read once: every page asks for it."""
    return parse(text).document


@lru_cache(maxsize=64)
def _reckons(text: str) -> bool:
    """Whether every rule of a draft can be read: one that is being written takes nobody's board away."""
    document = _read(text)
    try:
        return document is not None and bool(compile_agreement(document, content_hash(text)))
    except Invalid:
        return False


def _current(text: str, *, signed: bool, since: datetime | None = None) -> Current:
    document = _read(text)
    if document is None:
        raise OurFault(
            "agreement.sealed_unreadable",
            "a signed agreement can no longer be read",
            "keep the data folder as it is and report this: every release must read every earlier format",
        )
    head = document.agreement
    title = f"{head.id} version {head.version}"
    return Current(text, content_hash(text), signed, title, document, since)

"""Agreement drafts: texts under discussion. Nothing acts on a draft; every number read under one says so."""

from dataclasses import dataclass
from datetime import datetime

from accord.agreement import parse
from accord.teams.models import AgreementDraft, User
from accord.teams.rights import Right, require
from accord.vocabulary.errors import Invalid, NotFound, Refused
from accord.vocabulary.people import Role, Viewer

LARGEST_TEXT = 512 * 1024  # characters; an agreement is pages, not volumes


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as pages show it. `revision` changes with every save: it keeps two editors apart."""

    id: int
    title: str
    text: str
    author: str
    created_at: datetime
    updated_at: datetime
    open: bool

    @property
    def revision(self) -> str:
        """What the last save is called."""
        return self.updated_at.isoformat()


def start_draft(by: Viewer, text: str, *, title: str = "", now: datetime) -> Draft:
    """Keep a text as a new draft; it may still have errors, signing it may not."""
    require(by, Right.draft_agreement)
    _check_size(text)
    row = AgreementDraft.objects.create(
        text=text, title=title or _title(text), author=by.actor, created_at=now, updated_at=now
    )
    return _draft(row)


def save_draft(by: Viewer, draft_id: int, text: str, *, revision: str, now: datetime) -> Draft:
    """Replace a draft's text. Refused when someone else saved since `revision`: nothing is overwritten."""
    require(by, Right.draft_agreement)
    _check_size(text)
    row = _open_row(draft_id)
    read_at = row.updated_at
    changed = read_at.isoformat() == revision and AgreementDraft.objects.filter(
        pk=draft_id, updated_at=read_at, closed_at=None
    ).update(text=text, title=_title(text) or row.title, updated_at=now)
    if not changed:
        raise Refused(
            "agreement.draft_moved",
            "someone else saved this draft since you opened it",
            "copy what you changed, open the draft again and enter it there",
        )
    return get_draft(by, draft_id)


def close_draft(by: Viewer, draft_id: int, *, now: datetime) -> None:
    """Put a draft away; it can still be read."""
    require(by, Right.draft_agreement)
    _open_row(draft_id)
    AgreementDraft.objects.filter(pk=draft_id).update(closed_at=now)


def find_drafts(viewer: Viewer) -> list[Draft]:
    """Open drafts, the last saved first."""
    require(viewer, Right.read_agreement)
    return [
        _draft(row) for row in AgreementDraft.objects.filter(closed_at=None).order_by("-updated_at", "-pk")
    ]


def get_draft(viewer: Viewer, draft_id: int) -> Draft:
    """One draft, open or closed."""
    require(viewer, Right.read_agreement)
    row = AgreementDraft.objects.filter(pk=draft_id).first()
    if row is None:
        raise NotFound("agreement.no_draft", "there is no such draft", "look at the list of drafts")
    return _draft(row)


def positions() -> frozenset[str]:
    """The positions that active people hold: those who can sign."""
    return frozenset(
        User.objects.filter(is_active=True).exclude(position="").values_list("position", flat=True)
    )


def teams_with_people() -> frozenset[str]:
    """The teams that somebody active is in, the two big ones included where a role implies them."""
    named = set(User.objects.filter(is_active=True).exclude(team="").values_list("team", flat=True))
    if User.objects.filter(is_active=True, role=Role.marketing.value).exists():
        named.add("marketing")
    if User.objects.filter(is_active=True, role=Role.rep.value).exists():
        named.add("sales")
    return frozenset(named)


def _check_size(text: str) -> None:
    if len(text) > LARGEST_TEXT:
        raise Invalid(
            "agreement.too_long",
            f"the text has {len(text):,} characters, more than {LARGEST_TEXT:,}",
            "an agreement is a few pages: move lists into files of their own",
        )


def _title(text: str) -> str:
    document = parse(text).document
    return f"{document.agreement.id} version {document.agreement.version}" if document else ""


def _open_row(draft_id: int) -> AgreementDraft:
    row = AgreementDraft.objects.filter(pk=draft_id, closed_at=None).first()
    if row is None:
        raise NotFound("agreement.no_draft", "there is no such open draft", "look at the list of drafts")
    return row


def _draft(row: AgreementDraft) -> Draft:
    return Draft(
        row.pk, row.title, row.text, row.author, row.created_at, row.updated_at, row.closed_at is None
    )

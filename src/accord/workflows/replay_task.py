"""A replay on its way: asked for on a draft's page, reckoned by the worker, watched, stopped, kept until asked anew.

One folder for each draft and number of days, under `replays/`: `order.json` (who asked), `state.json` (how far it is),
`answer.json` (the whole answer; who reads it gets theirs) and, when somebody said stop, the empty file `stop`. The
record and the mirror are only read.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from pydantic import TypeAdapter

from accord.agreement import content_hash
from accord.ledger.jobs import ClaimedJob, enqueue_job, extend_lease
from accord.reporting.replay import MOST_DAYS, Replay, for_viewer, replay
from accord.teams.drafts import get_draft
from accord.teams.people import SYSTEM
from accord.teams.rights import Right, require
from accord.vocabulary.errors import AccordError, Invalid
from accord.vocabulary.people import Viewer

REPLAY = "replay_draft"
_SHAPE = TypeAdapter(Replay)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a replay is. `state`: none, waiting, running, done, cancelled, failed; `problems`: two lines each."""

    state: str = "none"
    share: float = 0.0
    doing: str = ""
    sentence: str = ""
    remedy: str = ""
    problems: tuple[tuple[str, str], ...] = ()

    @property
    def busy(self) -> bool:
        """Whether somebody is at it, or will be."""
        return self.state in {"waiting", "running"}


class _Stopped(Exception):
    """Somebody said stop."""


def order_replay(by: Viewer, draft_id: int, days: int, *, now: datetime) -> None:
    """Ask the worker; one that is under way already goes on. Raises `Invalid` for days beyond what can be replayed."""
    _may(by, draft_id)
    if not 1 <= days <= MOST_DAYS:
        raise Invalid("replay.days", "so many days cannot be replayed", f"ask for 1 to {MOST_DAYS}")
    folder = _folder(draft_id, days)
    if standing_of(by, draft_id, days).busy:
        return
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / "stop").unlink(missing_ok=True)
    _write(folder / "state.json", asdict(Standing("waiting")))
    with transaction.atomic():
        enqueue_job(REPLAY, f"{draft_id}:{days}", due_at=now, payload={"draft": draft_id, "days": days})


def standing_of(viewer: Viewer, draft_id: int, days: int) -> Standing:
    """How far the replay of a draft is."""
    _may(viewer, draft_id)
    found = _read(_folder(draft_id, days) / "state.json")
    problems = tuple((str(a), str(b)) for a, b in found.pop("problems", ()))
    return Standing(**found, problems=problems)


def find_answer(viewer: Viewer, draft_id: int, days: int) -> Replay | None:
    """The last answer, with what is this viewer's to see; None where there is none, or the draft says otherwise now."""
    _may(viewer, draft_id)
    path = _folder(draft_id, days) / "answer.json"
    if not path.exists():
        return None
    made = _SHAPE.validate_json(path.read_bytes())
    if made.draft.hash != content_hash(get_draft(viewer, draft_id).text):
        return None
    return for_viewer(viewer, made)


def stop_replay(by: Viewer, draft_id: int, days: int) -> None:
    """Say stop: the worker ends at its next step; nothing is left half-done."""
    _may(by, draft_id)
    folder = _folder(draft_id, days)
    if folder.exists():
        (folder / "stop").touch()


def do_replay(job: ClaimedJob, now: datetime) -> None:
    """The worker's part. What the draft has wrong stands in `state.json`: nothing is tried again until it is mended."""
    draft_id, days = int(job.payload["draft"]), int(job.payload["days"])
    folder = _folder(draft_id, days)
    held = [job]

    def tell(share: float, doing: str) -> None:
        if (folder / "stop").exists():
            raise _Stopped
        _write(folder / "state.json", asdict(Standing("running", share, doing)))
        held[0] = extend_lease(held[0], datetime.now(now.tzinfo)) or held[0]

    try:
        tell(0.0, "bringing the mirror up to the record")
        made = replay(SYSTEM, draft_id, days=days, now=now, tell=tell)
    except _Stopped:
        state = Standing("cancelled")
    except AccordError as problem:
        issues = problem.issues if isinstance(problem, Invalid) else ()
        told = tuple((str(issue.sentence), str(issue.remedy)) for issue in issues)
        state = Standing("failed", sentence=problem.sentence, remedy=problem.remedy, problems=told)
    else:
        _replace(folder / "answer.json", _SHAPE.dump_json(made))
        state = Standing("done", 1.0)
    _write(folder / "state.json", asdict(state))


def _may(viewer: Viewer, draft_id: int) -> None:
    require(viewer, Right.see_board)
    get_draft(viewer, draft_id)


def _folder(draft_id: int, days: int) -> Path:
    return Path(settings.INSTALLATION.data) / "replays" / f"{draft_id}-{days}"


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text())
    except FileNotFoundError:
        return {}
    return found if isinstance(found, dict) else {}


def _write(path: Path, value: Mapping[str, Any]) -> None:
    _replace(path, json.dumps(value).encode())


def _replace(path: Path, value: bytes) -> None:
    """Replaced whole: a reader sees the old or the new, never half."""
    beside = path.with_suffix(f".{secrets.token_hex(4)}")
    beside.write_bytes(value)
    beside.replace(path)

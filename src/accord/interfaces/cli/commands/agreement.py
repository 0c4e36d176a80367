"""accord agreement: read, check, compare, draft and sign the agreement."""

import getpass
import json
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from accord import agreement as agreements
from accord.interfaces.cli.app import Said, accord, command
from accord.teams.agreements import current, find_versions, get_version
from accord.teams.confirm import Proof
from accord.teams.drafts import find_drafts, get_draft, start_draft
from accord.teams.factors import factors
from accord.teams.rights import Right, require
from accord.teams.signing import Standing, roster, sign, standing
from accord.vocabulary.errors import NotFound
from accord.vocabulary.issues import Issue, Level
from accord.vocabulary.people import Viewer
from accord.workflows.learn_fit import draft_fit_rules

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@accord.group("agreement")
def agreement() -> None:
    """Read, check, compare, draft and sign the agreement."""


@command("show", group=agreement)
@click.argument("version", default="")
def show(viewer: Viewer, now: datetime, version: str) -> Said:
    """The text in force (else the newest draft), or a signed version by its hash."""
    require(viewer, Right.read_agreement)
    if version:
        found = get_version(viewer, version)
        return Said(found, found.text.splitlines())
    standing_text = current(now)
    if standing_text is None:
        raise NotFound("agreement.none", "there is no agreement yet", "accord init --template NAME")
    value = {k: getattr(standing_text, k) for k in ("hash", "title", "signed", "text")}
    says = "signed" if standing_text.signed else "draft, unsigned"
    head = f"# {standing_text.title}  {says}  {standing_text.hash}"
    return Said(value, [head, *standing_text.text.splitlines()])


@command("check", group=agreement)
@click.argument("file", type=FILE, required=False)
@click.option("--roster/--no-roster", default=True, help="Also ask whether everyone it names exists here.")
def check(viewer: Viewer, now: datetime, file: Path | None, roster: bool) -> Said:
    """What would go wrong: each finding with its line and its remedy. Exit code 1 when there are errors."""
    require(viewer, Right.read_agreement)
    issues = _issues(_text(file, now), roster)
    errors = sum(issue.level is Level.error for issue in issues)
    lines = [str(issue) for issue in issues] or ["nothing to mend"]
    return Said({"errors": errors, "issues": issues}, lines, 1 if errors else 0)


@command("schema", group=agreement)
def schema(viewer: Viewer, now: datetime) -> Said:
    """The JSON Schema of the agreement."""
    require(viewer, Right.read_agreement)
    found = agreements.schema()
    return Said(found, json.dumps(found, indent=2).splitlines())


@command("templates", group=agreement)
def templates(viewer: Viewer, now: datetime) -> Said:
    """Texts to start from."""
    names = list(agreements.templates.names())
    return Said(names, names)


@command("diff", group=agreement)
@click.argument("old", type=FILE)
@click.argument("new", type=FILE)
def diff(viewer: Viewer, now: datetime, old: Path, new: Path) -> Said:
    """What changed between two texts, in sentences."""
    require(viewer, Right.read_agreement)
    sentences = agreements.diff(*(agreements.parse(p.read_bytes()).get_document() for p in (old, new)))
    return Said(sentences, [str(s) for s in sentences] or ["they say the same"])


@command("drafts", group=agreement)
def drafts(viewer: Viewer, now: datetime) -> Said:
    """Texts under discussion, the last saved first."""
    found = find_drafts(viewer)
    return Said(found, [f"{d.id:>4}  {d.title}  saved {d.updated_at:%Y-%m-%d %H:%M} UTC" for d in found])


@command("draft", group=agreement)
@click.argument("file", type=FILE)
def draft(viewer: Viewer, now: datetime, file: Path) -> Said:
    """Keep a text as a new draft."""
    made = start_draft(viewer, agreements.decode(file.read_bytes()), now=now)
    return Said(made, f"draft {made.id}  {made.title}")


@command("learn", group=agreement)
def learn(viewer: Viewer, now: datetime) -> Said:
    """Draft the fit rules from the deals that were won and lost, with the evidence for each value."""
    drafted = draft_fit_rules(viewer, now=now)
    return Said(drafted, drafted.lines)


@command("sign", group=agreement)
@click.argument("draft_id", type=int)
def sign_agreement(viewer: Viewer, now: datetime, draft_id: int) -> Said:
    """Sign a draft for your team: accord --as YOU agreement sign ID. Asks for your password."""
    text = get_draft(viewer, draft_id).text
    proof = Proof(_typed("your password: "))
    if factors().has(viewer.user_id):
        proof = replace(proof, code=_typed("code of your second factor: "))
    state = sign(viewer, draft_id, text_hash=agreements.content_hash(text), proof=proof, now=now)
    return Said(state, _standing_line(state))


def _typed(prompt: str) -> str:
    return getpass.getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


@command("standing", group=agreement)
@click.argument("draft_id", type=int)
def show_standing(viewer: Viewer, now: datetime, draft_id: int) -> Said:
    """Who has signed a draft, and who is missing."""
    state = standing(viewer, draft_id)
    return Said(state, _standing_line(state))


@command("history", group=agreement)
def history(viewer: Viewer, now: datetime) -> Said:
    """Every signed version, newest first."""
    found = find_versions(viewer)
    lines = [
        f"{v.hash[:12]}  {v.agreement_id} {v.version}  from {v.in_force_from:%Y-%m-%d %H:%M} UTC"
        for v in found
    ]
    return Said(found, lines or ["nothing is signed yet"])


def _text(file: Path | None, now: datetime) -> str | bytes:
    if file is not None:
        return file.read_bytes()
    found = current(now)
    if found is None:
        raise NotFound(
            "agreement.none", "there is no agreement yet", "name a file, or accord init --template NAME"
        )
    return found.text


def _issues(text: str | bytes, with_roster: bool) -> list[Issue]:
    parsed = agreements.parse(text)
    if parsed.document is None:
        return list(parsed.issues)
    return [*parsed.issues, *agreements.check(parsed.document, roster() if with_roster else None)]


def _standing_line(state: Standing) -> str:
    if state.sealed:
        return f"signed by {', '.join(state.signed)}: sealed as {state.hash}"
    return f"signed by {', '.join(state.signed) or 'nobody'}; missing: {', '.join(state.missing)}"

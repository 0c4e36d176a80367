"""accord content: the library, requests for it, every step of a piece, the message house."""

from datetime import datetime

import click

from accord.content.find import find_answering, find_pieces, get_piece
from accord.content.shapes import Piece, Wished
from accord.interfaces.cli.app import Said, accord, command
from accord.reporting.message_house import message_house
from accord.vocabulary.content import PieceAct
from accord.vocabulary.people import Viewer
from accord.workflows import content as acts

_SHOWN = "%Y-%m-%d %H:%M"
KEY = click.argument("key", type=int)
VERSION = click.option("--version", type=int, required=True, help="The one you read: accord content show.")
_MADE = [each.value for each in PieceAct if each.value in {"exists", "accept", "draft", "publish", "retire"}]


@accord.group("content")
def content() -> None:
    """What marketing makes and sales uses, from the customer's question on."""


@command("list", group=content)
@click.argument("words", nargs=-1)
@click.option("--state", default="")
def list_all(viewer: Viewer, now: datetime, words: tuple[str, ...], state: str) -> Said:
    """Pieces in which every one of the WORDS stands, the newest first."""
    found = find_pieces(viewer, now, words=" ".join(words), state=state)
    return Said(
        found, [_line(one) for one in found] or ["no piece is in the library yet, or none has these words"]
    )


@command("messages", group=content)
def messages(viewer: Viewer, now: datetime) -> Said:
    """What both teams say to each segment at each stage, with proof and retired words."""
    found = message_house(viewer, now)
    lines = [
        f"{one.segment} / {one.stage}: {one.say}  (proof: {one.proof or '-'}; not: {', '.join(one.retired) or '-'})"
        for one in found
    ]
    return Said(found, lines or ["the agreement has no messages"])


@command("show", group=content)
@KEY
def show(viewer: Viewer, now: datetime, key: int) -> Said:
    """One piece with its steps."""
    one = get_piece(viewer, key, now)
    steps = [
        f"  {step.at:{_SHOWN}}  {step.act.value}  {step.actor}  {step.reason}".rstrip() for step in one.steps
    ]
    asked = [f"  asked: {one.said.question}"] if one.said.question else []
    return Said(one, [_line(one), f"  version {one.version}", *asked, *steps])


@command("ask", group=content)
@click.argument("title")
@click.option("--question", required=True, help="The customer's, in their words.")
@click.option("--lead", type=int, default=0, help="The key of the lead whose question it is.")
@click.option("--key", type=int, default=0, help="Said again with the same key, it is asked once.")
def ask(viewer: Viewer, now: datetime, title: str, question: str, lead: int, key: int) -> Said:
    """Ask for a piece; what may answer already is shown beside it."""
    made = acts.ask_piece(viewer, Wished(title, question), key=key, lead=lead, now=now)
    there = find_answering(viewer, f"{title} {question}", now)
    return Said(made, [_line(made), *(f"  exists already? {_line(one)}" for one in there)])


@command("add", group=content)
@click.argument("title")
@click.option("--link", default="", help="To the company's drive.")
@click.option("--text", default="", help="What it says.")
@click.option("--stage", default="")
@click.option("--segment", default="")
@click.option("--key", type=int, default=0, help="Said again with the same key, it is added once.")
def add(
    viewer: Viewer, now: datetime, title: str, link: str, text: str, stage: str, segment: str, key: int
) -> Said:
    """Put a piece that is there into the library, as a draft."""
    wished = Wished(title, link=link, text=text, stage=stage, segment=segment)
    made = acts.add_piece(viewer, wished, key=key, now=now)
    return Said(made, _line(made))


@command("make", group=content)
@KEY
@click.argument("act", type=click.Choice(_MADE))
@VERSION
@click.option("--link", default="")
@click.option("--text", default="")
@click.option("--same-as", type=int, default=0, help="The published piece that answers already.")
def make(
    viewer: Viewer, now: datetime, key: int, act: str, version: int, link: str, text: str, same_as: int
) -> Said:
    """A step of marketing."""
    made = acts.make(
        viewer, key, PieceAct(act), version=version, link=link, text=text, same_as=same_as, now=now
    )
    return Said(made, _line(made))


@command("review", group=content)
@KEY
@VERSION
@click.option("--give-back", default="", help="What is missing; without it sales stands behind the draft.")
def review(viewer: Viewer, now: datetime, key: int, version: int, give_back: str) -> Said:
    """Sales stands behind a draft, or gives it back."""
    made = acts.review(viewer, key, fine=not give_back, version=version, reason=give_back, now=now)
    return Said(made, _line(made))


@command("undo", group=content)
@KEY
@VERSION
def undo(viewer: Viewer, now: datetime, key: int, version: int) -> Said:
    """Take your own last step back."""
    made = acts.undo(viewer, key, version=version, now=now)
    return Said(made, _line(made))


@command("vote", group=content)
@KEY
@click.option("--back", is_flag=True, help="No longer.")
def vote(viewer: Viewer, now: datetime, key: int, back: bool) -> Said:
    """Want a piece too."""
    made = acts.vote(viewer, key, wanted=not back, now=now)
    return Said(made, _line(made))


def _line(one: Piece) -> str:
    due = f"  {'late since' if one.late else 'due'} {one.due_at:{_SHOWN}}" if one.due_at else ""
    return f"{one.key}  {one.state.value}  {one.said.title}  ({one.votes} votes){due}"

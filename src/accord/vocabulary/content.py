"""Words of content: how a piece stands, and what is done with it. Words are permanent: only add."""

from enum import StrEnum


class PieceState(StrEnum):
    """How a piece stands, from the question that asked for it to its end."""

    asked = "asked"
    answered = "answered"  # a piece that exists already answers the question
    accepted = "accepted"  # marketing will make it
    drafted = "drafted"
    reviewed = "reviewed"  # sales read the draft and stands behind it
    published = "published"
    retired = "retired"


class PieceAct(StrEnum):
    """What somebody does with a piece."""

    ask = "ask"
    add = "add"
    exists = "exists"
    accept = "accept"
    draft = "draft"
    review = "review"
    send_back = "send_back"
    publish = "publish"
    retire = "retire"
    undo = "undo"


class ShareWay(StrEnum):
    """How a piece reached a buyer."""

    link = "link"  # sent: a tracked link stood in a mail
    meeting = "meeting"  # shown, in a meeting or on a call

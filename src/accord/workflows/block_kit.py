"""A message as Slack's incoming webhooks understand it: Block Kit."""

import json
from collections.abc import Sequence

from django.utils.translation import gettext as _

from accord.workflows.own_address import link_to

_LONGEST_TEXT = 2_900  # characters; a section of Block Kit holds 3,000
_MOST_BLOCKS = 48  # of the 50 that a message may hold


def chat_body(message_id: str, said: Sequence[tuple[str, str]], acts: Sequence[str] = ()) -> bytes:
    """A message of Block Kit: a section for each sentence, with a link to its page; a repeat has the same ids."""
    open_it, accept = _("Open"), _("Accept or give back")
    also = [f" · <{address}|{accept}>" if address else "" for address in (acts or [""] * len(said))]
    blocks = [
        {
            "type": "section",
            "block_id": f"{message_id}:{at}",
            "text": {
                "type": "mrkdwn",
                "text": f"{escape(text)[:_LONGEST_TEXT]} <{link_to(about)}|{open_it}>{also[at]}",
            },
        }
        for at, (text, about) in enumerate(said[:_MOST_BLOCKS])
    ]
    plain = "\n".join(escape(text) for text, _about in said)[:_LONGEST_TEXT]
    return json.dumps({"text": plain, "blocks": blocks}, ensure_ascii=False).encode()


def escape(text: str) -> str:
    """Text in which nothing calls a channel or a person, and nothing is a link.

    >>> escape("<!channel> a & b")
    '&lt;!channel&gt; a &amp; b'
    """
    return " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

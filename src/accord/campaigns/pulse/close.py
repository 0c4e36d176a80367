"""The end of a send: three days after its last mail it is counted once more, so that its verdict can be scored."""

from datetime import datetime

from accord.campaigns.pulse.look import first_answers
from accord.campaigns.pulse.models import Send, SendMail
from accord.campaigns.pulse.rules import decode_rules
from accord.learning.pulse.mails import MATURE


def close_over(now: datetime) -> int:
    """Close what is over; how many. Expects a transaction."""
    over = list(Send.objects.filter(closed_at=None, last_mail_at__lte=now - MATURE))
    for send in over:
        send.mails = SendMail.objects.filter(send=send).count()
        send.answered = len(first_answers(send, decode_rules(send.rules, send.agreement_hash), now))
        send.closed_at = now
        send.save(update_fields=["mails", "answered", "closed_at"])
    return len(over)

"""What a person is told by e-mail: one notice, or the digest of what waited; in plain text, with links here."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accord.reporting.notices import NoticeView
from accord.workflows.notice_mail import Letter, send_letters
from accord.workflows.own_address import link_to, own_address


def write_mail(
    message_id: str,
    address: str,
    notices: Sequence[NoticeView],
    *,
    digest: bool,
    acts: Mapping[int, str] = MappingProxyType({}),
) -> None:
    """Send it; `acts` are addresses at which a notice's reader acts. Raises `ForNow` and `ForGood`."""
    wishes = own_address() + "/people/notices"
    subject = (
        ngettext("%(n)s notice waited for you", "%(n)s notices waited for you", len(notices))
        % {"n": len(notices)}
        if digest
        else notices[0].text
    )
    text = "\n\n".join(f"{notice.text}\n{link_to(notice.about)}{_act(acts, notice)}" for notice in notices)
    foot = _("How you are told: %(address)s") % {"address": wishes}
    send_letters([Letter(address, subject, f"{text}\n\n-- \n{foot}\n", message_id, wishes)])


def _act(acts: Mapping[int, str], notice: NoticeView) -> str:
    address = acts.get(notice.key)
    return "\n" + _("Accept it, or give it back: %(address)s") % {"address": address} if address else ""

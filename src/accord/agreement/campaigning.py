"""What the agreement says of campaigns: what is one, who signs, how early reps are told, what is ticked. Pure."""

import re
from dataclasses import dataclass

from accord.agreement.dated import Dated, find_dated
from accord.agreement.shape import Document

CLAUSE, SIGN_OFF, UNSIGNED = "campaigns", "campaigns.sign_off", "campaigns.sent_elsewhere_unsigned"
NOTICE = "marketing_promises.notice.campaign to a rep's accounts"
SALES, MARKETING = "sales", "marketing"
KINDS = ("e-mail", "event", "paid", "sales sequence")  # where the clause names none
_LEAD = re.compile(r"(?:the )?(?:sales )?lead of the segment")


@dataclass(frozen=True, slots=True)
class SignOff:
    """Who signs: positions of sales, and where `of_segment` whoever leads the segment before them."""

    positions: tuple[str, ...] = ()
    of_segment: bool = False


def kinds_of(document: Document | None) -> tuple[str, ...]:
    """What counts as a campaign, in the clause's words."""
    return (document.campaigns.includes if document and document.campaigns else ()) or KINDS


def positions_of(document: Document | None, side: str) -> tuple[str, ...]:
    """The positions that sign for a side, its role before its deputy; none without an agreement."""
    signer = document.signed_by.get(side) if document else None
    return tuple(str(each) for each in (signer.role, signer.deputy) if each) if signer else ()


def sign_off_of(document: Document | None) -> SignOff:
    """The final approver by `campaigns.sign_off`: the lead of the segment, or a position; else who signs for sales.

    What is not understood widens nothing: then those who sign the agreement for sales sign.
    """
    said = document.campaigns.sign_off.strip().casefold() if document and document.campaigns else ""
    signers = positions_of(document, SALES)
    if _LEAD.fullmatch(said):
        return SignOff(signers, of_segment=True)
    named = tuple(each for each in signers if each.casefold() == said)
    return SignOff(named or signers)


def reads_sign_off(document: Document) -> bool:
    """Whether what the clause says of sign-off is understood."""
    said = document.campaigns.sign_off.strip().casefold() if document.campaigns else ""
    known = {"", SALES, "sales lead", *(each.casefold() for each in positions_of(document, SALES))}
    return said in known or _LEAD.fullmatch(said) is not None


def notice_of(document: Document | None) -> Dated | None:
    """The notice that reps are promised before a campaign reaches their accounts; None where nobody promised it."""
    return find_dated(document).get(NOTICE) if document else None


def breaches_count(document: Document | None) -> bool:
    """Whether a send without a sign-off is a breach by the clause."""
    return bool(document and document.campaigns and document.campaigns.sent_elsewhere_unsigned == "breach")

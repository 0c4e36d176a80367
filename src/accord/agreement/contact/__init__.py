"""The contact policy, pure: may we reach this person now, why, from when; which touches collided."""

from accord.agreement.contact.asked import Ask, OpenDeal, Situation, Spoke, Taken, Touch
from accord.agreement.contact.compiling import compile_contact
from accord.agreement.contact.decide import decide_contact
from accord.agreement.contact.terms import Policy
from accord.agreement.contact.verdict import LAW, Reason, Verdict, Why

__all__ = [
    "LAW", "Ask", "OpenDeal", "Policy", "Reason", "Situation", "Spoke", "Taken", "Touch", "Verdict", "Why",
    "compile_contact", "decide_contact",
]  # fmt: skip

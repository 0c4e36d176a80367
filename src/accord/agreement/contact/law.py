"""First the law: what the person said about being written to or called binds both teams, under any agreement."""

from collections.abc import Iterator

from accord.agreement.contact.asked import Ask, Situation
from accord.agreement.contact.verdict import LAW, Reason, Why
from accord.vocabulary.consent import ConsentStanding
from accord.vocabulary.said import said

NOT_SAID = ConsentStanding(None, None)


def find_refusals(situation: Situation, ask: Ask) -> Iterator[Reason]:
    """The person's no to this purpose by this medium; it ends only by their own later yes."""
    standing = situation.consents.get((ask.purpose, ask.medium), NOT_SAID)
    if standing.allowed is False and standing.because is not None:
        because = standing.because
        sentence = said(
            "they %(state)s %(purpose)s by %(medium)s on %(day)s",
            state=because.state.value,
            purpose=ask.purpose.value,
            medium=ask.medium.value,
            day=f"{because.at:%Y-%m-%d}",
        )
        yield Reason(Why.refused, sentence, LAW, None, None, "person")


def assumed_consent(situation: Situation, ask: Ask) -> Iterator[str]:
    """What a yes takes for granted: that silence is enough, where nobody recorded a word."""
    if situation.consents.get((ask.purpose, ask.medium), NOT_SAID).allowed is None:
        yield said(
            "nobody recorded a word of theirs about %(purpose)s by %(medium)s: whether silence is enough is your law's",
            purpose=ask.purpose.value,
            medium=ask.medium.value,
        )

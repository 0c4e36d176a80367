"""Whether a person's clicks may be measured at all."""

from collections.abc import Collection

from accord.contacts.consent import hold
from accord.vocabulary.consent import Medium, Purpose


def may_measure_clicks(keys: Collection[int]) -> bool:
    """False where the person behind these identity keys refused that what they click is measured."""
    return hold(keys, Purpose.click_measurement, Medium.email).allowed is not False

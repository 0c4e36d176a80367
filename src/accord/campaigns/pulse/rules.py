"""The rules of one send, frozen when it is first seen, and as they are kept."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from accord.agreement.first_hour import Ceiling, FirstHour
from accord.learning.pulse import Benchmark, Curve
from accord.vocabulary.facts import FactKind


@dataclass(frozen=True, slots=True)
class SendRules:
    """What the agreement said and what past sends had taught, when the send began. No benchmark: too little history."""

    hour: FirstHour
    benchmark: Benchmark | None
    agreement_hash: str = ""


def encode_rules(rules: SendRules) -> dict[str, Any]:
    """The rules as JSON keeps them."""
    hour = rules.hour
    return {
        "kinds": sorted(int(each) for each in hour.kinds),
        "hold": hour.hold.total_seconds(),
        "bar": hour.bar,
        "smallest": hour.smallest,
        "ceilings": [[each.metric, int(each.kind), each.share] for each in hour.ceilings],
        "control": hour.control,
        "benchmark": asdict(rules.benchmark) if rules.benchmark else None,
    }


def decode_rules(kept: Mapping[str, Any], agreement_hash: str) -> SendRules:
    """The rules again."""
    hour = FirstHour(
        kinds=frozenset(map(FactKind, kept["kinds"])),
        hold=timedelta(seconds=kept["hold"]),
        bar=kept["bar"],
        smallest=kept["smallest"],
        ceilings=tuple(Ceiling(metric, FactKind(kind), share) for metric, kind, share in kept["ceilings"]),
        # An earlier release kept only whether there is one, or nothing.
        control=kept.get("control", float(kept.get("beside_control", False))),
    )
    learnt = kept["benchmark"]
    benchmark = Benchmark(**{**learnt, "curve": Curve(**learnt["curve"])}) if learnt else None
    return SendRules(hour, benchmark, agreement_hash)

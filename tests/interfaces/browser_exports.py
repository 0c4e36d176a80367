"""Exports of an invented company, dated relative to today: what forms know, what the CRM knows."""

import csv
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

FIRST = [
    "Ada",
    "Ben",
    "Carla",
    "Dirk",
    "Elif",
    "Femke",
    "Gijs",
    "Hanna",
    "Ivo",
    "Jana",
    "Koen",
    "Lena",
    "Marek",
    "Nina",
    "Otto",
    "Petra",
    "Ruben",
    "Sofia",
    "Tom",
    "Vera",
]
LAST = [
    "Aalto",
    "Bakker",
    "Costa",
    "Dvorak",
    "Egger",
    "Fischer",
    "Greco",
    "Hofer",
    "Ilves",
    "Jansen",
    "Keller",
    "Lund",
    "Moreau",
    "Novak",
    "Olsen",
    "Peeters",
]
FIRMS = [
    "Aqua",
    "Brook",
    "Cress",
    "Delta",
    "Elm",
    "Fjord",
    "Grove",
    "Haven",
    "Inlet",
    "Juniper",
    "Kelp",
    "Larch",
    "Meadow",
    "North",
    "Orchard",
    "Pine",
]
TRADES = ["Foods", "Waterworks", "Dairy", "Brewing", "Chemicals", "Bottling"]
CHANNELS = ("paid search", "organic search", "email", "webinar", "event", "social")
DEALS = 34
REPS = ("005000000000001AAA", "005000000000002AAA", "005000000000009AAA")


@dataclass(frozen=True, slots=True)
class Exports:
    """The files of both teams."""

    marketing: Path
    leads: Path
    tasks: Path
    deals: Path
    star: str  # the address of one whom both teams know well


@dataclass(frozen=True, slots=True)
class Buyer:
    """One invented person."""

    number: int
    first: str
    last: str
    firm: str
    created: datetime
    channel: str
    asked: str

    @property
    def email(self) -> str:
        """Their work address."""
        return f"{self.first}.{self.last}{self.number}@{self.firm.replace(' ', '-')}.example".lower()


def write_exports(folder: Path, now: datetime) -> Exports:
    """412 rows of marketing, 187 of the CRM: the same people partly, as in every siloed company."""
    pick = random.Random(7)
    buyers = [_buyer(pick, n, now) for n in range(372)]
    known = pick.sample(buyers, 150)
    alone = [_buyer(pick, 1000 + n, now) for n in range(37)]
    return Exports(
        _write(folder / "form-fills.csv", _marketing(pick, buyers), ";"),
        _write(folder / "Lead.csv", _leads(pick, known + alone, now)),
        _write(folder / "Task.csv", _tasks(pick, known)),
        _write(folder / "Opportunity.csv", _deals(pick, known, now)),
        next(b.email for b in known[:DEALS] if b.asked == "demo"),
    )


def _buyer(pick: random.Random, number: int, now: datetime) -> Buyer:
    firm = f"{pick.choice(FIRMS)} {pick.choice(TRADES)}"
    created = now - timedelta(days=pick.randrange(9, 150), minutes=pick.randrange(600))
    asked = pick.choices(("demo", "price", "guide", "newsletter"), (1, 1, 4, 4))[0]
    return Buyer(number, pick.choice(FIRST), pick.choice(LAST), firm, created, pick.choice(CHANNELS), asked)


def _marketing(pick: random.Random, buyers: list[Buyer]) -> list[dict[str, str]]:
    twice = [(f"F{5000 + n}", b) for n, b in enumerate(pick.sample(buyers, 40))]
    rows = [(f"F{b.number}", b) for b in buyers] + twice
    return [
        {
            "Lead ID": key,
            "First name": b.first,
            "Last name": b.last,
            "Email": b.email,
            "Company": b.firm,
            "Created": f"{b.created:%Y-%m-%d %H:%M}",
            "Channel": b.channel,
            "Asked for": b.asked,
        }
        for key, b in rows
    ]


def _leads(pick: random.Random, buyers: list[Buyer], now: datetime) -> list[dict[str, str]]:
    converted = buyers[:DEALS]
    return [
        {
            "Id": _id("00Q", b.number),
            "FirstName": b.first,
            "LastName": b.last,
            "Email": b.email,
            "Company": b.firm,
            "OwnerId": pick.choice(REPS),
            "Status": "Closed - Converted" if b in converted else "Open - Not Contacted",
            "CreatedDate": _iso(b.created + timedelta(hours=3)),
            "IsConverted": str(b in converted).lower(),
            "ConvertedDate": f"{b.created + timedelta(days=6):%Y-%m-%d}" if b in converted else "",
            "ConvertedOpportunityId": _id("006", b.number) if b in converted else "",
            "SystemModstamp": _iso(now - timedelta(hours=2)),
        }
        for b in buyers
    ]


def _tasks(pick: random.Random, known: list[Buyer]) -> list[dict[str, str]]:
    rows = []
    for b in known[:110]:
        for call in range(pick.randrange(1, 4)):
            when = b.created + timedelta(days=call, hours=pick.randrange(4, 40))
            done = pick.choice(("Connected", "No answer", "Left message"))
            rows.append(
                {
                    "Id": _id("00T", b.number * 5 + call),
                    "WhoId": _id("00Q", b.number),
                    "OwnerId": pick.choice(REPS),
                    "Subject": "Call",
                    "TaskSubtype": "Call",
                    "Status": "Completed",
                    "IsClosed": "true",
                    "CallDisposition": done,
                    "CompletedDateTime": _iso(when),
                    "CreatedDate": _iso(when),
                }
            )
    return rows


def _deals(pick: random.Random, known: list[Buyer], now: datetime) -> list[dict[str, str]]:
    rows = []
    for b in known[:DEALS]:
        won = pick.random() < 0.6 and b.created < now - timedelta(days=31)
        rows.append(
            {
                "Id": _id("006", b.number),
                "Name": f"{b.firm} monitoring",
                "StageName": "Closed Won" if won else "Proposal/Price Quote",
                "IsWon": str(won).lower(),
                "IsClosed": str(won).lower(),
                "Amount": str(pick.randrange(12, 60) * 1000),
                "CurrencyIsoCode": "EUR",
                "CloseDate": f"{b.created + timedelta(days=30):%Y-%m-%d}",
                "CreatedDate": _iso(b.created + timedelta(days=6)),
                "OwnerId": pick.choice(REPS),
            }
        )
    return rows


def _id(prefix: str, number: int) -> str:
    suffix = "EAA" if prefix[2].isupper() else "AAA"  # the checksum of an id's capitals
    return f"{prefix}{number:012d}{suffix}"


def _iso(when: datetime) -> str:
    return f"{when:%Y-%m-%dT%H:%M:%SZ}"


def _write(path: Path, rows: list[dict[str, str]], delimiter: str = ",") -> Path:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path

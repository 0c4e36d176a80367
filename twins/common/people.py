"""Made-up people for a twin that starts without a seed file; every address ends in .example."""

from dataclasses import dataclass
from random import Random

FIRST = [
    "Ada",
    "Ben",
    "Chen",
    "Dara",
    "Elif",
    "Femi",
    "Goran",
    "Hana",
    "Ines",
    "Jonas",
    "Kofi",
    "Lena",
    "Mina",
    "Noor",
    "Olu",
    "Petra",
    "Quentin",
    "Rhea",
    "Sven",
    "Tara",
]
LAST = [
    "Adler",
    "Brandt",
    "Costa",
    "Dahl",
    "Eriksen",
    "Fischer",
    "Garcia",
    "Haas",
    "Ito",
    "Jensen",
    "Kaya",
    "Lindt",
    "Moreau",
    "Novak",
    "Okafor",
    "Peters",
]
FIRMS = [
    "Nordwind",
    "Alpenblick",
    "Hafenlicht",
    "Steinbach",
    "Silverline",
    "Blueridge",
    "Kestrel",
    "Morgenrot",
    "Palmgrove",
    "Westbrook",
]
FORMS = ("GmbH", "Ltd", "Inc", "AG", "BV")
TITLES = (
    "Head of Operations",
    "Plant Manager",
    "CFO",
    "Marketing Director",
    "Buyer",
    "Engineer",
    "IT Manager",
)
COUNTRIES = ("Germany", "United Kingdom", "United States", "Austria", "Netherlands")


@dataclass(frozen=True)
class Person:
    """One made-up person at a made-up firm."""

    first: str
    last: str
    email: str
    title: str
    company: str
    website: str
    country: str


def make_people(count: int, dice: Random) -> list[Person]:
    """`count` people with distinct addresses."""
    people = []
    for n in range(count):
        first, last, firm = dice.choice(FIRST), dice.choice(LAST), dice.choice(FIRMS)
        site = f"{firm.lower()}{n // 3}.example"
        people.append(
            Person(
                first,
                last,
                f"{first.lower()}.{last.lower()}{n}@{site}",
                dice.choice(TITLES),
                f"{firm} {n // 3} {dice.choice(FORMS)}",
                f"https://www.{site}",
                dice.choice(COUNTRIES),
            )
        )
    return people

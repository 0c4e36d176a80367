"""The numbers of what sales hears: each with its formula, clause, query and rows, in one segment or in all."""

from dataclasses import dataclass
from urllib.parse import quote, unquote

from accord.agreement.hearing import CLAUSE
from accord.measures.hears.gather import Heard, Key
from accord.measures.hears.lines import FromSource, HeardSegment, Rival
from accord.measures.hears.topics import RIVAL
from accord.measures.number import Number, Part, Rows
from accord.measures.scope import Scope
from accord.measures.wilson import ENOUGH, wilson
from accord.vocabulary.said import said

OF = "hears:"  # what the names of its numbers begin with: hears:week:question:price
_IN = "segment="  # and those of one segment: hears:segment=food:week:question:price
_PAST = (
    "people of whom it was said, summed over the weeks before / people with outcomes, summed over those weeks"
)
_FROM = "people of this source of whom it was said in all these weeks / people of this source with outcomes in them"
_LOST = "deals lost in all these weeks for which this competitor is named"
_LOST_SHARE = (
    "deals lost in all these weeks for which this competitor is named / those decided for which it is"
)
Where = tuple[tuple[str, str], ...]


def segment_of(name: str) -> str:
    """The segment in which a number of this name is reckoned; empty for those of all."""
    first = name.removeprefix(OF).partition(":")[0]
    return unquote(first.removeprefix(_IN)) if first.startswith(_IN) else ""


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes numbers of what was heard."""

    scope: Scope
    heard: Heard

    def name(self, rest: str) -> str:
        """A number's name."""
        segment = self.heard.segment
        return f"{OF}{_IN}{quote(segment, safe='')}:{rest}" if segment else OF + rest

    @property
    def inside(self) -> Where:
        """What rows of the segment are filtered by."""
        return (("segment", self.heard.segment),) if self.heard.segment else ()

    @property
    def week(self) -> Where:
        """What rows of the judged week are filtered by."""
        return (*self.inside, ("cell", str(self.heard.week)))

    @property
    def weeks(self) -> Where:
        """What rows of all the weeks looked at are filtered by."""
        return (*self.week, ("early", str(self.heard.first)))

    def share(
        self,
        key: Key,
        name: str,
        label: str,
        hits: int,
        cases: int,
        formula: str,
        *,
        where: Where = (),
        sql: str = "",
    ) -> Number:
        """People of whom a topic was said, of those with outcomes: of the week, or of what `where` says."""
        few = (
            "" if cases >= ENOUGH else said("only %(n)s outcomes: read the interval, not the share", n=cases)
        )
        rows = Rows("rows_hears", hits, (("reason", key[0]), ("word", key[1]), *(where or self.week)))
        return self.scope.number(
            self.name(f"{name}:{key[0]}:{key[1]}"), label, hits / cases if cases else None, "share", formula,
            sql or "hears_topics", clause=CLAUSE, rows=rows, enough=not few, note=few,
            interval=wilson(hits, cases), part=Part(hits, cases, "outcomes"),
        )  # fmt: skip

    def past(self, key: Key) -> Number:
        """The same of the weeks before."""
        counts, outcomes = self.heard.past(key)
        hits, cases = sum(counts), sum(outcomes)
        # Its rows are those of one week each: a person who said it in two weeks counts in both.
        return self.scope.number(
            self.name(f"past:{key[0]}:{key[1]}"), "In the weeks before", hits / cases if cases else None, "share",
            _PAST, "hears_topics", clause=f"{CLAUSE}.against", interval=wilson(hits, cases),
            enough=cases >= ENOUGH, part=Part(hits, cases, "outcomes"),
        )  # fmt: skip

    def by_source(self, key: Key) -> tuple[FromSource, ...]:
        """Each source with enough outcomes, by name."""
        found = sorted((s, n) for (sort, _, s), n in self.heard.sources.items() if not sort and n >= ENOUGH)
        return tuple(
            FromSource(
                source,
                self.share(
                    key, f"from {source}", source, self.heard.sources.get((*key, source), 0), cases, _FROM,
                    where=(*self.weeks, ("source", source)), sql="hears_sources",
                ),
            )
            for source, cases in found
        )  # fmt: skip

    def segments(self) -> tuple[HeardSegment, ...]:
        """Every segment with outcomes, the largest first."""
        weeks = (("cell", str(self.heard.week)), ("early", str(self.heard.first)))
        return tuple(
            HeardSegment(
                name,
                self.scope.number(
                    self.name(f"of {name}"), name, people, "people",
                    "people of whom an outcome was recorded in all these weeks, whose company is of this industry",
                    "hears_segments", rows=Rows("rows_hears", people, (("segment", name), *weeks)),
                ),
            )
            for name, people in sorted(self.heard.segments.items(), key=lambda each: (-each[1], each[0]))
        )  # fmt: skip

    def rivals(self) -> tuple[Rival, ...]:
        """Every competitor that a decided deal names, the one to which most were lost first."""
        ordered = sorted(self.heard.rivals.items(), key=lambda each: (-each[1][0], -each[1][1], each[0]))
        return tuple(self._rival(name, lost, won) for name, (lost, won) in ordered)

    def _rival(self, name: str, lost: int, won: int) -> Rival:
        rows = Rows("rows_hears_deals", lost, (("reason", RIVAL), ("word", name), *self.weeks))
        cases = lost + won
        few = "" if cases >= ENOUGH else said("only %(n)s deals: read the interval, not the share", n=cases)
        clause = f"{CLAUSE}.competitors"
        return Rival(
            name,
            self.scope.number(
                self.name(f"lost to:{name}"), "Deals lost to it", lost, "deals", _LOST, "hears_rivals",
                clause=clause, rows=rows,
            ),
            self.scope.number(
                self.name(f"lost share:{name}"), "Lost, of those decided", lost / cases, "share", _LOST_SHARE,
                "hears_rivals", clause=clause, rows=rows, enough=not few, note=few,
                interval=wilson(lost, cases), part=Part(lost, cases, "deals"),
            ),
        )  # fmt: skip

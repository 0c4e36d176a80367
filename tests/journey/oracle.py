"""The journey reckoned slowly and plainly, to compare with: sets instead of bits, all anew at each fact."""

from datetime import timedelta

from accord.agreement.tables import AtomType, Outcome
from accord.journey.encode import decided_by, kind_of
from accord.journey.pack import ABOUT_THE_PERSON
from accord.vocabulary.facts import FactKind as K


def bits(mask):
    return {a for a in range(62) if int(mask) >> a & 1}


class Slow:
    """One contact, read fact by fact; `passes` is a list of dicts."""

    def __init__(self, tables):
        self.t = tables
        self.passes, self.state, self.history = [], "new", []
        self.person, self.truth = set(), set()
        n = len(tables.kind_ptr) - 1
        self.moves = {
            k: set(tables.kind_atoms[tables.kind_ptr[k] : tables.kind_ptr[k + 1]].tolist()) for k in range(n)
        }
        self.lasting = {
            a
            for a, kind in enumerate(tables.atom_type)
            if kind == AtomType.happened
            and all(k in ABOUT_THE_PERSON for k in range(n) if a in self.moves[k])
        }
        self.silences = {
            a: timedelta(days=int(tables.atom_days[a]))
            for a, k in enumerate(tables.atom_type)
            if k == AtomType.silence
        }

    def run(self, facts, as_of):
        for fact in sorted(f for f in facts if f.occurred_at <= as_of):
            self.be_silent(fact.occurred_at - timedelta(microseconds=1))
            self.read(fact)
        self.be_silent(as_of)
        return self.passes

    def be_silent(self, until):
        while self.state in ("open", "customer"):
            p = self.passes[-1]
            due = [p["heard"] + d for a, d in self.silences.items() if a not in p["acts"]]
            if not due or min(due) > until:
                return
            when = min(due)
            p["acts"] |= {a for a, d in self.silences.items() if p["heard"] + d <= when}
            self.judge(when)

    def read(self, fact):
        kind, when = kind_of(fact.kind, fact.value, fact.agent), fact.occurred_at
        self.history.append((when, kind))
        if kind == K.attribute:
            decides, satisfied = decided_by(fact.value, self.t)
            self.truth = (self.truth - bits(decides)) | bits(satisfied)
        cleared = bits(self.t.clears[kind])
        self.person -= cleared
        if self.passes:
            self.passes[-1]["acts"] -= cleared
            self.passes[-1]["latched"] = {
                m for m in self.passes[-1]["latched"] if not bits(self.t.entry_masks[m]) & cleared
            }
        closes = self.t.closes[kind] - 1
        self.open(kind, closes, when)
        inside = self.state in ("open", "customer")
        for a in self.moves[kind]:
            if a in self.lasting and self.often(a, 0):
                self.person.add(a)
            elif a not in self.lasting and inside and self.often(a, self.passes[-1]["start"]):
                self.passes[-1]["acts"].add(a)
        if not inside:
            return
        p = self.passes[-1]
        if self.t.human[kind]:
            p["heard"] = when
            p["acts"] -= set(self.silences)
        self.judge(when)
        if closes >= 0 and (self.state == "open" or closes == Outcome.churned):
            if self.state == "open":
                p["outcome"] = Outcome(closes)
            self.state = "customer" if closes == Outcome.won else "closed"
            if self.state == "closed":
                self.move(None, when)

    def open(self, kind, closes, when):
        p = self.passes[-1] if self.passes else None
        if self.state in ("customer", "closed"):
            lost = self.state == "closed" and p["outcome"] == Outcome.lost
            undone = kind == K.deal_reopened and (self.state == "customer" or lost)
            if undone or (closes == Outcome.won and self.state == "closed" and p["outcome"] != Outcome.won):
                p["outcome"], self.state, p["heard"] = None, "open", when
                p["acts"] -= set(self.silences)
                return
        opens = self.t.opens[kind] == 2 or (
            self.state != "customer" and (self.t.opens[kind] or closes == Outcome.won)
        )
        if self.state != "open" and opens:
            if self.state == "customer":
                self.move(None, when)
            self.state = "open"
            start = len(self.history) - 1
            new = {
                "number": len(self.passes) + 1,
                "opened": when,
                "start": start,
                "heard": when,
                "acts": set(),
                "latched": set(),
            }
            self.passes.append(new | {"stays": [], "qualified": None, "outcome": None})

    def often(self, a, start):
        """Whether the fact just read is the n-th of its atom within the days."""
        since = self.history[-1][0] - timedelta(days=int(self.t.atom_days[a]))
        counted = [when for when, kind in self.history[start:] if a in self.moves[kind]]
        if self.t.atom_days[a]:
            counted = [when for when in counted if when >= since]
        return len(counted) >= self.t.atom_n[a]

    def fit(self):
        return min(sum(self.t.fit_rules[r].milli_points for r in self.truth), self.t.fit_cap)

    def engagement(self, when):
        sums = [0] * len(self.t.criterion_points)
        for at, kind in self.history[self.passes[-1]["start"] :]:
            c, age = self.t.kind_criterion[kind], (when - at).days
            if c >= 0 and age < len(self.t.decay):
                sums[c] += int(self.t.criterion_points[c]) * int(self.t.decay[age]) // 1_000_000
        return min(
            sum(min(s, int(cap)) for s, cap in zip(sums, self.t.criterion_cap, strict=True)),
            self.t.engagement_cap,
        )

    def holds(self, a, when):
        kind, n = self.t.atom_type[a], self.t.atom_n[a]
        if kind == AtomType.fit:
            return self.fit() >= n
        if kind == AtomType.trait:
            return n in self.truth
        if kind == AtomType.engagement:
            return self.engagement(when) >= n
        return a in self.person or a in self.passes[-1]["acts"]

    def judge(self, when):
        p, top = self.passes[-1], None
        for s in range(len(self.t.stage_ids)):
            if any(self.holds(a, when) for a in bits(self.t.entry_blocks[s])):
                continue
            for m in range(self.t.entry_ptr[s], self.t.entry_ptr[s + 1]):
                atoms = bits(self.t.entry_masks[m])
                if m in p["latched"] or all(self.holds(a, when) for a in atoms):
                    top = s
                    if not atoms & set(self.silences):
                        p["latched"].add(m)
                    if s == self.t.qualified_stage and p["qualified"] is None:
                        p["qualified"] = (when, self.fit(), self.engagement(when))
        self.move(top, when)

    def move(self, stage, when):
        stays = self.passes[-1]["stays"]
        now = stays[-1][0] if stays and stays[-1][2] is None else None
        if stage == now:
            return
        if now is not None:
            left = stays.pop()
            if left[1] < when:
                stays.append((left[0], left[1], when))
        if stage is not None:
            if stays and stays[-1][0] == stage and stays[-1][2] == when:
                stays[-1] = (stage, stays[-1][1], None)
            else:
                stays.append((stage, when, None))

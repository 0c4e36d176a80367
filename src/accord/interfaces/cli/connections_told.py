"""How a connected system stands, in lines for a terminal."""

from accord.reporting.sync_health import ObjectHealth, SystemHealth


def describe(one: SystemHealth) -> list[str]:
    """Budget, writes, listening, each object, and what waits, was refused or contradicts."""
    budget = f"{one.used:,} of {one.allowed:,} used by all" if one.allowed else "limit not said"
    lines = [
        f"{one.system} (source {one.source}): {one.calls:,} calls of ours today, {budget}",
        f"  writes: {one.waiting:,} waiting, {one.sent:,} sent, {one.seen:,} seen there, {one.failed_count:,} refused; "
        f"conflicts open: {one.conflicts_open:,}",
    ]
    if one.error:
        lines += [f"  error  {one.error}", f"  try    {one.remedy}"]
    lines += _listener(one)
    lines += [_line(each) for each in one.objects]
    lines += [f"  waits  {g.rows:,} of {g.object}: {g.field} {g.value!r} ({g.reason})" for g in one.gaps]
    lines += [f"  refused  {w.record} {w.field} = {w.value!r}: {w.error}" for w in one.failed]
    lines += [
        f"  conflict  {c.object} {c.record} {c.field}: ours {c.ours!r}, theirs {c.theirs!r} by "
        f"{c.theirs_by}; {c.outcome}"
        for c in one.conflicts
    ]
    return lines


def _listener(one: SystemHealth) -> list[str]:
    found = one.listener
    if found is None:
        return []
    heard = f"; heard {found.heard:,}" + (f", last {found.heard_at:%H:%M:%S}" if found.heard_at else "")
    said = [f"  listens: {found.state} since {found.since:%Y-%m-%d %H:%M:%S}{heard}"]
    return said + ([f"  error  {found.error}", f"  try    {found.remedy}"] if found.error else [])


def _line(each: ObjectHealth) -> str:
    read = f"{each.read_at:%Y-%m-%d %H:%M:%S}" if each.read_at else "never"
    lag = f"lag {each.lag:,.0f} s" if each.lag is not None else ""
    waits = "not read for longer than agreed" if each.read_at else "not read yet: the worker does it"
    note = each.error or (waits if each.unread else "")
    return f"  {each.object:<26} read {read:<20} {lag:<14} {each.rows:>9,} rows  {each.history:<8} {note}".rstrip()

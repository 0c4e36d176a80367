"""Month names of seven languages, long and short, casefolded."""

_NAMES = """
1 january jan januar jänner januari janvier janv enero ene gennaio gen janeiro
2 february feb februar februari février fevrier févr fevr febrero febbraio fevereiro fev
3 march mar märz maerz mär mrz maart mrt mars marzo março marco
4 april apr avril avr abril abr aprile
5 may mai mei mayo maggio mag maio
6 june jun juni juin junio giugno giu junho
7 july jul juli juillet juil julio luglio lug julho
8 august aug augustus août aout agosto ago
9 september sep sept septembre septiembre settembre set setembro
10 october oct oktober okt octobre octubre ottobre ott outubro out
11 november nov novembre noviembre novembro
12 december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro
"""

MONTHS: dict[str, int] = {
    name: int(line.split()[0]) for line in _NAMES.strip().splitlines() for name in line.split()[1:]
}

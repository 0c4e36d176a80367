"""Agreements: what is sealed is what was signed, and every decision stands on something sealed."""

from accord.agreement import content_hash
from accord.reporting.checks.finding import Finding, find, finding
from accord.teams.models import SealedAgreement

_KEEP = "restore the sealed text from a backup; nothing signed may ever change"


def check_agreements() -> list[Finding]:
    """Sealed bytes give their hash, have both teams' signatures, and back every decision."""
    changed = [
        s.hash[:12] for s in SealedAgreement.objects.order_by("pk") if content_hash(bytes(s.sealed)) != s.hash
    ]
    return [
        *finding("agreement.changed", "sealed agreements are not what was signed", _KEEP, changed),
        *find(
            "agreement.unsigned",
            "sealed agreements lack the signature of a team",
            "nothing may act under them: seal them anew with both signatures",
            "SELECT substr(a.hash, 1, 12) FROM teams_sealedagreement a WHERE "
            "(SELECT count(DISTINCT s.team) FROM teams_signature s WHERE s.hash = a.hash "
            "AND s.team IN ('marketing', 'sales')) < 2 ORDER BY a.id",
        ),
        *find(
            "act.under_nothing_signed",
            "decisions name an agreement that is not sealed here",
            "report this: nothing acts under an unsigned agreement",
            "SELECT a.id FROM ledger_act a WHERE a.agreement_hash <> '' AND NOT EXISTS "
            "(SELECT 1 FROM teams_sealedagreement s WHERE s.hash = a.agreement_hash) ORDER BY a.id",
        ),
    ]

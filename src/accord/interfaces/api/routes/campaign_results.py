"""/campaigns/results: what a campaign brought, by arm and against its holdout; the wins by name."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from ninja import P, QueryEx, Router

from accord.interfaces.api.auth import asks
from accord.interfaces.api.reading import Offset
from accord.interfaces.api.shape import ERRORS, answer
from accord.reporting.campaigns.results import CampaignResult, campaign_result
from accord.reporting.campaigns.sent import find_sent
from accord.reporting.campaigns.shapes import SentUnder
from accord.reporting.campaigns.wins import CampaignWins, campaign_wins

router = Router(tags=["campaigns"])
Ref = QueryEx[str, P(max_length=200)]


@router.get("/campaigns/results", url_name="campaign-results", response={200: CampaignResult, **ERRORS})
def results(request: HttpRequest, campaign: Ref = "") -> HttpResponse:
    """Of a plan by its key, or of sends by the name under which another tool sent them."""
    return answer(campaign_result(asks(request), campaign, now=datetime.now(UTC)))


@router.get("/campaigns/sent", url_name="campaigns-sent", response={200: SentUnder, **ERRORS})
def sent(request: HttpRequest, offset: Offset = 0) -> HttpResponse:
    """Every name under which was sent and that nobody planned here, the latest first: ask its results by it."""
    return answer(find_sent(asks(request), datetime.now(UTC), offset=offset))


@router.get("/campaigns/results/wins", url_name="campaign-wins", response={200: CampaignWins, **ERRORS})
def wins(request: HttpRequest, campaign: Ref = "") -> HttpResponse:
    """The deals won with its people whom you may see, and who of both teams touched them."""
    return answer(campaign_wins(asks(request), campaign, now=datetime.now(UTC)))

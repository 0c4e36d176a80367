"""What company is simulated: its size, its channels with their true effects, and how its two teams behave."""

from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Channel:
    """One way people find the company. `effect` is what it truly adds to the log-odds of buying."""

    name: str  # as HubSpot writes it
    lead_source: str  # as Salesforce writes it
    medium: str  # utm_medium and utm_source of the page on which people of this channel first send a form
    site: str
    share: float
    effect: float


CHANNELS = (
    Channel("ORGANIC_SEARCH", "Organic Search", "organic", "google", 0.24, 0.4),
    Channel("PAID_SEARCH", "Paid Search", "cpc", "google", 0.16, 0.2),
    Channel("PAID_SOCIAL", "Paid Social", "cpc", "linkedin", 0.16, -0.9),
    Channel("EMAIL_MARKETING", "Email", "email", "newsletter", 0.12, -0.3),
    Channel("REFERRALS", "Referral", "referral", "partner-site", 0.08, 1.1),
    Channel("DIRECT_TRAFFIC", "Direct", "(none)", "(direct)", 0.10, 0.5),
    Channel("OFFLINE", "Trade Show", "event", "fair", 0.14, 0.0),
)


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How marketing and sales work together. Shares are 0-1; the default is two silos."""

    never_synced_share: float = 0.14  # of marketing's qualified: never arrives in the CRM
    never_followed_share: float = 0.48  # of what arrives: nobody ever acts
    swept_after_days: int = 21  # leads that nobody touched are closed by a click, with no reason that is true
    hand_raise_attention: float = 0.05  # of those neglected, how many are spared when they asked by hand
    response_median_hours: float = 24.0  # to the first human attempt, were there no nights and weekends
    response_spread: float = 1.3  # of the logarithm
    status_without_work_share: float = 0.12  # status clicked to Working, nothing done
    marketing_duplicate_share: float = 0.07  # a second record of the same person
    sales_duplicate_share: float = 0.10
    typo_share: float = 0.5  # of the duplicates: with a slip in name, company or address
    free_mail_share: float = 0.12  # known to marketing by a private address only
    loose_definition: bool = True  # marketing calls five clicks qualified, a scanner's too
    known_account_share: float = 0.03  # accounts that are customers already
    left_out_share: float = 0.5  # of qualified people there: the sync makes no lead, nobody is told
    marketing_holds_back: bool = False  # no mass e-mail to people sales is talking to
    sales_only_share: float = 0.10  # of all people: prospects that sales found by itself
    machine_click_share: float = 0.25  # of companies: a scanner clicks every link it receives
    reps: int = 6
    departed: int = 1  # of the reps: left the company, still in the routing rule
    departed_days: int = 40  # how long ago
    renewed_share: float = 0.88  # of the contracts that come to their end
    expanded_share: float = 0.25  # of the contracts, in a year
    renewal_drift: float = 0.02  # of the logarithm of what is paid, at a renewal


SILOED = Behaviour()
ALIGNED = Behaviour(
    never_synced_share=0.0,
    left_out_share=0.0,
    never_followed_share=0.02,
    response_median_hours=1.5,
    response_spread=0.7,
    status_without_work_share=0.0,
    marketing_duplicate_share=0.01,
    sales_duplicate_share=0.01,
    loose_definition=False,
    marketing_holds_back=True,
    departed=0,
)


@dataclass(frozen=True, slots=True)
class CompanyPlan:
    """One company to simulate. Sizes are counts; `months` of history end at `now`."""

    name: str = "Halden Instruments"
    domain: str = "halden.example"
    currency: str = "EUR"
    people: int = 2_500
    deals: int = 120
    months: int = 12
    campaigns: int = 12
    send_share: float = 0.40  # of the people known by then who receive a campaign
    forms_mean: float = 0.8  # submissions of a person beside the first
    average_deal: int = 30_000  # a year
    target_accounts: int = 150  # of those that truly fit
    advertising: int = 6_500  # a month, at Google and LinkedIn together, in whole units of the currency
    people_per_account: float = 2.2
    departed_rep_days: int = 9  # how long a demo request has been waiting at the rep who left
    channels: tuple[Channel, ...] = CHANNELS
    behaviour: Behaviour = field(default_factory=Behaviour)


HALDEN = CompanyPlan()


def of_touches(touches: int, plan: CompanyPlan = HALDEN) -> CompanyPlan:
    """The same company grown until it has about so many touches: ten a person, most of them e-mail."""
    people = max(200, touches // 10)
    grown = people / HALDEN.people
    deals, money = max(5, round(plan.deals * grown)), round(plan.advertising * grown)
    targets = round(plan.target_accounts * grown)
    return replace(plan, people=people, deals=deals, advertising=money, target_accounts=targets)

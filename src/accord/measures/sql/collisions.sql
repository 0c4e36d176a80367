-- Collisions: each touch of either team and each clause of the contact policy of its instant that speaks against it, with
-- what had happened before it. Marketing within the agreed time after a talk with sales, or while an opportunity was open
-- whose owner had not approved the campaign; any touch that a cap counts where the cap was full. `team` is the side that
-- came second. What is older than the first version is read under it.
-- uses: contact_touches, contact_deals
-- bound: policy_from, talk_clauses, talk_times, deal_clauses, talk_kinds, cap_policies, cap_clauses, cap_of_account, cap_teams
-- bound: cap_media, cap_automatic, cap_most, cap_times, approved_deals, approved_campaigns, approved_from
WITH policies AS (
    SELECT
        unnest(range(len(CAST($policy_from AS BIGINT[])))) AS policy,
        unnest(CAST($policy_from AS BIGINT[])) AS since,
        unnest(CAST($talk_clauses AS VARCHAR[])) AS talk_clause,
        unnest(CAST($talk_times AS BIGINT[])) AS talk_time,
        unnest(CAST($deal_clauses AS VARCHAR[])) AS deal_clause
),
caps AS (
    SELECT
        unnest(CAST($cap_policies AS BIGINT[])) AS policy,
        unnest(CAST($cap_clauses AS VARCHAR[])) AS clause,
        unnest(CAST($cap_of_account AS BOOLEAN[])) AS of_account,
        unnest(CAST($cap_teams AS VARCHAR[])) AS team,
        unnest(CAST($cap_media AS VARCHAR[])) AS medium,
        unnest(CAST($cap_automatic AS BOOLEAN[])) AS automatic,
        unnest(CAST($cap_most AS BIGINT[])) AS most,
        unnest(CAST($cap_times AS BIGINT[])) AS span
),
approved AS (
    SELECT
        unnest(CAST($approved_deals AS BIGINT[])) AS deal,
        unnest(CAST($approved_campaigns AS VARCHAR[])) AS campaign,
        unnest(CAST($approved_from AS BIGINT[])) AS since
),
touched AS (
    SELECT t.*, epoch_us(t.moment) AS us, v.policy, v.talk_clause, v.talk_time, v.deal_clause
    FROM contact_touches AS t
    ASOF JOIN policies AS v ON epoch_us(t.moment) >= v.since
),
placed AS (
    SELECT t.*, coalesce(p.account, -t.contact) AS company
    FROM touched AS t
    LEFT JOIN people AS p ON p.contact = t.contact
),
talks AS (
    SELECT i.contact, f.occurred_at AS spoke_at
    FROM facts AS f
    JOIN identity AS i ON i.subject = f.subject
    WHERE f.kind IN (SELECT unnest(CAST($talk_kinds AS SMALLINT[]))) AND f.agent <> 1
),
into_talks AS (
    SELECT t.seq, t.contact, t.company, t.moment, t.team, t.talk_clause AS clause, 'conversation' AS why, true AS both_teams
    FROM placed AS t
    ASOF JOIN talks AS k ON k.contact = t.contact AND t.moment >= k.spoke_at
    WHERE t.team = 'marketing' AND t.talk_time IS NOT NULL AND t.us < epoch_us(k.spoke_at) + t.talk_time
),
into_deals AS (
    SELECT DISTINCT t.seq, t.contact, t.company, t.moment, t.team, t.deal_clause AS clause, 'open_deal' AS why, true AS both_teams
    FROM placed AS t
    JOIN contact_deals AS d ON d.contact = t.contact AND t.moment >= d.since AND t.moment < d.until
    LEFT JOIN approved AS a ON a.deal = d.deal AND a.campaign = t.campaign AND t.campaign <> '' AND a.since <= t.us
    WHERE t.team = 'marketing' AND t.deal_clause IS NOT NULL AND a.deal IS NULL
),
counted AS (
    SELECT
        t.*,
        c.clause,
        c.of_account,
        c.most,
        c.span,
        CASE WHEN c.of_account THEN t.company ELSE t.contact END AS whose,
        CAST(t.team = 'marketing' AS INTEGER) AS ours
    FROM placed AS t
    JOIN caps AS c
        ON c.policy = t.policy
       AND (c.team = '' OR c.team = t.team)
       AND (c.medium = '' OR c.medium = t.medium)
       AND (c.automatic IS NULL OR c.automatic = t.automatic)
),
windows AS (
    SELECT
        *,
        count(*) OVER before - count(*) OVER gone AS used,
        coalesce(sum(ours) OVER before, 0) - coalesce(sum(ours) OVER gone, 0) AS used_by_marketing
    FROM counted
    WINDOW
        before AS (PARTITION BY clause, whose ORDER BY us, source, seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
        gone AS (PARTITION BY clause, whose ORDER BY us RANGE BETWEEN UNBOUNDED PRECEDING AND span PRECEDING)
)
SELECT * FROM into_talks
UNION ALL
SELECT * FROM into_deals
UNION ALL
SELECT
    seq,
    contact,
    company,
    moment,
    team,
    clause,
    CASE WHEN of_account THEN 'account_cap' ELSE 'person_cap' END,
    CASE WHEN ours = 1 THEN used > used_by_marketing ELSE used_by_marketing > 0 END
FROM windows
WHERE used >= most

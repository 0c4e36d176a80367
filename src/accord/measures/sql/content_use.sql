-- Published pieces, and when each was last used by a buyer in the ways that count: sent by a tracked link, shown, or opened by a person
-- (a click that the filter released, or a visit of the place it links to), by so many people. `judged`: published for as long as pieces
-- may lie; `unused`: and not used for as long. Deals are those of the same company that were open when it was used. Instants in
-- microseconds.
-- bound: piece_keys, piece_names, piece_since, piece_stages, piece_segments, piece_places, share_pieces, share_subjects, share_since
-- bound: share_ways, content_ways, content_days, now_at
WITH pieces AS (
    SELECT
        unnest(CAST($piece_keys AS BIGINT[])) AS piece,
        unnest(CAST($piece_names AS VARCHAR[])) AS name,
        unnest(CAST($piece_since AS BIGINT[])) AS since,
        unnest(CAST($piece_stages AS VARCHAR[])) AS stage,
        unnest(CAST($piece_segments AS VARCHAR[])) AS segment,
        unnest(CAST($piece_places AS VARCHAR[])) AS place
),
shares AS (
    SELECT
        unnest(CAST($share_pieces AS BIGINT[])) AS piece,
        unnest(CAST($share_subjects AS BIGINT[])) AS subject,
        unnest(CAST($share_since AS BIGINT[])) AS us,
        unnest(CAST($share_ways AS VARCHAR[])) AS way
),
clicks AS (
    SELECT f.subject, f.value, f.asset, f.source, epoch_us(f.occurred_at) AS us
    FROM facts AS f
    JOIN judgements AS j ON j.seq = f.seq
    WHERE f.kind = 10 AND j.agent = 0 AND j.released_at <= CAST($now_at AS TIMESTAMP)
),
opens AS (
    SELECT p.piece, c.subject, c.us
    FROM clicks AS c
    JOIN pieces AS p ON c.source = 'accord' AND c.value = 'piece:' || CAST(p.piece AS VARCHAR)
    UNION ALL
    SELECT p.piece, c.subject, c.us
    FROM clicks AS c
    JOIN pieces AS p ON p.place <> '' AND c.asset = p.place
    WHERE NOT (c.source = 'accord' AND starts_with(c.value, 'piece:'))
    UNION ALL
    SELECT p.piece, f.subject, epoch_us(f.occurred_at)
    FROM facts AS f
    JOIN pieces AS p ON p.place <> '' AND f.asset = p.place
    WHERE f.kind IN (1, 2, 3, 4) AND f.agent = 0 AND f.occurred_at <= CAST($now_at AS TIMESTAMP)
),
ways AS (
    SELECT piece, subject, us, way FROM shares
    UNION ALL
    SELECT piece, subject, us, 'opened' FROM opens
),
uses AS (
    SELECT * FROM ways WHERE list_contains(CAST($content_ways AS VARCHAR[]), way)
),
touched AS (
    SELECT u.piece, count(DISTINCT d.deal) AS deals, count(DISTINCT d.deal) FILTER (d.won_at IS NOT NULL) AS won
    FROM uses AS u
    JOIN identity AS i ON i.subject = u.subject
    JOIN people AS w ON w.contact = i.contact
    JOIN deals AS d ON d.account = w.account
    WHERE epoch_us(d.created_at) <= u.us AND coalesce(epoch_us(coalesce(d.won_at, d.lost_at)), u.us + 1) > u.us
    GROUP BY u.piece
),
counted AS (
    SELECT
        w.piece,
        count(*) FILTER (w.way = 'sent') AS sent,
        count(*) FILTER (w.way = 'shown') AS shown,
        count(DISTINCT coalesce(i.contact, -w.subject)) FILTER (w.way = 'opened') AS opened,
        max(w.us) FILTER (list_contains(CAST($content_ways AS VARCHAR[]), w.way)) AS used
    FROM ways AS w
    LEFT JOIN identity AS i ON i.subject = w.subject
    GROUP BY w.piece
),
cut AS (
    SELECT epoch_us(CAST($now_at AS TIMESTAMP) - to_days(CAST($content_days AS INTEGER))) AS us
)
SELECT
    p.piece,
    p.name,
    p.stage,
    p.segment,
    p.since,
    coalesce(c.sent, 0) AS sent,
    coalesce(c.shown, 0) AS shown,
    coalesce(c.opened, 0) AS opened,
    c.used,
    coalesce(t.deals, 0) AS deals,
    coalesce(t.won, 0) AS won,
    coalesce(p.since <= cut.us, FALSE) AS judged,
    coalesce(p.since <= cut.us AND (c.used IS NULL OR c.used < cut.us), FALSE) AS unused
FROM pieces AS p
CROSS JOIN cut
LEFT JOIN counted AS c ON c.piece = p.piece
LEFT JOIN touched AS t ON t.piece = p.piece
ORDER BY p.since, p.piece

-- What closed buyers are: per buyer and attribute one value, the newest known when the first deal began, else
-- (`later`) the first one known after. What a company is and what its people are count alike.
-- uses: closed_buyers
WITH subjects AS (
    SELECT b.buyer, b.won, b.began_at, i.subject
    FROM (SELECT buyer, won, began_at, unnest(contacts) AS contact FROM closed_buyers) AS b
    INNER JOIN identity AS i ON i.contact = b.contact
    UNION
    SELECT b.buyer, b.won, b.began_at, c.subject
    FROM closed_buyers AS b
    INNER JOIN companies AS c ON c.account = b.account
),
said AS (
    SELECT
        s.buyer,
        s.won,
        lower(trim(split_part(f.value, '=', 1))) AS attribute,
        trim(substr(f.value, position('=' IN f.value) + 1)) AS value,
        f.occurred_at > s.began_at AS later,
        row_number() OVER (
            PARTITION BY s.buyer, lower(trim(split_part(f.value, '=', 1)))
            ORDER BY
                f.occurred_at > s.began_at,
                CASE
                    WHEN f.occurred_at > s.began_at THEN epoch_us(f.occurred_at)
                    ELSE -epoch_us(f.occurred_at)
                END,
                f.source,
                f.tie,
                f.value
        ) AS choice
    FROM subjects AS s
    INNER JOIN facts AS f ON f.subject = s.subject
    WHERE f.kind = 64 AND position('=' IN f.value) > 0
)
SELECT buyer, won, attribute, value, later
FROM said
WHERE choice = 1 AND value <> ''

-- How touches, and people reached, lie in companies: how many, how many collided, and the sums of squares and products that
-- say how far companies differ. What is reached in one company is not reached independently.
-- uses: collision_touches
WITH people AS (
    SELECT company, contact, count(*) AS touches, count(*) FILTER (WHERE collided) AS collided
    FROM collision_touches
    GROUP BY company, contact
),
companies AS (
    SELECT
        company,
        CAST(sum(touches) AS DOUBLE) AS touches,
        CAST(sum(collided) AS DOUBLE) AS collided,
        CAST(count(*) AS DOUBLE) AS people,
        CAST(count(*) FILTER (WHERE collided > 0) AS DOUBLE) AS people_collided
    FROM people
    GROUP BY company
)
SELECT
    'touches' AS what,
    count(*) AS companies,
    CAST(coalesce(sum(touches), 0) AS BIGINT) AS cases,
    CAST(coalesce(sum(collided), 0) AS BIGINT) AS hits,
    coalesce(sum(touches * touches), 0) AS cases_squared,
    coalesce(sum(collided * collided), 0) AS hits_squared,
    coalesce(sum(touches * collided), 0) AS products
FROM companies
UNION ALL
SELECT
    'people',
    count(*),
    CAST(coalesce(sum(people), 0) AS BIGINT),
    CAST(coalesce(sum(people_collided), 0) AS BIGINT),
    coalesce(sum(people * people), 0),
    coalesce(sum(people_collided * people_collided), 0),
    coalesce(sum(people * people_collided), 0)
FROM companies

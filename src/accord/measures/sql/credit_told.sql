-- What the buyers of the deals won in the window said themselves, one row for each deal and topic, beside the channel the
-- deal's lead came by: where they inform themselves, as noted at an outcome or said by a record, and how they heard of us, as a form or a system
-- states it. An answer that fewer than five people gave is '(fewer than five said it)'; a deal without an answer is a row
-- without a topic.
-- uses: credit_paths, credit_deals
WITH stated AS (
    SELECT
        i.contact,
        lower(trim(substr(f.value, strpos(f.value, '=') + 1))) AS topic
    FROM facts AS f
    JOIN identity AS i ON i.subject = f.subject
    WHERE f.kind = 64
      AND regexp_full_match(
          translate(lower(trim(split_part(f.value, '=', 1))), '_-', '  '),
          '(how did you )?heard? (of|about) us|self reported source'
      )
      AND trim(substr(f.value, strpos(f.value, '=') + 1)) <> ''
),
many AS (
    SELECT topic FROM stated GROUP BY topic HAVING count(DISTINCT contact) >= 5
),
answers AS (
    SELECT i.contact, CAST(s.topic AS VARCHAR) AS topic
    FROM said AS s
    JOIN identity AS i ON i.subject = s.subject
    WHERE s.sort = 'informed_by'
    UNION
    SELECT i.contact, CAST(h.topic AS VARCHAR)
    FROM heard AS h
    JOIN identity AS i ON i.subject = h.subject
    WHERE h.sort = 'informed_by'
    UNION
    SELECT a.contact, coalesce(m.topic, '(fewer than five said it)')
    FROM stated AS a
    LEFT JOIN many AS m ON m.topic = a.topic
),
by_buyer AS (
    SELECT DISTINCT coalesce(p.account, -a.contact) AS buyer, a.topic
    FROM answers AS a
    LEFT JOIN people AS p ON p.contact = a.contact
)
SELECT p.path_no, d.deal, CAST(d.source AS VARCHAR) AS source, b.topic
FROM credit_paths AS p
JOIN credit_deals AS d ON d.path_no = p.path_no
LEFT JOIN by_buyer AS b ON b.buyer = p.buyer
ORDER BY p.path_no, b.topic

-- Qualified leads of the window by segment and channel: how many were due, and how many of them anybody tried to reach.
-- uses: leak_segment_leads
SELECT segment, source AS channel, count(*) AS leads, count(*) FILTER (WHERE tried) AS tried
FROM leak_segment_leads
GROUP BY segment, source
ORDER BY segment, source

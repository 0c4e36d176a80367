-- From each step of the ways to the next, or to how they ended (no next team and channel), how many deals went.
-- uses: credit_ways
SELECT w.step, w.team, w.channel, n.team AS next_team, n.channel AS next_channel, w.what, count(*) AS deals
FROM credit_ways AS w
LEFT JOIN credit_ways AS n ON n.deal = w.deal AND n.step = w.step + 1
GROUP BY w.step, w.team, w.channel, n.team, n.channel, w.what
ORDER BY w.step, w.team, w.channel, n.team, n.channel, w.what

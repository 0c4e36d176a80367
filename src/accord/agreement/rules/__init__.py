"""The closed rule language: what a stage enters by, what scores, what fits."""

"""Who is credited for what was won: paths of touches, models that share a deal out over them, and their spread."""

"""Outcome figures: from people as columns of days, over counts that add up, to numbers that may
be shown."""

"""Wrong ways to keep the cap, which the race grid must catch."""

"""Wrong ways to keep the cap, which the race grid must catch, and to ask how it was, which the model must."""

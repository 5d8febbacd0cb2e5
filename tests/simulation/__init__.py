"""A whole day of many agents, drawn from a seed, with crashes; judged afterwards by the contract read out plainly."""

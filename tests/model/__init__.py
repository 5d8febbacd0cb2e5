"""The services against a plain model of the same company, step by step, in whatever order."""

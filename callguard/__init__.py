"""callguard: after-sales callbacks that keep to the rules."""

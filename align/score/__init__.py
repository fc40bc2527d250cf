"""A candidate bead → a number: features, their weights, and what they were learned from."""

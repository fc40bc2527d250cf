"""A candidate bead → its score: features, weights, and the confidence in a bead that was found."""

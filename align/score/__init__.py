"""A candidate bead → its score: features and weights; a found bead → its confidence."""

"""What belongs together below the sentence: words by meaning, names by sound, numbers by value."""

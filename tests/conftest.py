"""What all tests share."""

from hypothesis import settings

# No example is timed: machines are busy, and the first one imports what is imported when needed.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

"""Other aligners, measured on the same sentences and vectors; see ``run.py``."""

"""People, organisations, job titles."""

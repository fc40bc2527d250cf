"""Names of people and organisations, and job titles."""

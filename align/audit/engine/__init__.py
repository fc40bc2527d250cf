"""How an audit runs: segments, checks, findings, configuration, processes."""

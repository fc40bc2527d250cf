"""How an audit runs: segments, checks, findings, reports' data, processes."""

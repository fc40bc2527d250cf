"""The consistency audit: is a memory complete, consistent, right in its numbers, names, terms?

Sources → segments (:mod:`align.audit.segment`) → checks (:mod:`align.audit.checks`) → findings →
reports (:mod:`align.audit.reports`).
"""

from align.audit.check import CHECKS, Check, Context, Hit
from align.audit.config import Config, find_config, read_config
from align.audit.finding import Finding
from align.audit.load import load_checks
from align.audit.report import AuditReport
from align.audit.run import audit
from align.audit.segment import Segment

__all__ = [
    "CHECKS",
    "AuditReport",
    "Check",
    "Config",
    "Context",
    "Finding",
    "Hit",
    "Segment",
    "audit",
    "find_config",
    "load_checks",
    "read_config",
]

"""The consistency audit: is a memory complete, consistent, right in its numbers, names, terms?

Sources → segments (:mod:`align.audit.segment`) → checks (:mod:`align.audit.checks`) → findings →
reports (:mod:`align.audit.reports`).
"""

from align.audit.check import CHECKS, Check, Context, Hit
from align.audit.load import load_checks
from align.audit.segment import Segment

__all__ = ["CHECKS", "Check", "Context", "Hit", "Segment", "load_checks"]

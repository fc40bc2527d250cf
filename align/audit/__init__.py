"""The consistency audit: is a memory complete and consistent, are its numbers, names, terms right?

Sources → segments (``engine``) → checks (``checks``, on the evidence in ``evidence``) → findings →
reports (``reports``).
"""

from align.audit.engine.check import CHECKS, Check, Context, Hit
from align.audit.engine.config import Config, find_config, read_config
from align.audit.engine.finding import AuditReport, Finding
from align.audit.engine.run import audit
from align.audit.engine.segment_store import Segment
from align.lazy import make_callable

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
    "read_config",
]

make_callable(__name__)

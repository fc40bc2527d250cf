"""Reports of an audit, for people and for programs."""

from align.audit.reports.json_report import read_summary
from align.audit.reports.registry import (
    REPORTS,
    ReportFormat,
    check_report,
    report_format,
    write_report,
)

__all__ = [
    "REPORTS",
    "ReportFormat",
    "check_report",
    "read_summary",
    "report_format",
    "write_report",
]

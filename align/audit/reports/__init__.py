"""What an audit found, for people and for machines; one module per format."""

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

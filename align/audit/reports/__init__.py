"""What an audit found, for people and for machines: one file a format, one registry."""

from align.audit.reports.json_report import read_summary
from align.audit.reports.registry import (
    ReportFormat,
    check_report,
    load_formats,
    report_format,
    write_report,
)

__all__ = [
    "ReportFormat",
    "check_report",
    "load_formats",
    "read_summary",
    "report_format",
    "write_report",
]

"""``tmxalign audit --list``: the checks, for people and for programs."""

import json
import shutil
from textwrap import wrap

import click

from align.audit import CHECKS, Check
from align.audit.engine.check import FAMILIES

_COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}
#: Columns when nobody reads along.
_WIDTH = 100
_INDENT = " " * 6


def list_checks(*, as_json: bool) -> None:
    """Print every check with its reason and its parameters, by family."""
    families = list(FAMILIES)
    checks = sorted(CHECKS.values(), key=lambda check: families.index(check.family))
    if as_json:
        found = [_data(check) for check in checks]
        click.echo(json.dumps({"checks": found}, ensure_ascii=False, indent=1))
        return
    width = min(_WIDTH, shutil.get_terminal_size((_WIDTH, 24)).columns)
    family = ""
    for check in checks:
        if check.family != family:
            click.secho(("\n" if family else "") + FAMILIES[check.family], bold=True)
            family = check.family
        _show(check, max(40, width))


def _show(check: Check, width: int) -> None:
    severity = click.style(check.severity, fg=_COLOURS[check.severity])
    off = "" if check.on else ", off unless it is asked for"
    whole = ", looks at the whole memory" if check.whole else ""
    click.echo(f"  {click.style(check.id, bold=True)}  {severity}{off}{whole}")
    summary = check.summary[:1].upper() + check.summary[1:]
    _print(f"{summary}. {check.rationale}", width, _INDENT)
    for parameter in check.parameters:
        choices = f" ({', '.join(parameter.choices)})" if parameter.choices else ""
        default = json.dumps(parameter.default, ensure_ascii=False)  # as TOML writes it
        said = f"{parameter.name} = {default}  # {parameter.help}{choices}"
        _print(said, width, _INDENT + "  ", hanging="    ")


def _print(text: str, width: int, indent: str, hanging: str = "") -> None:
    for line in wrap(text, width, initial_indent=indent, subsequent_indent=indent + hanging):
        click.echo(line)


def _data(check: Check) -> dict[str, object]:
    return {
        "id": check.id,
        "family": check.family,
        "severity": check.severity,
        "on": check.on,
        "whole_memory": check.whole,
        "summary": check.summary,
        "rationale": check.rationale,
        "parameters": [
            {"name": p.name, "default": p.default, "choices": list(p.choices), "help": p.help}
            for p in check.parameters
        ],
    }

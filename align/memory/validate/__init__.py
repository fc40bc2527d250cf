"""Checks whether a file is valid TMX, and predicts what receivers would import.

``tmx14.rng`` is the content model of TMX 1.4; ``receivers`` is the table of what each program
imports, and what it does with a unit; ``check`` goes through the file.
"""

from align.memory.validate.receivers import RECEIVERS, Receiver
from align.memory.validate.report import AffectedUnits, Reception, Validation
from align.memory.validate.validator import validate

__all__ = ["RECEIVERS", "AffectedUnits", "Receiver", "Reception", "Validation", "validate"]

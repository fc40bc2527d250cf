"""Is a file valid TMX, and what would its receivers make of it?

``tmx14.rng`` is the content model of TMX 1.4; ``receivers`` is the table of what each program
takes; ``predict`` applies it to a unit; ``check`` goes through the file.
"""

from align.memory.validate.check import validate
from align.memory.validate.receivers import RECEIVERS, Receiver
from align.memory.validate.report import Findings, Outcome, Validation

__all__ = ["RECEIVERS", "Findings", "Outcome", "Receiver", "Validation", "validate"]

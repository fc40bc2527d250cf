"""Terms and names in a memory, found without a glossary."""

from align.audit.terms.extract import TermPair, extract_terms, glossary_of

__all__ = ["TermPair", "extract_terms", "glossary_of"]

"""Finds quantities in English and Chinese text, with their exact values.

The model is in ``quantity``. :func:`en.english_quantities` and :func:`zh.chinese_quantities` are
tables of small readers, one per kind of quantity, which ``scanner`` applies in one pass. They share
``digits`` (figures and codes), ``calendar`` (dates) and ``units_and_currencies``. Numbers in words
are read by ``en_numerals`` and ``numerals``, the context of a number by ``en_context`` and
``zh_context``.
"""

"""The formats of memories: a module for each that is written, with what reads it beside it.

To add one, add a module with a writer under :func:`align.formats.registry.register`; nothing else
has to change.
"""

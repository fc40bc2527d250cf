"""The local page where a translator looks, mends and approves.

A document (``Session``: its rows, and every action on them) and a memory with its documents
(:mod:`align.review.project`) → a small server on this computer (:mod:`align.review.server`) → the
page (``page/``).
"""

from align.lazy import make_callable

make_callable(__name__)

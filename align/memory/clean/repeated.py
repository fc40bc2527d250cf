"""Rules about units that are met more than once. They look at the memory as a whole."""

from align.memory.clean.rule import RULES, Rule, pair
from align.parameter import Parameter

#: What may stay of one source with several targets.
KEEP = ("all", "newest", "most-frequent")

_RULES = (
    Rule(
        "duplicate",
        "the same pair again; the newest stays",
        None,
        order=10,
        removes=((pair("Hello.", "你好。"), pair("Hello.", "你好。")),),
        keeps=((pair("Hello.", "你好。"), pair("Hello.", "您好。")),),
    ),
    Rule(
        "near-duplicate",
        "the same pair but for case, spaces and the width of punctuation; the newest stays",
        None,
        order=20,
        removes=(
            (pair("Hello, Tom.", "你好，Tom。"), pair("HELLO,  Tom.", "你好,Tom。")),
            (pair("Stand No. 5", "5号展台"), pair("Stand No.5", "５号 展台")),
        ),
        keeps=(
            (pair("Hello!", "你好！"), pair("Hello?", "你好？")),
            (pair("Stand 5", "5号展台"), pair("Stand 6", "6号展台")),
        ),
    ),
    Rule(
        "translations",
        "another translation of the same source, unless all are kept",
        None,
        order=30,
        parameters=(
            Parameter(
                "keep",
                "all",
                "which of several translations of one source stay",
                choices=KEEP,
            ),
        ),
        keeps=((pair("Hello.", "你好。"), pair("Hello.", "您好。")),),
    ),
)
for _rule in _RULES:
    RULES.add(_rule, __name__)

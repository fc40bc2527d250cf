"""What surrounds the text of a web page: one grammar, filled with each language's words.

A line is furniture when **all** of it is: a list of known navigation words, a breadcrumb, a row of
metadata, or a line that a label such as ``Share to:`` opens. One unknown word and it is text.
"""

import re
from collections.abc import Sequence

# Names of languages serve as switches on pages of any language.
SWITCHES = (
    "English", "EN", "CN", "Chinese", r"English Version", r"Chinese Version", "中文", "中文版",
    "简体", "繁体", "繁體", "简体中文", "繁體中文", "繁体中文", "英文", "英文版", "ENGLISH",
    "Français", "Deutsch", "日本語", "Español", "Русский", "العربية", "Português", "한국어",
)  # fmt: skip
# Networks stand after "Share to" and in lists.
NETWORKS = (
    "WeChat", "Weibo", "Facebook", "Twitter", "X", "LinkedIn", "QQ", "QZone", "E-?mail", "YouTube",
    "Instagram", "WhatsApp", "Telegram", "RSS", "微信", "微博", "新浪微博", "腾讯微博", "朋友圈",
    "QQ空间", "抖音", "豆瓣", "人人网", "钉钉", "复制链接", "邮件",
)  # fmt: skip

_SPACE = r"[^\S\n]"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
#: A date with an optional time, in the forms that pages print.
DATE = (
    rf"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?{_SPACE}+)?"
    rf"(?:\d{{4}}[-./]\d{{1,2}}[-./]\d{{1,2}}|\d{{1,2}}[-./]\d{{1,2}}[-./]\d{{4}}"
    rf"|\d{{4}}{_SPACE}?年{_SPACE}?\d{{1,2}}{_SPACE}?月{_SPACE}?\d{{1,2}}{_SPACE}?日"
    rf"|{_MONTH}{_SPACE}+{_DAY},?{_SPACE}+\d{{4}}|{_DAY}{_SPACE}+{_MONTH},?{_SPACE}+\d{{4}})"
    rf"(?:{_SPACE}*星期[一二三四五六日天])?"
    rf"(?:[T,]?{_SPACE}*\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:{_SPACE}?[ap]\.?m\.?)?)?"
)


def _any(words: Sequence[str]) -> str:
    return "(?:" + "|".join(words) + ")"


def furniture(
    *,
    lists: Sequence[str],
    alone: Sequence[str],
    roots: Sequence[str],
    here: Sequence[str],
    dates: Sequence[str],
    sources: Sequence[str],
    counters: Sequence[str],
    people: Sequence[str],
    authors: Sequence[str],
    shares: Sequence[str],
    neighbours: Sequence[str],
    others: Sequence[str],
    list_gap: str,
) -> re.Pattern[str]:
    """The pattern of a whole line of page furniture; use it with ``fullmatch`` or ``match``.

    ``lists`` are words that count in a list of two or more, ``alone`` those that are furniture
    all by themselves, too; ``list_gap`` is the white space that joins a list without separators.
    ``roots`` begin a breadcrumb, ``here`` are labels before one. ``dates``, ``sources``,
    ``counters`` and ``people`` label metadata; ``authors`` do so only beside others, for a
    by-line alone is text. ``shares`` and ``neighbours`` open a line with any
    short rest. ``others`` are patterns of whole lines. The group ``navigation`` is set for a list
    of two or more known words.
    """
    end = rf"(?={_SPACE}*\Z)"
    item = _any([*lists, *alone, *SWITCHES, *NETWORKS])
    single = _any([*alone, "中文版", "简体中文", "繁體中文", "English Version", "Chinese Version"])
    bracketed = rf"[【\[［]{_SPACE}*{single}{_SPACE}*[】\]］]"
    between = rf"(?:{_SPACE}*[/|>»›·•｜／＞→]{_SPACE}*|{list_gap})"
    entry = rf"[【\[［]?{item}[】\]］]?(?:{between}|{end}|(?=[【\[［]))"
    navigation = rf"(?P<navigation>(?:{entry}){{2,}})"
    # Home > News > any title: only ">" makes a path, and a path is short and no sentence.
    step = rf"{_SPACE}*+(?:>++|»|›|＞|→|&gt;){_SPACE}*+"
    path = rf"{_any(roots)}(?:{step}[^>»›＞→\n]{{1,80}}+){{1,6}}+(?<![.。！!])(?:{step})?"
    label = rf"{_any(here)}{_SPACE}*[:：]?{_SPACE}*"
    breadcrumb = rf"(?:{label})?{path}|{label}(?:{item}(?:{between}|{end}))+"

    colon = rf"{_SPACE}*[:：]{_SPACE}*"
    # A value ends before two spaces, a wide space, a bar, a bracket or the next label.
    value = r"(?:[^\s|｜【\[：:，,。！？!?;；](?:[ ](?![ ]))?){1,40}"
    name = r"(?:[^\s|｜【\[：:，,。！？!?;；](?:[ 、/](?![ ]))?){1,30}"
    dated = rf"(?:{_any(dates)}{colon})?[\[(（【]?{DATE}[\])）】]?"
    sourced = rf"{_any(sources)}{colon}{value}"
    counted = (
        rf"{_any(counters)}(?:{colon}|{_SPACE}+)[\[(（]?\d[\d,]*[\])）]?{_SPACE}?次?"
        rf"|\d[\d,]*{_SPACE}+(?:views|hits|reads)"
    )
    credited = rf"{_any([*people, *authors])}{colon}{name}"
    byline = rf"{_any(authors)}{colon}[^:：]*\Z"
    part = rf"(?:{dated}|{sourced}|{counted}|{credited}|{bracketed}|{_any(others)})"
    gap = rf"(?:{_SPACE}*[|｜/]{_SPACE}*|{_SPACE}+|(?=[【\[［])|{end})"
    metadata = rf"(?!{byline})(?:{part}{gap}){{1,8}}"

    labelled = (
        rf"{_any(shares)}(?:{colon}.{{0,80}}(?<![.。])|(?:{_SPACE}+{_any(NETWORKS)}){{1,8}})"
        rf"|{_any(neighbours)}{colon}.{{1,120}}(?<![.。])"
    )
    owner = (
        r"(?:©|\(c\) ?\d|copyright\s*(?:©|\(c\)|&copy;|\d{4}|by\b|:)|版权所有(?![者权])).{0,180}"
        r"|.{0,100}(?:all rights reserved\.?|版权所有|ICP[备证]\s?\d{4,}号?(?:-\d+)?)"
        r"|.{0,60}公网安备.{0,40}"
    )
    body = "|".join((navigation, rf"{single}|{bracketed}", breadcrumb, metadata, labelled, owner))
    # Lines long enough to be text never reach the patterns above.
    return re.compile(rf"(?!.{{201}}){_SPACE}*+(?:{body}){_SPACE}*\Z", re.I)

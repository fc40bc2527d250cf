"""English abbreviations whose full stop does not end a sentence, by what follows them.

The library that cuts English (``tokenizesentences``) knows the commonest ones; here are the others,
and those in capitals. Each kind goes on before something else: *Sch. 3*, *Sens. Lindsey Graham*,
*Attn. Sales*. A word that opens sentences after any of them is an end all the same.
"""

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Before a figure, whatever their case: Sch. 3, Cap. 548, paras. 4–6, max. 30 kg, NO. 5. An ordinary
# word among them (cap, max, art) rarely ends a sentence that is followed by one with a figure.
_BEFORE_FIGURES = _words(
    """ann annex anx app appx apx art arts avg bk bks blk ca cap caps cat ch chap chaps chs cl cls
    col cols def dia diam div dwg ed eds eq eqn eqns eqs est ex exh ext fig figs fl fn fns ft gr grp
    ht iss lat len ln lns ll long lot max min mt n nn no nos obs op ord orig para paras pct pg pgs
    pl pls pop pp pt pts q qq qty ref refs reg regs ret rev rm rr sch sched schs sec secs sect sects
    ser sess ss stat stmt std subcl subpara subparas subreg subs subsec supp tab tabs temp thm tit
    vers vol vols vs wt yr"""
)
# Before a letter or a Roman number as well (Fig. A, Pt. II); in lower case, only what is no word.
_BEFORE_LETTERS = _words(
    """ann annex app appx art arts bk blk cap ch chap chaps cl cls col cols eq eqs ex exh fig figs
    no nos para paras pl pt pts reg regs rm sch sched sec secs sect sects ser tab vol vols"""
)
_ORDINARY = _words("ann annex app art arts bk cap ch col cols ex no pl pt pts reg regs rm sec tab")
# A unit, when a figure stands before it: It lasted 5 min. 3 people left.
_UNITS = _words("avg ft long max min mt pct pt pts sec secs temp wt yr ht")
_AFTER_FIGURE = re.compile(r"\d\s?(?:[^\W\d_]{1,3}\s)?\Z")

# Before a name. Those that the library knows are here for their forms in capitals: MR. CHENG.
_TITLES = _words(
    """abp ald amb asst assoc atty bp brig capt capts cdr cllr cmdr col cols comdr const cpl cpt dep
    det dr drs engr fr ft gen gens gov govs hon ing insp lt lts maj messrs mgr mlle mme mmes mr mrs
    ms mt mx pres prof profs pte pvt rep reps rev revs rt sec secy sen sens sgt sgts st supt treas
    ven"""
)
_IN_CAPITALS = _words("bros co corp dept inc intl jr ltd natl sr univ")
# Before any word that does not open a sentence: Attn. Sales, incl. VAT, Tel. No. 3.
_ANYWHERE = _words(
    """acct approx attn avg excl govt incl intl mfg mfr natl phd ph.d m.sc msc b.sc bsc m.b.a qty
    resp wt"""
)
_CAPITALISED = _words("add bldg ext fax fl ref rm tel")
# These, capitalised, only where a text or a clause begins: Max. Speed, but: I met Max. Nobody …
_AT_START = _words("cert dia est exp max min reg std temp")
_START = re.compile(r"(?:\A|[:;,(|/\n])\s*\Z")
_STATES = _words(
    """ala ariz ark calif colo conn del fla ga ill ind kan ky la mass md mich minn miss mo mont neb
    nev okla ore pa tenn tex va vt wash wis wyo"""
)
_BEFORE_STATE = re.compile(r"(?:,\s?|[A-Z][-–])\Z")

_TOKEN = re.compile(r"(?<![A-Za-z.])[A-Za-z]+(?:\.[A-Za-z]+)*\Z")
_FIGURE = re.compile(r"\s?[(\[]?(?:[A-Z]{0,3}[$£€¥])?[-–−+±<>≤≥~#]?\s?\d")
_LETTER = re.compile(
    r"\s?(?:[(\[](?:[A-Za-z]|[ivx]{1,5})[)\]]|[A-Z][A-Z/-]{0,12}\d|(?:[IVXL]{2,6}|[A-Z])\b(?![.’']\w))"
)
_ARTICLE = re.compile(r"\s(?:A|I)\s[a-z]")
_NAME = re.compile(r"\s+[\"“‘'(]?[A-Z]")
_OPENS = re.compile(
    r"\s*(?:The|This|These|Those|There|It|Its|He|His|She|Her|They|Their|We|Our|You|In|However|But"
    r"|When|If|After|Then|Nobody)\s"
)
# Days before a date, brands with a mark, and a list within a sentence – the following: 1. Safety.
_OTHERS = tuple(
    (re.compile(rf"(?:{before})\Z"), re.compile(after))
    for before, after in (
        (r"\b(?:Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun)\.", r"\s(?:\d|[A-Z][a-z]{2,8}\.?\s\d)"),
        (r"\bYahoo!", r"\s[A-Z]"),
        (r"[:;,]\s\(?\d{1,2}\.", r"\s"),
    )
)
#: Any abbreviation, before a word that is attached to it: Dr.Smith, Co.Ltd
_ATTACHED = (
    _TITLES | _IN_CAPITALS | _ANYWHERE | _BEFORE_FIGURES | _words(
        """jan feb mar apr jun jul aug sep sept oct nov dec ave blvd rd tel fax assn cf yahoo"""
    )
)  # fmt: skip


def is_abbreviation(word: str) -> bool:
    """Whether a word is an abbreviation of any kind, written without its full stop.

    >>> is_abbreviation("Dr"), is_abbreviation("Doctor")
    (True, False)
    """
    return word.lower() in _ATTACHED


def abbreviated(text: str, start: int, end: int) -> bool:
    """Whether the sentence from ``start`` goes on after ``end``, as an abbreviation ends there.

    >>> text = "Under Sch. 3, MR. CHENG keeps it."
    >>> abbreviated(text, 0, 10), abbreviated(text, 0, 17)
    (True, True)
    >>> abbreviated("It lasted 5 min. 3 people left.", 0, 16)
    False
    """
    for ending, following in _OTHERS:
        if following.match(text, end) and ending.search(text, max(start, end - 12), end):
            return not _OPENS.match(text, end)
    token = _TOKEN.search(text, max(start, end - 14), end - 1) if text[end - 1] == "." else None
    if token is None or _OPENS.match(text, end):
        return False
    word, at = token.group(), token.start()
    before = text[max(start, at - 8) : at]
    lowered = word.lower()
    if lowered in _BEFORE_FIGURES and _before_figure(text, word, before, end):
        return True
    if lowered in _ANYWHERE:
        return True
    if word == lowered:
        return False
    if lowered in _TITLES or (lowered in _IN_CAPITALS and word.isupper()):
        return bool(_NAME.match(text, end))
    if lowered in _AT_START:
        return bool(_START.search(before))
    return lowered in _CAPITALISED or (lowered in _STATES and bool(_BEFORE_STATE.search(before)))


def _before_figure(text: str, word: str, before: str, end: int) -> bool:
    """Whether what follows is the figure, the letter or the Roman number of an abbreviation."""
    lowered = word.lower()
    if _FIGURE.match(text, end):
        return not (lowered in _UNITS and _AFTER_FIGURE.search(before))
    if lowered not in _BEFORE_LETTERS or not _LETTER.match(text, end):
        return False
    return word != lowered or not (lowered in _ORDINARY or _ARTICLE.match(text, end))

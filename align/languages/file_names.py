"""How names of files and folders say which language version they are: ``_en``, ``（中）``, ``zho``.

Two kinds of marks: one at the end or the beginning of a name that tells the language by itself
(:func:`without_mark`), and one that only counts when a file of the other language has its
counterpart in the same place (:func:`names_without_mark`): ``123e`` and ``123c``, ``EN_final`` and
``CN_final``, ``_e`` and ``_tc``. ``vitamin_c`` alone says nothing.
"""

import re
import unicodedata
from collections.abc import Iterator

_REGION = r"(?:[-_ ]?(?:us|gb|uk|au|ca|hk|sg))?"
_SCRIPT = (
    r"(?:[-_ ]?\(?(?:hans|hant|r?cn|r?tw|r?hk|mo|sg|sc|tc|simp(?:lified)?|trad(?:itional)?)\)?)"
)
_SHORT = {
    "en": rf"en[gu]?{_REGION}",
    "zh": rf"(?:zho?|cn|chn|chs|cht|chi|cmn)(?:[-_]?{_SCRIPT}){{0,2}}",
}
# Names of languages are also words of titles: "Learning Chinese".
_CODES = {
    "en": rf"{_SHORT['en']}|english{_REGION}",
    "zh": rf"{_SHORT['zh']}|(?:(?:simplified|traditional)[-_ ]?)?chinese{_SCRIPT}?",
}
# Chinese words that stand for a language, with or without what the file is.
_WORDS = {
    "en": r"英[文语語](?:[版本稿件]|译文|譯文)?|英[版译譯][本文稿]?",
    "zh": (
        r"(?:[中汉漢华華][文语語]|[简簡繁正][体體]?(?:[中汉漢字]文?)?|[简簡繁]中)"
        r"(?:[版本稿件]|译文|譯文)?|中[版译譯][本文稿]?"
    ),
}
# Codes that are language marks in some names and something else in others.
_OTHER_CODES = {
    "en": "us|uk|gb|usa",
    "zh": (
        "sc|tc|uc|schi|tchi|b5|big5|gb|gbk|gb2312|hk|tw|prc|hans|hant"
        "|simp(?:lified)?|trad(?:itional)?"
    ),
}
# … and words for either side: which is which, the text tells.
_EITHER = (
    r"source|target|src|te?gt|original|translat(?:ed|ion)"
    "|原文|[译譯]文|原稿|[译譯]稿|翻[译譯]稿?"
)
_LETTERS = {"en": "e", "zh": "c"}
_CHARACTERS = {"en": "英", "zh": "[中简簡繁汉漢]"}

_OPEN, _CLOSE = r"[-_. (（\[【]", r"[)）\]】]?"
_ENDS = {
    code: re.compile(
        rf"(?:{_OPEN}+(?:{_SHORT[code]})|{_OPEN}*[(（\[【](?:{_CODES[code]})"
        rf"|{_OPEN}*(?:{_WORDS[code]})){_CLOSE}$",
        re.IGNORECASE,
    )
    for code in _CODES
}
# No space after a mark at the beginning: "En route" has none.
_BEGINNINGS = {
    code: re.compile(
        rf"(?:(?:{_SHORT[code]})[-_.]+|[(（\[【](?:{_CODES[code]}|{_WORDS[code]})[)）\]】])",
        re.IGNORECASE,
    )
    for code in _CODES
}
_WHOLE = {code: re.compile(rf"{_CODES[code]}|{_WORDS[code]}", re.IGNORECASE) for code in _CODES}
# Marks that need a counterpart: codes between separators, after a digit or in capitals after a
# small letter (ReportEN); a word or a bracketed character anywhere.
_PAIRED = {
    code: re.compile(
        rf"(?<![A-Za-z])(?:{_CODES[code]}|{_OTHER_CODES[code]}|{_EITHER})(?![A-Za-z])"
        rf"|(?<=[a-z])(?-i:EN|ENG|CN|CHI|CHS|CHT|TC|SC)(?![A-Za-z])"
        rf"|{_WORDS[code]}|(?<=[-_. (\[【]){_CHARACTERS[code]}(?=$|[-_. )\]】])"
        rf"|^{_CHARACTERS[code]}(?=[-_. ])",
        re.IGNORECASE,
    )
    for code in _CODES
}
# Of a single letter or character: by itself, beside a number (123e), at the end (ReportE).
_SINGLE = re.compile(
    r"(?<![A-Za-z\d])[a-z](?![A-Za-z])|(?<=\d)[a-z](?![A-Za-z\d])|(?<=[a-z])(?-i:[A-Z])$"
    r"|(?<=[\u4e00-\u9fff])[英中]$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[\W_]+")


def language_of_folder(name: str) -> str | None:
    """The language that the name of a folder stands for, if any.

    >>> language_of_folder("zh-Hans-CN"), language_of_folder("en.lproj"), language_of_folder("Sven")
    ('zh', 'en', None)
    """
    bare = name.removesuffix(".lproj")
    return next((code for code, mark in _WHOLE.items() if mark.fullmatch(bare)), None)


def may_be_folder_of(name: str, language: str) -> bool:
    """Whether a folder beside one of the other language may be that of a language.

    >>> may_be_folder_of("tc", "zh"), may_be_folder_of("US", "en"), may_be_folder_of("gold", "zh")
    (True, True, False)
    """
    mark = rf"{_OTHER_CODES[language]}|{_LETTERS[language]}|{_CHARACTERS[language]}"
    return bool(re.fullmatch(mark, name, re.IGNORECASE))


def without_mark(stem: str) -> tuple[str, str | None]:
    """A name without the mark at its end or beginning that tells its language, and the language.

    >>> without_mark("release_EN"), without_mark("新闻稿（中文版）"), without_mark("garden")
    (('release', 'en'), ('新闻稿', 'zh'), ('garden', None))
    """
    for code, mark in _ENDS.items():
        bare = mark.sub("", stem)
        if bare not in ("", stem):
            return bare, code
    for code, mark in _BEGINNINGS.items():
        if (found := mark.match(stem)) and found.end() < len(stem):
            return stem[found.end() :], code
    return stem, None


def names_without_mark(name: str, language: str) -> dict[str, bool]:
    """The names that a file in a language may share with its counterpart, by removing a mark.

    ``name`` is that of a path without suffix. The value says whether more than a single letter
    speaks for it. Separators and case are ignored.

    >>> names_without_mark("2024/contract_EN_final", "en"), names_without_mark("123e", "en")
    ({'2024/contract final': True}, {'123': False})
    """
    *folders, stem = unicodedata.normalize("NFKC", name).split("/")
    stems = {loose(stem): (True, False)}  # name → whether to be relied on, whether marked
    for start, end, sure in _spans(stem, language):
        key = loose(stem[:start] + " " + stem[end:])
        stems[key] = (sure or stems.get(key, (False, False))[0], True)
    paths = {"/".join(map(loose, folders)): (True, False)}
    kept, relied, marked = [], True, False
    for folder in folders:
        spans = list(_spans(folder, language))
        marked = marked or bool(spans)
        for start, end, sure in spans[:1]:
            relied = relied and sure
            folder = folder[:start] + folder[end:]
        if loose(folder):
            kept.append(loose(folder))
    if marked:
        paths["/".join(kept)] = (relied, True)
    return {
        f"{path}/{key}".removeprefix("/") if key else path: on_path and on_name
        for path, (on_path, marked_path) in paths.items()
        for key, (on_name, marked_name) in stems.items()
        if marked_path or marked_name
    }


def letters_in_place(name: str) -> Iterator[tuple[str, str]]:
    """The single letters in a name that could be marks, each with the name around it.

    >>> list(letters_in_place("vitamin_d")), list(letters_in_place("garden"))
    ([('vitamin', 'd')], [])
    """
    stem = unicodedata.normalize("NFKC", name)
    for found in _SINGLE.finditer(stem):
        rest = stem[: found.start()] + " " + stem[found.end() :]
        yield loose_path(rest), found[0].lower()


def is_mark(letter: str, language: str) -> bool:
    """Whether a single letter or character can stand for a language.

    >>> is_mark("e", "en"), is_mark("e", "zh")
    (True, False)
    """
    return letter == _LETTERS[language] or bool(re.fullmatch(_CHARACTERS[language], letter))


def loose(stem: str) -> str:
    """A name without case, width and separators.

    >>> loose("Annual_Report（2）")
    'annual report 2'
    """
    return _BETWEEN.sub(" ", unicodedata.normalize("NFKC", stem).casefold()).strip()


def loose_path(name: str) -> str:
    """A path without case, width and separators.

    >>> loose_path("Q1/Annual_Report")
    'q1/annual report'
    """
    return "/".join(map(loose, name.split("/")))


def _spans(stem: str, language: str) -> Iterator[tuple[int, int, bool]]:
    """Where marks of a language may stand in a name; whether more than a single letter."""
    for found in _PAIRED[language].finditer(stem):
        yield *found.span(), True
    for found in _SINGLE.finditer(stem):
        if is_mark(found[0].lower(), language):
            yield *found.span(), False

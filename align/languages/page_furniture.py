"""Page furniture: the lines of a web page that are not part of its text.

One grammar, filled with the words of each language, says which lines may be furniture: those that
consist **entirely** of furniture, such as a list of known navigation words, a breadcrumb, a row of
metadata, or a line that a label such as ``Share to:`` opens; one unknown word makes it text.
:func:`furniture_lines` then looks at where such lines stand, as one in the middle of the text is
left alone. Whatever the structure of a file marks as furniture (``<nav>``, running heads) is left
out by its reader.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

# Names of languages: links to the other versions of a page.
SWITCHES = (
    "English", "EN", "CN", "Chinese", r"English Version", r"Chinese Version", "中文", "中文版",
    "简体", "繁体", "繁體", "简体中文", "繁體中文", "繁体中文", "英文", "英文版", "ENGLISH",
    "Français", "Deutsch", "日本語", "Español", "Русский", "العربية", "Português", "한국어",
)  # fmt: skip
# Networks, after "Share to" and in lists.
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
#: A date with an optional time, in the formats of web pages.
DATE = (
    rf"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?{_SPACE}+)?"
    rf"(?:\d{{4}}[-./]\d{{1,2}}[-./]\d{{1,2}}|\d{{1,2}}[-./]\d{{1,2}}[-./]\d{{4}}"
    rf"|\d{{4}}{_SPACE}?年{_SPACE}?\d{{1,2}}{_SPACE}?月{_SPACE}?\d{{1,2}}{_SPACE}?日"
    rf"|{_MONTH}{_SPACE}+{_DAY},?{_SPACE}+\d{{4}}|{_DAY}{_SPACE}+{_MONTH},?{_SPACE}+\d{{4}})"
    rf"(?:{_SPACE}*[（(]?(?:星期|周)[一二三四五六日天][）)]?)?"
    rf"(?:[T,]?{_SPACE}*\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:{_SPACE}?[ap]\.?m\.?)?)?"
)


# Characters of the words below in Simplified and in Traditional; pages in either are read alike.
_BOTH_SCRIPTS = dict(
    zip(
        "业为书于产们伙会传体党关内册况击则创务动单发号员咨团围国图声复审对层帮当录态户扫护据摄数无时术机权条来构气浏点现"
        "碍简纠纳线组织终绍络综编网联范见规览认训讯记设访证询读责贤资载辑链错键闭问间闻阅际陆隐页顶领题馈布",
        "業為書於產們夥會傳體黨關內冊況擊則創務動單發號員諮團圍國圖聲復審對層幫當錄態戶掃護據攝數無時術機權條來構氣瀏點現"
        "礙簡糾納線組織終紹絡綜編網聯範見規覽認訓訊記設訪證詢讀責賢資載輯鏈錯鍵閉問間聞閱際陸隱頁頂領題饋佈",
        strict=True,
    )
)


def in_both_scripts(pattern: str) -> str:
    """Return an expression that matches Traditional characters where it has Simplified ones.

    >>> in_both_scripts("首页[录陆]")
    '首[页頁][录錄陆陸]'
    """
    found = []
    escaped = in_class = False
    for char in pattern:
        other = _BOTH_SCRIPTS.get(char, "")
        found.append(f"[{char}{other}]" if other and not in_class else char + other)
        if not escaped and char in "[]":
            in_class = char == "["
        escaped = char == "\\" and not escaped
    return "".join(found)


def _any(words: Sequence[str]) -> str:
    return "(?:" + "|".join(words) + ")"


def furniture(
    *,
    lists: Sequence[str],
    alone: Sequence[str],
    roots: Sequence[str],
    here: Sequence[str],
    dates: Sequence[str],
    days: Sequence[str],
    ends: Sequence[str],
    sources: Sequence[str],
    counters: Sequence[str],
    people: Sequence[str],
    authors: Sequence[str],
    shares: Sequence[str],
    neighbours: Sequence[str],
    others: Sequence[str],
    list_gap: str,
) -> re.Pattern[str]:
    """Build the pattern of a whole line of page furniture, for ``fullmatch`` or ``match``.

    ``lists`` are words that count in a list of two or more, ``alone`` words that are furniture on
    their own as well; ``list_gap`` is the white space that joins a list without separators.
    ``roots`` begin a breadcrumb, ``here`` are labels before one. ``dates``, ``sources``,
    ``counters`` and ``people`` label metadata; ``authors`` do so only together with others, since a
    byline alone is text. ``shares`` and ``neighbours`` begin a line with any short rest. ``others``
    are patterns of whole lines. ``ends`` are marks of the end of a release, and what stands beside
    them; ``days`` are labels of a date that documents have as well.

    Groups: ``navigation`` is a list of two or more known words, ``release`` metadata or the end of
    a release, ``end`` the latter, ``day`` a date alone, with a label or without.
    """
    end = rf"(?={_SPACE}*\Z)"
    item = _any([*lists, *alone, *SWITCHES, *NETWORKS])
    single = _any([*alone, "中文版", "简体中文", "繁體中文", "English Version", "Chinese Version"])
    bracketed = rf"[【\[［]{_SPACE}*{single}{_SPACE}*[】\]］]"
    between = rf"(?:{_SPACE}*[/|>»›·•｜／＞→]{_SPACE}*|{list_gap})"
    entry = rf"[【\[［]?{item}[】\]］]?(?:{between}|{end}|(?=[【\[［]))"
    navigation = rf"(?P<navigation>(?:{entry}){{2,}})"
    # Home > News > any title: only ">" makes a path; a path is short and not a sentence.
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
    day = rf"(?P<day>(?:{_any(days)}{colon})?[\[(（【]?{DATE}[\])）】]?)(?={_SPACE}*\Z)"
    end_mark = rf"(?P<end>(?:{_any(ends)}(?:[\s/]+{DATE})?(?:\s+|\Z))+)"
    release = rf"(?P<release>{day}|{end_mark}|{metadata})"

    labelled = (
        rf"{_any(shares)}(?:{colon}.{{0,80}}(?<![.。])|(?:{_SPACE}+{_any(NETWORKS)}){{1,8}})"
        rf"|{_any(neighbours)}{colon}.{{1,120}}(?<![.。])"
    )
    owner = (
        r"(?:©|\(c\) ?\d|copyright\s*(?:©|\(c\)|&copy;|\d{4}|by\b|:)|版权所有(?![者权])).{0,180}"
        r"|.{0,100}(?:all rights reserved\.?|版权所有|ICP[备证]\s?\d{4,}号?(?:-\d+)?)"
        r"|.{0,60}公网安备.{0,40}"
    )
    body = "|".join((navigation, rf"{single}|{bracketed}", breadcrumb, release, labelled, owner))
    # A line that is long enough to be text never reaches the patterns above.
    return re.compile(in_both_scripts(rf"(?!.{{201}}){_SPACE}*+(?:{body}){_SPACE}*\Z"), re.I)


_ENGLISH_SECTIONS = (
    r"(?:[A-Z]{2,6} )?(?:News(?: (?:Center|Centre|Room|Releases?))?|Newsroom|Press Releases?)",
    r"About(?: (?:Us|[A-Z]{2,6}))?",
    "Favou?rites?", "Services?", "Products?", "Certification", "Training", "Testing", "Careers",
    "Events", "Media", "Media Center", "Downloads?", "Publications?", "Research", "Resources",
    "FAQs?", "Help", "Feedback", "Links", "Collect", "Large", "Medium", "Small", "Latest News",
    "Industry News", "Company News", "Contact", "Search", "Top", "Share", "Back", "Join Us",
    "Privacy", "Terms", "Disclaimer", "Legal", "Announcements?", "Notices?", "Mobile", "Cookies",
)  # fmt: skip
ENGLISH_FURNITURE = furniture(
    lists=_ENGLISH_SECTIONS,
    alone=(
        "Home(?: ?page)?", "Main Page", "Back to (?:the )?(?:top|list|home)",
        "Return to top", "Print(?: (?:this )?page)?", "Close(?: (?:this )?window)?",
        "Site ?map", "Contact Us", "About Us", "Log ?in", "Sign (?:in|up)", "Log ?out",
        "Register", "Subscribe", "Bookmark", "Add to favou?rites", "Privacy Policy",
        "Terms (?:of (?:Use|Service)|(?:and|&) Conditions)", "Legal (?:Notice|Statement)",
        "Introduction of Website", "Exception Clause", "Cookie (?:Policy|Settings)",
        "Skip to (?:main )?content", "Read more", "More ?>*", "Share", "Accessibility",
    ),
    roots=("Home(?: ?page)?", "Main Page", "Index"),
    here=(
        "You are here", "(?:Your )?(?:current )?(?:location|position)", "Where you are",
    ),
    dates=(
        "Date", "Time", "(?:Publish(?:ing|ed)?|Publication|Update[d]?|Post(?:ed)?) (?:time|date)",
        "Posted(?: on)?", "Published(?: on)?", "(?:Last )?Updated(?: on)?", "Released(?: on)?",
    ),
    days=("Dated?", "Time"),
    ends=(
        r"[-–—*#(\[ ]*(?:Ends?(?: of (?:text|release|document))?|The End)[-–—*#)\]. ]*",
        r"(?:#[ ]?){3,}", r"[-–—] ?30 ?[-–—]", "Enditem", "NNNN",
        r"Issued (?:at|on) (?:HKT )?\d{1,2}[:.]?\d{2}(?: HKT| hours)?",
    ),
    sources=("(?:Article )?Source", "From", "Origin"),
    counters=("(?:Page )?Views?", "Hits", "Clicks?", "Reads?", "Visits", "Visitors", "Read times"),
    people=("(?:Responsible |Managing |Web )?Editor", "Edited by", "Proofread(?:er|ing)"),
    authors=("Author", "By", "Writer"),
    shares=("Share (?:to|on|via|this(?: (?:page|article|story))?)",),
    neighbours=(
        "(?:Prev(?:ious)?|Next)(?: (?:one|article|page|post|news|story))?",
    ),
    others=(
        "(?:Font|Text)(?: size)?[:：]? ?(?:\\[?(?:Large|Medium|Small|[ASML][+-]?)\\]?[ /|]*){2,4}",
    ),
    list_gap=r"(?:[^\S\n]{2,}|[\t　]+)",
)  # fmt: skip
_CHINESE_SECTIONS = (
    "(?:新闻|资讯|信息|媒体|服务|产品|下载|培训|会员|数据|用户|帮助)(?:中心|动态|发布|公告)?",
    "(?:工作|认证|行业|公司|企业|集团|国内|国际|图片|综合|基层|最新|党建)(?:动态|新闻|资讯|要闻)",
    "(?:中心|公司)(?:简介|概况|介绍)", "关于(?:我们|中心|[A-Z]{2,6})", "组织机构",
    "业务(?:介绍|范围|领域)", "证书查询", "通知公告", "政策法规", "国际合作", "分支机构",
    "党的建设", "人才招聘", "招贤纳士", "合作伙伴", "常见问题", "认证服务", "技术服务",
    "搜索", "站内搜索", "分享", "返回", "上一页", "下一页", "尾页", "末页", "正文",
    "大", "中", "小", "无障碍", "手机版",
)  # fmt: skip
CHINESE_FURNITURE = furniture(
    lists=_CHINESE_SECTIONS,
    alone=(
        "(?:网站)?首 ?页", "主页", "收藏(?:本[站页])?", "加入收藏", "设为首页", "网站地图",
        "(?:打印|列印)(?:本[页文])?", "关闭(?:本页|窗口|页面)?", "网站介绍", "免责(?:条款|声明)",
        "返回(?:顶部|首页|列表|上一页|页首)", "回到顶部", "联系我们", "法律声明", "版权声明",
        "隐私(?:政策|声明|保护)", "使用条款", "登 ?[录陆]", "注册", "用户(?:登录|注册)",
        "查看更多", "更多 ?>*", "友情链接", "无障碍浏览", "意见反馈", "在线咨询",
        "扫一扫[^。，]{0,16}", "我要(?:分享|纠错)",
    ),
    roots=("(?:网站)?首 ?页", "主页"),
    here=(
        "(?:您|你)?(?:的)?(?:当前|现在|所在)?(?:的)?(?:所在)?位置(?:是)?",
        "(?:您|你)(?:现)?在(?:的)?位置",
    ),
    dates=(
        "(?:发布|发表|更新|上传|录入|创建|发稿)?(?:时间|日期)",
        "发布于", "发表于", "更新于", "发布",
    ),
    days=("日期", "时间"),
    ends=(
        r"[-－–—*（(【\[ ]*(?:[全本]?[文书])?(?:完|完毕)[-－–—*）)】\]。 ]*",
        "NNNN", r"香港时间 ?\d{1,2} ?[时:：] ?\d{1,2} ?分?",
    ),
    sources=(
        "(?:信息|文章|新闻|稿件|内容)?来源", "供稿(?:单位)?", "发布(?:单位|者|人|机构)", "信息提供",
    ),
    counters=(
        "(?:浏览|阅读|点击|访问|查看)(?:次数|量|数|人次)?", "已(?:浏览|阅读)", "人气",
    ),
    people=(
        "(?:责任|本文|网络|文字)?编辑", "责编", "编审", "审核(?:人)?", "校对",
        "终审", "初审", "复审",
    ),
    authors=("作者", "记者", "通讯员", "摄影", "文/图"),
    shares=("(?:一键)?分享(?:到|至)", "一键分享"),
    neighbours=("上一(?:篇|条|则|页)", "下一(?:篇|条|则|页)", "上篇", "下篇"),
    others=(
        "[【\\[]?字[号体](?:大小)?[:：]? ?(?:[【\\[［]?[大中小][】\\]］]?[ 　/|]*){2,3}[】\\]]?",
    ),
    list_gap=r"[^\S\n]+",
)  # fmt: skip
#: What stands above a list of other pages, in either language.
OTHER_PAGES = re.compile(
    r"(?:(?:related|recommended|popular|trending|latest|suggested|similar|other|top|featured)"
    r" (?:news|articles?|stories|posts?|reading|links|content|topics|pages|videos?|coverage)"
    r"|(?:read|what to read) (?:more|next)|you (?:may|might) also like|recommended(?: for you)?"
    r"|more (?:news|stories|articles|posts)|more (?:from|in|on|about) [^.?!]{2,30}"
    r"|(?:most|also) (?:read|popular|viewed|shared)|sponsored(?: content)?|around the web"
    r"|(?:为[您你]|相关|热门|热点|精彩|编辑|小编|延伸|往期|最新|今日|更多|猜[您你])(?:[ ·、|]*"
    r"(?:推荐|阅读|新闻|文章|资讯|报道|链接|专题|回顾|排行榜?|喜欢|内容|视频|关注|信息)){1,2}"
    r"|(?:推荐|排行)(?:阅读|新闻|文章|视频|榜)|大家都在看|(?:點|点)[擊击]排行|友情[链鏈][接結]"
    r"|(?:相關|熱門|延伸|更多|最新|推薦)(?:新聞|閱讀|文章|報道|報導|連結|推薦|內容|資訊))[:：>»]*",
    re.I,
)
#: How many non-empty lines from either end of a page may be furniture.
HEAD, FOOT = 10, 12
#: A headline and a subtitle may stand between the menu and the date.
TITLES = 2
_STOPS = tuple(".!?。！？…；;：:")
_CLOSERS = "\"'”’」』）)》】]"


#: A line between parts of a text, like * * * or -----.
SEPARATOR = re.compile(r"\s*(?:[-=_*~#+─━═—－＝＿＊※]\s*){3,}")


def furniture_lines(lines: Sequence[str], patterns: Iterable[re.Pattern[str]]) -> dict[int, str]:
    """Return why lines are furniture, by their indices; nothing if nothing else would remain.

    Furniture is what one of the ``patterns`` (of all languages: an English page has a link to the
    Chinese one) matches at the head of the page, with at most two title lines in between, or at its
    foot. A date alone is text, as at the end of a contract, unless there is other furniture at
    the head, or above it at the foot. Lists of navigation words and rows of signs are furniture
    anywhere.

    >>> page = ["Home / 中文版", "CQC grows", "2023-08-11  Source: CQC", "It did.", "Print | Close"]
    >>> furniture_lines(page, [ENGLISH_FURNITURE, CHINESE_FURNITURE])
    {0: 'navigation', 2: 'datelines', 4: 'navigation'}
    >>> page = ["How certificates look", "They do.", "Date: 2023-08-11", "They show a date."]
    >>> furniture_lines(page, [ENGLISH_FURNITURE, CHINESE_FURNITURE])
    {}
    """
    patterns = list(patterns)
    matches = {n: _match(text.strip(), patterns) for n, text in enumerate(lines) if text.strip()}
    found = {n: "separators" for n in matches if SEPARATOR.fullmatch(lines[n])}
    rest = {n: match for n, match in matches.items() if n not in found}
    around = _head_and_foot(lines, rest)
    for n, match in rest.items():
        if match and (match["navigation"] or n in around):
            found[n] = "datelines" if match["release"] else "navigation"
    return {} if matches.keys() <= found.keys() else dict(sorted(found.items()))


def _match(line: str, patterns: Sequence[re.Pattern[str]]) -> re.Match[str] | None:
    """Match the line as furniture of any language, as a menu if it is one."""
    found = [match for pattern in patterns if (match := pattern.fullmatch(line))]
    return next((m for m in found if m["navigation"]), found[0] if found else None)


def _head_and_foot(lines: Sequence[str], matches: dict[int, re.Match[str] | None]) -> set[int]:
    other = [n for n, match in matches.items() if match and not match["day"]]
    head, foot = set(_head(lines, matches)), set(_foot(matches))
    first = next((n for n in other if n in foot), len(lines))
    return (set() if head.isdisjoint(other) else head) | {n for n in foot if n >= first}


def _head(lines: Sequence[str], matches: dict[int, re.Match[str] | None]) -> Iterator[int]:
    titles = 0
    for n in list(matches)[:HEAD]:
        match = matches[n]
        if match and not match["end"]:
            yield n
        elif titles < TITLES and _is_title(lines[n]):
            titles += 1
        else:
            return


def _foot(matches: dict[int, re.Match[str] | None]) -> Iterator[int]:
    for n in list(matches)[: -FOOT - 1 : -1]:
        if not matches[n]:
            return
        yield n


def _is_title(text: str) -> bool:
    """Whether a line is short and does not end with a stop."""
    text = text.strip()
    return len(text) <= 300 and not text.rstrip(_CLOSERS).endswith(_STOPS)

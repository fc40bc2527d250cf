"""The words of English page furniture. See :mod:`align.languages.pages.grammar`."""

from align.languages.pages.grammar import furniture

_SECTIONS = (
    r"(?:[A-Z]{2,6} )?(?:News(?: (?:Center|Centre|Room|Releases?))?|Newsroom|Press Releases?)",
    r"About(?: (?:Us|[A-Z]{2,6}))?",
    "Favou?rites?", "Services?", "Products?", "Certification", "Training", "Testing", "Careers",
    "Events", "Media", "Media Center", "Downloads?", "Publications?", "Research", "Resources",
    "FAQs?", "Help", "Feedback", "Links", "Collect", "Large", "Medium", "Small", "Latest News",
    "Industry News", "Company News", "Contact", "Search", "Top", "Share", "Back", "Join Us",
    "Privacy", "Terms", "Disclaimer", "Legal", "Announcements?", "Notices?", "Mobile", "Cookies",
)  # fmt: skip

BOILERPLATE = furniture(
    lists=_SECTIONS,
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

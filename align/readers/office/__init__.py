"""Documents of office programs: Word, OpenDocument, RTF, slides.

Each reader walks its format and tells a :class:`align.readers.office.story.Story` what it meets.
"""

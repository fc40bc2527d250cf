"""Files that are ZIP archives inside (.docx, .epub, .xlsx), opened without trusting them."""

import io
import zipfile

from align.files.load import Source

#: No archive may unpack to more than this, in bytes, …
LARGEST = 512 * 1024 * 1024
#: … have more members, …
MEMBERS = 20_000
#: … or unpack to more than this many times its size (text in XML rarely packs better than 1 : 50).
RATIO = 500


def open_archive(source: Source, what: str) -> zipfile.ZipFile:
    """The archive, when it is one and within the limits; its members stay unread.

    ``what`` names the format in messages (``"a Word document"``). The sizes that an
    archive declares bind: reading a member stops with an error where it holds more.

    Raises :class:`align.errors.InputError`.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(source.data))
        members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        if source.data.startswith(b"PK\x03\x04"):
            raise source.error(f"{what} that is cut off or damaged; copy it again") from error
        raise source.error(f"not {what}, whatever its name says") from error
    if any(member.flag_bits & 1 for member in members):
        raise source.error(f"{what} with a password; save it without one")
    size = sum(member.file_size for member in members)
    if len(members) > MEMBERS or size > LARGEST or size > RATIO * max(len(source.data), 10_000):
        raise source.error(
            f"{what} that unpacks to {size / 1e6:,.0f} MB in {len(members):,} files: "
            "too much for a document, refused"
        )
    return archive


def read_member(archive: zipfile.ZipFile, name: str, source: Source, what: str) -> bytes:
    """One member's bytes; raises :class:`align.errors.InputError` when it is missing or damaged."""
    try:
        return archive.read(name)
    except KeyError as error:
        raise source.error(f"not {what}: {name} is missing in it") from error
    except Exception as error:  # zipfile lets through what its decompressors raise
        raise source.error(f"{what} that is damaged ({name}); copy it again") from error

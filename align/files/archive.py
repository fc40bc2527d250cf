"""Opens untrusted archives: ZIP-based formats (.docx, .xlsx) and compressed TMX."""

import gzip
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import IO

from align.errors import InputError
from align.files.load import File, Source, name_of, unopened

#: No archive may unpack to more than this, in bytes, …
LARGEST = 512 * 1024 * 1024
#: … have more members, …
MEMBERS = 20_000
#: … or unpack to more than this many times its size (text in XML rarely packs better than 1 : 50).
RATIO = 500
#: The same limits for a memory in an archive: bytes, and times its packed size.
LARGEST_MEMORY, RATIO_OF_MEMORY = 16 * 2**30, 1000


def open_archive(source: Source, what: str) -> zipfile.ZipFile:
    """Open an archive within the limits; its members are not read yet.

    ``what`` names the format in messages (``"a Word document"``). Declared sizes are enforced:
    reading a member that is larger raises an error.

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
    except Exception as error:  # zipfile does not wrap the errors of its decompressors
        raise source.error(f"{what} that is damaged ({name}); copy it again") from error


@contextmanager
def unpacked(file: File, suffix: str = ".tmx") -> Iterator[IO[bytes]]:
    """Open a file, or the one in a ``.gz`` or ``.zip`` (found by ``suffix``), as a stream.

    Raises :class:`align.errors.InputError` if it cannot be opened. Damage further on raises
    :class:`OSError`, :class:`EOFError`, :class:`zlib.error` or
    :class:`zipfile.BadZipFile` while it is read.
    """
    name = name_of(file)
    with _opened(file, name) as stream:
        start = stream.read(4)
        stream.seek(0)
        if start[:2] == b"\x1f\x8b":
            with gzip.open(stream) as inside:
                yield inside  # type: ignore[misc]
        elif start == b"PK\x03\x04":
            with _zip(stream, name) as archive, archive.open(_member(archive, name, suffix)) as one:
                yield one
        else:
            yield stream


def _opened(file: File, name: str) -> IO[bytes]:
    if not isinstance(file, str | PathLike):
        return io.BytesIO(file.read())
    try:
        return Path(file).open("rb")
    except (OSError, ValueError) as error:
        raise unopened(name, error) from None


#: What macOS adds to an archive beside each file.
_OF_MAC = re.compile(r"__MACOSX/|(?:.*/)?\._", re.DOTALL)


def _zip(stream: IO[bytes], name: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(stream)
    except zipfile.BadZipFile as error:
        raise InputError(f"{name}: a ZIP archive that is cut off or damaged") from error


def _member(archive: zipfile.ZipFile, name: str, suffix: str) -> zipfile.ZipInfo:
    found = [
        member
        for member in archive.infolist()
        if member.filename.lower().endswith(suffix) and not _OF_MAC.match(member.filename)
    ]
    if len(found) != 1:
        kind = suffix.removeprefix(".").upper()
        raise InputError(
            f"{name}: {len(found)} {kind} files in the archive; "
            "one is expected; unpack it and give the file that you mean"
        )
    member = found[0]
    if member.flag_bits & 1:
        raise InputError(f"{name}: {member.filename} has a password; unpack it first")
    largest = RATIO_OF_MEMORY * max(member.compress_size, 10_000)
    if member.file_size > min(LARGEST_MEMORY, largest):
        size = member.file_size / 1e6
        raise InputError(f"{name}: {member.filename} unpacks to {size:,.0f} MB; refused")
    return member

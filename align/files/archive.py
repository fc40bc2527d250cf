"""Opens untrusted archives: ZIP-based formats (.docx, .xlsx) and compressed TMX."""

import gzip
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from typing import IO, Any, cast

from align.errors import InputError
from align.files.load import File, Source, check_endless, name_of, read_within, unopened
from align.files.remote import path_of

#: No archive may unpack to more than this, in bytes, …
LARGEST = 512 * 1024 * 1024
#: … have more members, …
MEMBERS = 20_000
#: … or unpack to more than so many times its size (text in XML rarely packs better than 1 : 50), …
RATIO = 250
#: … unless it is small then, too.
SMALL = 16 * 1024 * 1024
#: The largest memory in an archive, in bytes.
LARGEST_MEMORY = 16 * 2**30
# Bytes that are unpacked at a time.
_PIECE = 1 << 16
# Other decompressors of zipfile unpack some kilobytes to hundreds of megabytes at once.
_USUAL = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def _most(packed: int, largest: int) -> int:
    """How many bytes so many packed ones may become.

    >>> _most(1_000, LARGEST) == SMALL, _most(2**40, LARGEST) == LARGEST
    (True, True)
    """
    return min(max(RATIO * packed, SMALL), largest)


def open_archive(source: Source, what: str) -> zipfile.ZipFile:
    """Open an archive within the limits; its members are not read yet.

    ``what`` names the format in messages (``"a Word document"``). Declared sizes are enforced:
    :func:`read_member` takes no more than that.

    Raises :class:`align.errors.InputError`.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(source.data))
        members = archive.infolist()
    except Exception as error:  # zipfile lets some errors of its own parsing through
        if source.data.startswith(b"PK\x03\x04"):
            raise source.error(f"{what} that is cut off or damaged; copy it again") from error
        raise source.error(f"not {what}, whatever its name says") from error
    if any(member.flag_bits & 1 for member in members):
        raise source.error(f"{what} with a password; save it without one")
    if any(member.compress_type not in _USUAL for member in members):
        raise source.error(f"{what} that is packed in an unusual way; save it again")
    size = sum(member.file_size for member in members)
    if len(members) > MEMBERS or size > _most(len(source.data), LARGEST):
        raise source.error(
            f"{what} that unpacks to {size / 1e6:,.0f} MB in {len(members):,} files: "
            "too much for a document, refused"
        )
    return archive


def read_member(archive: zipfile.ZipFile, name: str, source: Source, what: str) -> bytes:
    """One member's bytes; raises :class:`align.errors.InputError` when it is missing or damaged."""
    try:
        member = archive.getinfo(name)
        with archive.open(member) as stream:
            return read_within(stream, member.file_size, source.name, _PIECE)
    except KeyError as error:
        raise source.error(f"not {what}: {name} is missing in it") from error
    except Exception as error:  # zipfile does not wrap the errors of its decompressors
        raise source.error(f"{what} that is damaged ({name}); copy it again") from error


@contextmanager
def unpacked(file: File, suffix: str = ".tmx") -> Iterator[IO[bytes]]:
    """Open a file, or the one in a ``.gz`` or ``.zip`` (found by ``suffix``), as a stream.

    Raises :class:`align.errors.InputError` if it cannot be opened, also while it is read: for
    damage, and for much more than a memory of that size can be.
    """
    name = name_of(file)
    with _opened(file, name) as stream:
        start = stream.read(4)
        stream.seek(0)
        if start[:2] == b"\x1f\x8b":
            size = stream.seek(0, io.SEEK_END)
            stream.seek(0)
            with gzip.open(stream) as inside:
                yield _Unpacked(inside, _most(size, LARGEST_MEMORY), name, size)  # type: ignore[misc]
        elif start == b"PK\x03\x04":
            with _zip(stream, name) as archive:
                member = _member(archive, name, suffix)
                with _opened_member(archive, member, name) as one:
                    yield _Unpacked(one, member.file_size, name, member.compress_size)  # type: ignore[misc]
        else:
            yield stream


class DamagedArchiveError(InputError):
    """An archive that is damaged further on than its beginning: status 3."""


class _Unpacked:
    """What is in an archive, as a stream that ends within so many bytes."""

    def __init__(self, stream: Any, largest: int, name: str, packed: int) -> None:
        self._stream, self._left, self._largest, self._name = stream, largest, largest, name
        self.packed = packed

    def read(self, size: int = -1) -> bytes:
        """Read the next bytes."""
        if size < 0:  # whole pieces
            return read_within(cast("IO[bytes]", self), self._largest, self._name)
        try:
            # of a damaged archive, read() would return nothing of the last piece
            data: bytes = self._stream.read1(min(size, _PIECE))
        except Exception as error:  # decompressors raise errors of their own
            why = getattr(error, "strerror", None) or "the archive is cut off or damaged"
            raise DamagedArchiveError(f"{self._name}: cannot be read: {why}") from error
        self._left -= len(data)
        if self._left < 0:
            raise InputError(
                f"{self._name}: unpacks to more than {self._largest / 1e6:,.0f} MB; refused; "
                "if that is right, unpack it first"
            )
        return data


def packed_size(stream: IO[bytes]) -> int:
    """The bytes that a stream of :func:`unpacked` takes in the file."""
    if isinstance(stream, _Unpacked):
        return stream.packed
    before = stream.tell()
    size = stream.seek(0, io.SEEK_END)
    stream.seek(before)
    return size


def _opened(file: File, name: str) -> IO[bytes]:
    if not isinstance(file, str | PathLike):
        return io.BytesIO(file.read())
    check_endless(name)
    try:
        return path_of(file).open("rb")
    except (OSError, ValueError) as error:
        raise unopened(name, error) from None


#: What macOS adds to an archive beside each file.
_OF_MAC = re.compile(r"__MACOSX/|(?:.*/)?\._", re.DOTALL)


def _zip(stream: IO[bytes], name: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(stream)
    except Exception as error:  # zipfile lets some errors of its own parsing through
        raise InputError(f"{name}: a ZIP archive that is cut off or damaged") from error


def _opened_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> IO[bytes]:
    what = f"{name}: {member.filename}"
    if member.compress_type not in _USUAL:
        raise InputError(f"{what} is packed in an unusual way; unpack it and give the file itself")
    try:
        return archive.open(member)
    except Exception as error:  # a piece is missing
        raise InputError(f"{what} cannot be read: the archive is cut off or damaged") from error


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
    if member.file_size > _most(member.compress_size, LARGEST_MEMORY):
        size = member.file_size / 1e6
        raise InputError(f"{name}: {member.filename} unpacks to {size:,.0f} MB; refused")
    return member

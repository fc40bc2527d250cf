"""Make the images of the OmegaT page with the real program: `python docs/make_omegat_images.py`.

A virtual screen, and keys and clicks as a translator's. Needs OmegaT 3.6, Xvfb, openbox, xdotool
and `pip install pillow`. With a folder, as `/home/lin`, the project is made in it.
"""

import io
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from align import build, terms
from docs.make_images import keep

DISPLAY = ":87"
OMEGAT = Path("/usr/share/omegat/OmegaT.jar")
#: What is to be translated: some sentences of corpora/, and some that are much like them.
RELEASE = (
    "CQC Certifies Photovoltaic Modules for the Desert\n\n"
    "To date, over 12,000 companies have received more than 75,000 CB certificates from CQC. "
    "The outcome is a technical specification, CQC 3399-2026. More than 90 delegates from the "
    "departments concerned, the sub-branches and the 37 CB laboratories took part.\n\n"
    "The certificate is valid for ten years.\n"
)
#: How a match is shown: as OmegaT does by itself, and a line of what tmxalign knows of it.
SETTINGS = """\
<?xml version="1.0" encoding="UTF-8" ?>
<omegat>
<preference version="1.0">
<ext_tmx_match_template>${id}. ${fuzzyFlag}${sourceText}
${targetText}
&lt;${score}/${noStemScore}/${adjustedScore}% ${filePath}&gt;
confidence @{x-confidence}, from @{x-document}</ext_tmx_match_template>
</preference>
</omegat>
"""
FRAME = (2, 41, 0, -15)  # from what xdotool says of a window, which counts its frame twice
MAIN, FILES, NEW = "^OmegaT 3", "^Project Files", "^Create New Project"


def main(folder: str = "") -> None:
    with TemporaryDirectory() as name, screen(Path(name)) as log:
        home = Path(folder or name)
        project = home / "release"
        click(MAIN, 200, 400)
        key("ctrl+shift+n")
        window("^Create a New Project")
        write(str(project), "Return")
        window(NEW)
        click(NEW, 100, 145)
        key("ctrl+a")
        write("ZH-CN", "Tab")
        take(NEW, "omegat-project")
        key("alt+o")
        window(FILES)  # appears by itself, empty

        build(ROOT / "corpora", project / "tm/memory.tmx", alignments=name, by_name=True)
        terms([project / "tm/memory.tmx"], project / "glossary/terms.tbx", min_count=4)
        (project / "source/release.txt").write_text(RELEASE, encoding="utf-8")
        xdotool("windowsize", window(MAIN), "1120", "640")
        close(FILES)
        click(MAIN, 200, 400)
        key("F5")
        until(lambda: "READING_COMPLETE" in log.read_text(errors="ignore"), "the memory is read")

        click(MAIN, 200, 560)
        key("ctrl+n")
        take(MAIN, "omegat-match")
        key("ctrl+f")
        search = "^Text Search"
        xdotool("windowsize", window(search), "860", "560")
        write("certificates", "Return")
        take("^certificates", "omegat-search")


@contextmanager
def screen(folder: Path) -> Iterator[Path]:
    """A screen with OmegaT on it, new but for how it shows a match; its log."""
    os.environ["DISPLAY"] = DISPLAY
    log = folder / "omegat.log"
    java = ["java", "-Djava.library.path=/usr/lib/jni", "-Dawt.useSystemAAFontSettings=on"]
    (folder / "omegat.prefs").write_text(SETTINGS, encoding="utf-8")
    started = []
    try:
        with log.open("wb") as said:
            for command in (
                ["Xvfb", DISPLAY, "-screen", "0", "1280x860x24", "-nolisten", "tcp"],
                ["openbox"],
                [*java, "-jar", str(OMEGAT), f"--config-dir={folder}"],
            ):
                started.append(subprocess.Popen(command, stdout=said, stderr=said))
                time.sleep(2)
        window(MAIN)
        time.sleep(3)
        yield log
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait()


def xdotool(*arguments: str) -> str:
    done = subprocess.run(["xdotool", *arguments], capture_output=True, text=True, check=False)
    return done.stdout.strip()


def until(done: Callable[[], object], what: str) -> None:
    for _ in range(120):
        if done():
            time.sleep(1)
            return
        time.sleep(0.5)
    raise SystemExit(f"not within a minute: {what}")


def window(name: str) -> str:
    """The number of the window with a name, as soon as it is there."""
    until(lambda: xdotool("search", "--onlyvisible", "--name", name), name)
    return xdotool("search", "--onlyvisible", "--name", name).splitlines()[0]


def close(name: str) -> None:
    xdotool("windowclose", window(name))
    time.sleep(1)


def click(name: str, x: int, y: int) -> None:
    """Click at a place of a window."""
    xdotool("mousemove", "--window", window(name), str(x), str(y), "click", "1")
    time.sleep(1)


def key(*names: str) -> None:
    for name in names:
        xdotool("key", name)
        time.sleep(1)


def write(text: str, *keys: str) -> None:
    xdotool("type", "--delay", "60", text)
    key(*keys)


def take(name: str, image: str) -> None:
    """Save what a window shows, with its frame."""
    from PIL import ImageGrab

    found = xdotool("getwindowgeometry", "--shell", window(name))
    at = {k: int(v) for k, v in (line.split("=") for line in found.splitlines())}
    box = (at["X"], at["Y"], at["X"] + at["WIDTH"], at["Y"] + at["HEIGHT"])
    left, top, right, bottom = FRAME
    shot = io.BytesIO()
    ImageGrab.grab(
        (box[0] - left, box[1] - top, box[2] + right, box[3] + bottom), xdisplay=DISPLAY
    ).save(shot, "png")
    keep(shot.getvalue(), f"{image}.png")


if __name__ == "__main__":
    main(*sys.argv[1:])

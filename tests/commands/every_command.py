"""Every command on two releases of corpora/, in this process, whatever its encodings are.

`python tests/commands/every_command.py FOLDER` prints what the commands print, and at the end the
commands that failed. FOLDER is empty and becomes the current one. File names are Chinese, except
those of documents where the file system's encoding has no Chinese.
"""

import os
import shutil
import sys
from pathlib import Path

from cli_parts import ROOT

sys.path.insert(0, str(ROOT))

NAME = "2023-08-11-cb-system-work-conference"
COMMANDS = f"""
--help
--version
doctor
doctor --json
align en/{NAME}.txt 中文/{NAME}.txt
align en/{NAME}.txt 中文/{NAME}.txt --explain
align en/{NAME}.txt 中文/{NAME}.txt -v -o a.tmx --aside a.tsv --links a.links.tsv
align en/{NAME}.txt 中文/{NAME}.txt -o -
align en/{NAME}.txt 中文/{NAME}.txt -o {NAME}.align.json
evaluate {NAME}.align.json {NAME}.gold.tsv
evaluate {NAME}.align.json {NAME}.gold.tsv --json
pair en 中文
pair en 中文 -o pairs.tsv
build en 中文 -o m.tmx --jobs 1 --report 报告.html
build --pairs pairs.tsv -o 记忆库.tmx --jobs 1 --weak 弱.xlsx --log -
decide m.tmx --from a.tmx
decide m.tmx --json
audit m.tmx --fail-on never --jobs 1
audit m.tmx --fail-on never --jobs 1 --lang zh -o 报告.html -o 报告.csv
audit m.tmx --fail-on never --jobs 1 --json
audit m.tmx --fail-on never --jobs 1 -o - --format md
audit --list
audit --list --lang zh
clean m.tmx -o clean.tmx
clean m.tmx --dry-run --json
clean --list
merge m.tmx a.tmx -o merged.tmx
split m.tmx --units 20 -o 部分-{{}}.tmx
diff a.tmx m.tmx
diff a.tmx m.tmx --json
stats 记忆库.tmx
stats m.tmx --json
sample m.tmx -n 3 -o some.tmx
validate 记忆库.tmx
search 记忆库.tmx 证书
search m.tmx certificates --mode fuzzy --min-match 30
search m.tmx certificates --mode meaning
search m.tmx certificates --json
leverage en/{NAME}.txt --memory 记忆库.tmx
leverage en/{NAME}.txt --memory m.tmx --json
terms m.tmx -o 术语.csv
convert 记忆库.tmx m.xlsx
convert m.tmx -
"""


def main(folder: str) -> int:
    from align.commands import main as tmxalign

    os.chdir(folder)
    chinese = "中文" if sys.getfilesystemencoding() == "utf-8" else "zh"
    lines = COMMANDS.replace("中文", chinese).strip().splitlines()
    commands = [os.fsdecode(line.encode()) for line in lines]
    for side, name in (("en", "en"), ("zh", chinese)):
        Path(name).mkdir()
        for text in (NAME, "2024-02-28-carbon-footprint-label-launch"):
            shutil.copy(ROOT / "corpora" / side / f"{text}.txt", name)
    shutil.copy(ROOT / "corpora" / "gold" / f"{NAME}.gold.tsv", ".")
    failed = []
    for command in commands:
        print(f"$ tmxalign {command!a}", flush=True)
        try:
            tmxalign(command.split())
        except SystemExit as ended:
            if ended.code:
                failed.append(f"{ended.code}: tmxalign {command!a}")
    for name in tmxalign.commands:
        try:
            tmxalign([name, "--help"])
        except SystemExit as ended:
            if ended.code:
                failed.append(f"{ended.code}: tmxalign {name} --help")
    print(*failed, sep="\n", file=sys.stderr)
    return len(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

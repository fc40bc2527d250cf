"""Options from the environment and from tmxalign.toml; -q and -v; completion."""

import os
import shutil
import subprocess
import sys

import click
import pytest
from cli_parts import ROOT
from click.shell_completion import BashComplete, FishComplete, ZshComplete

from align.audit.engine import config as audit_config
from align.commands import main
from align.commands.settings import _OF_LIBRARY, _key, _settable, variable
from align.memory import Header, Memory, Unit, Variant, write

COMMANDS = sorted(main.commands)


@pytest.fixture
def sampled(cli, tmp_path, monkeypatch):
    """The number of units that ``sample`` draws, run below the folder of the settings."""
    units = [
        Unit([Variant("en-US", (f"Tea {n}.",)), Variant("zh-CN", (f"茶{n}。",))]) for n in range(9)
    ]
    write(Memory(Header(), units), tmp_path / "m.tmx")
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a" / "b")

    def run(*arguments):
        done = cli("sample", tmp_path / "m.tmx", *arguments)
        assert done.exit_code == 0, done.stderr
        return int(done.stderr.split()[-3])

    return run


def settings(tmp_path, text):
    (tmp_path / "tmxalign.toml").write_text(text, encoding="utf-8")


def test_the_command_line_counts_more_than_variables_and_those_more_than_the_file(
    sampled, tmp_path, monkeypatch
):
    out = ("-o", "out.tmx")
    assert sampled(*out) == 9  # the default is more than there are
    settings(tmp_path, "[sample]\nnumber = 1\n")
    assert sampled(*out) == 1
    monkeypatch.setenv("TMXALIGN_SAMPLE_NUMBER", "2")
    assert sampled(*out) == 2
    assert sampled(*out, "-n", "3") == 3
    monkeypatch.delenv("TMXALIGN_SAMPLE_NUMBER")
    assert sampled(*out, "--no-config") == 9
    (tmp_path / "other.toml").write_text("[sample]\nnumber = 4\n")
    assert sampled(*out, "--config", tmp_path / "other.toml") == 4
    monkeypatch.setenv("TMXALIGN_CONFIG", str(tmp_path / "other.toml"))
    assert sampled(*out) == 4


def test_paths_in_the_file_are_relative_to_it(sampled, tmp_path):
    settings(tmp_path, '[sample]\nout = "a/two.tmx"\nnumber = 2\n')
    assert sampled() == 2
    assert (tmp_path / "a" / "two.tmx").is_file()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[sample]\nnumbr = 1\n",
            "unknown 'numbr' in [sample]; did you mean 'number'? there are: ",
        ),
        (
            "[sample]\nnumber = 'two'\n",
            "number in [sample] is 'two'; it must be an integer of at le",
        ),
        ("[sample]\nnumber = true\n", "number in [sample] is True; it must be an integer"),
        ("[sample]\nnumber = 0\n", "number in [sample] is 0; it must be an integer of at least 1"),
        ("[sample]\nquiet = 'no'\n", "quiet in [sample] is 'no'; it must be true or false"),
        ("[sample]\nout = ['a']\n", "out in [sample] is ['a']; it must be a string"),
        (
            "[sample]\nstratify = 'size'\n",
            "stratify in [sample] is 'size'; it must be one of confid",
        ),
        ("[sample]\nseed = '7'\n", "seed in [sample] is '7'; it must be an integer"),
        ("sample = 1\n", "sample is 1; it must be a table, [sample]"),
    ],
)
def test_a_mistake_in_the_file_is_one_line(refused, tmp_path, text, said):
    settings(tmp_path, text)
    line = refused("sample", "m.tmx", "-o", "o.tmx", status=2)
    assert said in line
    assert str(tmp_path / "tmxalign.toml") in line


def test_a_file_that_is_not_toml_stops_no_help(refused, cli, tmp_path):
    settings(tmp_path, "[sample")
    assert "not TOML" in refused("stats", "m.tmx", status=3)
    assert cli("stats", "--help").exit_code == 0
    assert "no such file" in refused("stats", "m.tmx", "--no-config", status=3)


def test_tables_of_others_disturb_nobody(sampled, tmp_path, cli):
    settings(tmp_path, "x = 1\n[sample]\nnumber = 2\n[build]\nwhat = 1\n[other.tool]\nx = 2\n")
    assert sampled("-o", "o.tmx") == 2
    settings(tmp_path, "[smaple]\nnumber = 2\n")
    said = cli("sample", tmp_path / "m.tmx", "-o", "o.tmx").stderr
    assert "[smaple] is for no command; did you mean [sample]?" in said


def test_a_wrong_variable_is_one_line(refused, cli, monkeypatch, tmp_path):
    monkeypatch.setenv("TMXALIGN_SAMPLE_NUMBER", "two")
    said = refused("sample", "m.tmx", "-o", "o.tmx", status=2)
    assert said == (
        "tmxalign: TMXALIGN_SAMPLE_NUMBER is 'two'; it must be an integer of at least 1\n"
    )
    monkeypatch.delenv("TMXALIGN_SAMPLE_NUMBER")
    monkeypatch.setenv("TMXALIGN_SAMPLE_NUMBR", "2")
    said = cli("sample", "m.tmx", "-o", "o.tmx").stderr
    assert "sets no option of sample; did you mean TMXALIGN_SAMPLE_NUMBER?" in said


def values(option):
    """A value of an option as text, as TOML has it, and what the command gets."""
    kind = option.type
    if option.is_flag:
        return "yes", True, bool(option.flag_value)
    if isinstance(kind, click.Choice):
        text = kind.choices[-1]
        data = text
    elif isinstance(kind, click.types.IntParamType):
        text, data = "55", 55
    elif isinstance(kind, click.types.FloatParamType):
        text, data = "0.5", 0.5
    else:
        text = data = f"{os.sep}x"
    return (text, [data], (data,)) if option.multiple else (text, data, data)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_can_be_set_by_a_variable_and_in_the_file(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    command = main.commands[name]
    given = ["x" for p in command.params if isinstance(p, click.Argument) and p.required]
    needed = [o for o in _settable(command) if o.required]
    lines, expected = [f"[{name}]"], {}
    for option in _settable(command):
        text, data, wanted = values(option)
        with monkeypatch.context() as patch:
            for other in needed:
                patch.setenv(variable(name, _key(other)), values(other)[0])
            patch.setenv(variable(name, _key(option)), text)
            context = main.commands[name].make_context(name, list(given))
        if option.expose_value:
            assert context.params[option.name] == wanted
            expected[option.name] = wanted
        else:
            assert context.meta[option.name]
        if _key(option) not in _OF_LIBRARY.get(name, ()):
            lines.append(f"{_key(option)} = {str(data).lower() if data is True else repr(data)}")
        else:
            del expected[option.name]
    settings(tmp_path, "\n".join(lines))
    context = command.make_context(name, list(given))
    assert {name: context.params[name] for name in expected} == expected


def test_the_audit_knows_which_keys_are_those_of_the_command():
    keys = {_key(option) for option in _settable(main.commands["audit"])}
    assert keys - _OF_LIBRARY["audit"] == audit_config.OPTIONS


@pytest.mark.parametrize("name", COMMANDS)
def test_quiet_and_verbose_are_the_same_everywhere(name, cli):
    shown = cli(name, "--help").stdout
    assert "-q, --quiet" in shown
    assert "-v, --verbose" in shown
    assert "--config FILE" in shown


def test_quiet_prints_results_and_errors_only(cli, pair, tmp_path, monkeypatch):
    assert cli("align", *pair, "-o", "a.tmx").stderr
    assert cli("align", *pair, "-o", "a.tmx", "-q").output == ""
    done = cli("-q", "align", *pair)
    assert "Guangzhou" in done.stdout
    assert not done.stderr
    assert cli("stats", "no.tmx", "-q").stderr == "tmxalign: no.tmx: no such file\n"
    monkeypatch.setenv("TMXALIGN_QUIET", "1")
    assert cli("align", *pair, "-o", "a.tmx").output == ""
    assert "3 units" in cli("align", *pair, "-o", "a.tmx", "-v").stderr  # more than a variable


def test_verbose_says_what_was_set_elsewhere(cli, pair, tmp_path, monkeypatch):
    settings(tmp_path, "[align]\nmodel = 'use'\nsource = 'zh'\n")
    monkeypatch.setenv("TMXALIGN_ALIGN_OUT", "a.tmx")
    said = cli("align", *pair, "-v", "--source", "en").stderr.splitlines()
    assert f"tmxalign: set by {tmp_path / 'tmxalign.toml'}: model in [align]" in said
    assert "tmxalign: set by TMXALIGN_ALIGN_OUT" in said
    assert not [line for line in said if "source" in line]


@pytest.mark.parametrize("shell", [BashComplete, ZshComplete, FishComplete])
def test_shells_complete_commands_options_and_files(shell, tmp_path, monkeypatch):
    settings(tmp_path, "[sample")  # is not read
    monkeypatch.chdir(tmp_path)
    complete = shell(main, {}, "tmxalign", "_TMXALIGN_COMPLETE")
    assert "_TMXALIGN_COMPLETE" in complete.source_vars()["complete_var"]

    def found(*given):
        return {(one.type, one.value) for one in complete.get_completions(list(given), rest)}

    rest = "bu"
    assert found() == {("plain", "build")}
    rest = "--min-c"
    assert found("build") == {("plain", "--min-confidence")}
    rest = "a"
    assert found("build") == found("build", "x", "-o") == {("file", "a")}
    rest = ""
    assert ("plain", "omegat") in found("build", "--profile")


SHELLS = {
    "bash": (
        """
eval "$(_TMXALIGN_COMPLETE=bash_source tmxalign)"
COMP_WORDS=(tmxalign ev) COMP_CWORD=1
_tmxalign_completion tmxalign
echo "${COMPREPLY[@]}"
""",
        "evaluate\n",
    ),
    "fish": (
        """
_TMXALIGN_COMPLETE=fish_source tmxalign | source
complete -C "tmxalign build --min-c" | cut -f 1
""",
        "--min-confidence\n",
    ),
}


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_itself_completes(shell, tmp_path):
    if not shutil.which(shell):
        pytest.skip(f"no {shell}")
    program = tmp_path / "tmxalign"
    program.write_text(f"#!{sys.executable}\nfrom align.commands import main\nmain()\n")
    program.chmod(0o755)
    script, completed = SHELLS[shell]
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [shell, "-c", script], capture_output=True, text=True, cwd=tmp_path,
        env={**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)},
    )  # fmt: skip
    assert (done.stdout, done.stderr) == (completed, "")

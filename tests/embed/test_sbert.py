"""A real sentence-transformers model, tiny and made on the spot, in place of the embedded one.

The whole file loads torch, which takes seconds: it is slow.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from align.commands.main import main
from align.embed import load_encoder
from align.embed.encoder import all_runs, encode_tokens
from align.errors import UsageError
from align.memory import read_alignment
from align.pipeline import Aligner

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
EN = "CQC issued 600 certificates.\nThe number was 580 in 2022.\nSee you in 2025.\n"
ZH = "CQC颁发证书600张。\n2022年为580张。\n2025年再见。\n"


def make_model(folder, prompts=None, default=None):
    """A seeded random one-layer BERT over single characters, with mean pooling."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    letters = sorted({*EN, *ZH, *"abcdefghijklmnopqrstuvwxyz0123456789: "})
    vocabulary = {token: n for n, token in enumerate([*special, *letters])}
    characters = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    characters.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    characters.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=characters,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
        model_max_length=128,
    )
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=128,
    )
    parts = folder.with_name(f"{folder.name}-parts")
    BertModel(config).save_pretrained(parts)
    tokenizer.save_pretrained(parts)
    transformer = Transformer(str(parts))
    SentenceTransformer(
        modules=[transformer, Pooling(32)],
        prompts=prompts,
        default_prompt_name=default,
        device="cpu",
    ).save(str(folder))
    return folder


@pytest.fixture(scope="session")
def plain(tmp_path_factory):
    return make_model(tmp_path_factory.mktemp("models") / "plain")


@pytest.fixture(scope="session")
def prompted(tmp_path_factory):
    prompts = {"query": "query: ", "passage": "passage: "}
    return make_model(tmp_path_factory.mktemp("models") / "prompted", prompts)


@pytest.fixture
def pair(tmp_path):
    (tmp_path / "en.txt").write_text(EN, encoding="utf-8")
    (tmp_path / "zh.txt").write_text(ZH, encoding="utf-8")
    return [str(tmp_path / "en.txt"), str(tmp_path / "zh.txt")]


def run(*arguments, **environment):
    """The command, as in a shell: exit status, stdout, stderr."""
    env = {key: value for key, value in os.environ.items() if key != "HF_HUB_OFFLINE"}
    return subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), *map(str, arguments)],
        env={**env, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


def refused(*arguments, **environment):
    """The one line with which the command refuses."""
    if environment:  # it is read when the libraries are imported: a new process
        done = run(*arguments, **environment)
        status, stdout, stderr = done.returncode, done.stdout, done.stderr
    else:
        result = CliRunner().invoke(main, list(map(str, arguments)))
        status, stdout, stderr = result.exit_code, result.stdout, result.stderr
    assert status == 2, stderr
    assert stdout == ""
    assert stderr.endswith("\n")
    assert stderr.count("\n") == 1, stderr
    assert stderr.startswith("tmxalign: ")
    return stderr


# ---- vectors ----------------------------------------------------------------------------------


def test_vectors_are_float32_of_length_one_and_do_not_change(plain):
    encoder = load_encoder(str(plain), batch_size=2)
    texts = [*EN.split("\n")[:3], *ZH.split("\n")[:3], "x"]
    vectors = encoder.encode(texts)
    assert (vectors.dtype, vectors.shape) == (np.float32, (len(texts), 32))
    assert encoder.dimensions == 32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    np.testing.assert_allclose(vectors, encoder.encode(texts), atol=1e-6)
    alone = np.concatenate([encoder.encode([text]) for text in texts])
    np.testing.assert_allclose(vectors, alone, atol=1e-5)
    assert np.abs(vectors[0] - vectors[1]).max() > 1e-3  # it does read them
    assert encoder.encode([]).shape == (0, 32)


def test_runs_are_the_vectors_of_the_joined_texts(plain):
    encoder = load_encoder(str(plain))
    texts = ZH.split("\n")[:3]
    runs = encoder.encode_runs(texts, "", 6)
    assert (runs.dtype, runs.shape) == (np.float32, (6, 3, 32))
    for row, joined in zip(runs, all_runs(texts, "", 6), strict=False):
        np.testing.assert_allclose(row[: len(joined)], encoder.encode(joined), atol=1e-5)
        assert not row[len(joined) :].any()
    assert not runs[3:].any()  # there is no run of four among three
    assert encoder.encode_runs([], "", 6).shape == (6, 0, 32)


def test_approximate_runs_need_one_vector_per_sentence(plain, monkeypatch):
    exact = load_encoder(str(plain))
    encoder = load_encoder(str(plain), overlap="approximate")
    asked = []
    encode = encoder.encode
    monkeypatch.setattr(encoder, "encode", lambda texts: asked.append(list(texts)) or encode(texts))
    texts = ZH.split("\n")[:3]
    runs = encoder.encode_runs(texts, "", 6)
    assert asked == [texts]  # one call, each sentence once, no run
    again = exact.encode_runs(texts, "", 6)
    assert (runs.dtype, runs.shape) == (again.dtype, again.shape)
    np.testing.assert_allclose(runs[0], again[0], atol=1e-6)
    norms = np.linalg.norm(runs, axis=2)
    np.testing.assert_allclose(norms, np.linalg.norm(again, axis=2), atol=1e-5)  # ones and zeros
    assert norms[:3].round(4).tolist() == [[1, 1, 1], [1, 1, 0], [1, 0, 0]]
    assert not runs[3:].any()
    two = len(texts[0]) * runs[0, 0] + len(texts[1]) * runs[0, 1]
    np.testing.assert_allclose(runs[1, 0], two / np.linalg.norm(two), atol=1e-5)
    assert encoder.encode_runs([], "", 6).shape == (6, 0, 32)


def test_an_unknown_overlap(plain):
    with pytest.raises(UsageError, match="exact, approximate"):
        load_encoder(str(plain), overlap="none")


def test_the_vectors_are_those_of_sentence_transformers(plain):
    from sentence_transformers import SentenceTransformer

    theirs = SentenceTransformer(str(plain), device="cpu").encode([EN], normalize_embeddings=True)
    np.testing.assert_allclose(load_encoder(str(plain)).encode([EN]), theirs, atol=1e-5)


# ---- the pipeline -----------------------------------------------------------------------------


def test_a_folder_replaces_the_embedded_model(plain, pair, tmp_path):
    out = tmp_path / "out.tmx"
    result = CliRunner().invoke(main, ["align", *pair, "--model", str(plain), "-o", str(out)])
    assert result.exit_code == 0, result.output
    text = out.read_text(encoding="utf-8")
    assert "CQC issued 600 certificates." in text
    assert "2025年再见。" in text
    native = tmp_path / "out.align.json"
    result = CliRunner().invoke(main, ["align", *pair, "--model", str(plain), "-o", str(native)])
    assert result.exit_code == 0, result.output
    by_command = read_alignment(native)
    by_library = Aligner(model=str(plain)).align_files(*pair)
    assert [(b.en, b.zh) for b in by_command] == [(b.en, b.zh) for b in by_library]
    assert sorted(i for b in by_command for i in b.en) == [0, 1, 2]
    assert sorted(j for b in by_command for j in b.zh) == [0, 1, 2]
    assert by_command.settings["model"] == str(plain)  # a result says what it was made with


def test_the_command_takes_an_overlap(plain, pair, tmp_path):
    found = {}
    for overlap in ("exact", "approximate"):
        out = tmp_path / f"{overlap}.align.json"
        options = ["--model", str(plain), "--overlap", overlap, "-o", str(out)]
        result = CliRunner().invoke(main, ["align", *pair, *options])
        assert result.exit_code == 0, result.output
        found[overlap] = read_alignment(out)
    approximate = found["approximate"]
    assert "overlap" not in found["exact"].settings
    assert approximate.settings == {**found["exact"].settings, "overlap": "approximate"}
    assert sorted(i for b in approximate for i in b.en) == [0, 1, 2]
    assert sorted(j for b in approximate for j in b.zh) == [0, 1, 2]


def test_the_embedded_model_has_no_overlap():
    assert Aligner(overlap="approximate").settings == Aligner().settings


def test_the_command_prints_nothing_superfluous(plain, pair, tmp_path):
    out = tmp_path / "out.tmx"
    done = run("align", *pair, "--model", plain, "-o", out, HF_HUB_OFFLINE="1")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.splitlines() == [done.stderr.strip()]  # a line, no bars, no warnings
    assert done.stderr.startswith(f"{out}: ")


# ---- tokens -----------------------------------------------------------------------------------


@pytest.mark.parametrize("model", ["plain", "prompted"])
def test_tokens_stand_where_they_were_written(request, model):
    encoder = load_encoder(str(request.getfixturevalue(model)))
    texts = ["  CQC issued 600. ", "2025年再见。", "", " ", "a" * 300]  # 128 tokens at most
    tokens, spans = encode_tokens(encoder, texts, "en")
    written = [[text[b:e] for b, e in some] for text, some in zip(texts, spans, strict=True)]
    assert written[:4] == [[c.strip() for c in texts[0].strip()], [*texts[1]], [""], [""]]
    assert set(written[4]) == {"a"}
    assert spans[4][-1][1] == {"plain": 126, "prompted": 119}[model]
    assert np.diff(tokens.begins).tolist() == list(map(len, spans))
    assert np.linalg.norm(tokens.vectors, axis=1) == pytest.approx(1, abs=1e-5)
    again, _ = encode_tokens(encoder, texts[1:2], "zh")
    np.testing.assert_allclose(again.vectors, tokens.vectors[slice(*tokens.begins[1:3])], atol=1e-5)


def test_no_tokens_without_a_tokenizer_that_says_where(plain, monkeypatch):
    encoder = load_encoder(str(plain))
    monkeypatch.setattr(type(encoder._model.tokenizer), "is_fast", False)
    assert encode_tokens(encoder, ["Yes."], "en") is None


# ---- prompts ----------------------------------------------------------------------------------


def test_a_suitable_prompt_is_used_unless_disabled(prompted, plain):
    with_prompt = load_encoder(str(prompted)).encode([EN])
    by_name = load_encoder(str(prompted), prompt="query").encode([EN])
    another = load_encoder(str(prompted), prompt="passage").encode([EN])
    without = load_encoder(str(prompted), prompt="").encode([EN])
    np.testing.assert_allclose(with_prompt, by_name, atol=1e-6)
    assert np.abs(with_prompt - without).max() > 1e-3
    assert np.abs(with_prompt - another).max() > 1e-3
    by_hand = load_encoder(str(plain)).encode([f"query: {EN}"])  # the same seed, no prompts
    np.testing.assert_allclose(with_prompt, by_hand, atol=1e-5)
    np.testing.assert_allclose(without, load_encoder(str(plain)).encode([EN]), atol=1e-5)


def test_the_models_own_default_prompt_comes_first(tmp_path):
    prompts = {"query": "query: ", "passage": "passage: "}
    encoder = load_encoder(str(make_model(tmp_path / "own", prompts, "passage")))
    chosen = load_encoder(str(tmp_path / "own"), prompt="passage")
    off = load_encoder(str(tmp_path / "own"), prompt="")
    np.testing.assert_allclose(encoder.encode([EN]), chosen.encode([EN]), atol=1e-6)
    assert np.abs(encoder.encode([EN]) - off.encode([EN])).max() > 1e-3


def test_the_command_takes_prompts(prompted, pair, tmp_path):
    found = {}
    for prompt in ("query", ""):
        out = tmp_path / f"{prompt or 'none'}.align.json"
        options = ["--model", str(prompted), "--prompt", prompt, "-o", str(out)]
        result = CliRunner().invoke(main, ["align", *pair, *options])
        assert result.exit_code == 0, result.output
        found[prompt] = [bead["score"] for bead in json.loads(out.read_text("utf-8"))["beads"]]
    assert found["query"] != found[""]


def test_an_unknown_prompt_lists_the_available_ones(prompted, plain, pair, tmp_path):
    out = tmp_path / "out.tmx"
    line = refused("align", *pair, "--model", prompted, "--prompt", "poem", "-o", out)
    assert "'poem'" in line
    assert "passage, query" in line
    assert not out.exists()
    with pytest.raises(UsageError, match="no prompt 'sts'"):
        load_encoder(str(plain), prompt="sts")


# ---- what cannot be loaded --------------------------------------------------------------------


COUNT = """
import os, sys
def note(event, details):
    if event == "socket.connect":
        with open(os.environ["CONNECTIONS"], "a") as log:
            print(details[1], file=log)
sys.addaudithook(note)
"""


def test_an_unresolvable_name_fails_quickly_with_advice(pair, tmp_path):
    """No connection (here: an address where nobody listens) and no copy on disk."""
    (tmp_path / "hook").mkdir()
    (tmp_path / "hook" / "sitecustomize.py").write_text(COUNT)
    tries = tmp_path / "tries.txt"
    line = refused(
        *("align", *pair, "--model", "LaBSE", "-o", tmp_path / "out.tmx"),
        HF_HOME=str(tmp_path / "empty"),
        HF_ENDPOINT="http://127.0.0.1:9",
        no_proxy="*",
        HTTP_PROXY="",
        http_proxy="",
        PYTHONPATH=f"{tmp_path / 'hook'}{os.pathsep}{ROOT}",
        CONNECTIONS=str(tries),
    )
    assert "model LaBSE: not found here" in line
    assert "download it once" in line
    assert "--model" in line
    # left to itself the library tries six times for each of several files, which takes minutes
    connections = tries.read_text().splitlines()
    assert set(connections) == {"('127.0.0.1', 9)"}
    assert len(connections) < 6
    assert not (tmp_path / "out.tmx").exists()


def test_offline_mode_is_respected(pair, tmp_path):
    line = refused(
        *("align", *pair, "--model", "nobody/nothing", "-o", tmp_path / "out.tmx"),
        HF_HOME=str(tmp_path / "empty"),
        HF_HUB_OFFLINE="1",
    )
    assert "model nobody/nothing: not found here" in line


@pytest.mark.parametrize("content", [{}, {"config.json": "{}"}, {"modules.json": "broken"}])
def test_a_folder_without_a_model(pair, tmp_path, content):
    folder = tmp_path / "folder"
    folder.mkdir()
    for name, text in content.items():
        (folder / name).write_text(text)
    line = refused("align", *pair, "--model", folder, "-o", tmp_path / "out.tmx")
    assert f"model {folder}: not a sentence-transformers model" in line


def test_a_missing_folder(tmp_path):
    with pytest.raises(UsageError, match="no such folder"):
        load_encoder(str(tmp_path / "nowhere"))


@pytest.mark.parametrize("device", ["abacus", "cuda:99"])
def test_a_missing_device(plain, pair, tmp_path, device):
    line = refused("align", *pair, "--model", plain, "--device", device, "-o", tmp_path / "out.tmx")
    assert f"device {device}: cannot be used here" in line

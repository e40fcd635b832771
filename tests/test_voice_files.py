"""Voices in a model's folder: they come back as they were, or with a message."""

import hashlib
import json
import os
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.errors import ModelError
from framing.model_files import load_model, read_manifest, save_model
from framing.voice import voice_of
from framing.voice_files import MAX_VOICE_BYTES, decode_voice, encode_voice, voice_digest

TEXTS = [
    "There is no evidence for a caf\u00e9.",
    '"We have won the whole war," the general said.',
    "The general said that they had won.",
    "It rains.",
]


@pytest.fixture
def folder(model, voice_model, tmp_path):
    save_model(replace(model, voice=voice_model), tmp_path / "model")
    return tmp_path / "model"


def put_voice(folder, raw: bytes, **entry):
    """Put bytes in the place of the voices, with a manifest that says they are right."""
    (folder / "voice.json").write_bytes(raw)
    manifest = read_manifest(folder)
    manifest["voice"] |= {"sha256": hashlib.sha256(raw).hexdigest()} | entry
    (folder / "manifest.json").write_text(json.dumps(manifest))


def changed(voice_model, **values) -> bytes:
    return json.dumps(voice_model.to_dict() | values).encode()


@pytest.mark.parametrize("name", ["m", "m.zip"])
def test_voices_come_back(model, voice_model, tmp_path, name):
    save_model(replace(model, voice=voice_model), tmp_path / name)
    found = load_model(tmp_path / name).voice
    assert found.to_dict() == voice_model.to_dict()
    for text in TEXTS:
        assert voice_of(text, model=found) == voice_of(text, model=voice_model)


@pytest.mark.parametrize("name", ["m", "m.zip"])
def test_models_without_voices_load(model, tmp_path, name):
    save_model(model, tmp_path / name)
    assert load_model(tmp_path / name).voice is None
    assert "voice" not in read_manifest(tmp_path / name)


def test_same_voices_same_bytes(model, voice_model, folder, tmp_path):
    again = decode_voice(Path("voice.json"), encode_voice(voice_model))
    save_model(replace(model, voice=again), tmp_path / "again")
    for file in folder.iterdir():
        assert (tmp_path / "again" / file.name).read_bytes() == file.read_bytes()


def test_digests(model, voice_model):
    spoken = replace(model, voice=voice_model)
    assert spoken.digest == model.digest
    assert (model.voice_digest, len(spoken.voice_digest)) == ("rules", 64)
    other = replace(voice_model, intercept=voice_model.intercept + 1)
    assert voice_digest(other) != spoken.voice_digest
    assert voice_digest(voice_model) == spoken.voice_digest


def test_missing(folder):
    (folder / "voice.json").unlink()
    with pytest.raises(ModelError, match=r"no voice\.json"):
        load_model(folder)


@pytest.mark.parametrize("damage", [lambda raw: raw[:-2], lambda raw: b" " + raw, lambda _: b""])
def test_truncated_or_altered(folder, damage):
    path = folder / "voice.json"
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(ModelError, match=r"voice\.json: its SHA-256 isn't the manifest's"):
        load_model(folder)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"null",
        b"[]",
        b"[" * 100_000,
        b'{"format": "framing-model"}',
        b'{"a": ' + b"9" * 5000 + b"}",
    ],
)
def test_foreign_or_garbage(folder, raw):
    put_voice(folder, raw)
    with pytest.raises(ModelError, match=r"voice\.json: (not a voice model|voice model: not of)"):
        load_model(folder)


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ({"intercept": [float("nan")] * 5}, "out of range"),
        ({"intercept": [float("inf"), 0, 0, 0, 0]}, "out of range"),
        ({"intercept": [1e300, 0, 0, 0, 0]}, "out of range"),
        ({"intercept": [1e7, 0, 0, 0, 0]}, "out of range"),
        ({"gram_norms": [-1, 0]}, "out of range"),
        ({"gram_rows": []}, "shape"),
        ({"charged": None}, "no list"),
        ({"voices": ["asserted"]}, "its voices"),
    ],
)
@pytest.mark.parametrize("zipped", [False, True])
def test_damage_inside(folder, voice_model, values, what, zipped):
    put_voice(folder, changed(voice_model, **values))
    place = folder
    if zipped:
        place = folder.with_suffix(".zip")
        with zipfile.ZipFile(place, "w") as archive:
            for file in folder.iterdir():
                archive.write(file, file.name)
    with pytest.raises(ModelError, match=rf"voice\.json: .*{what}"):
        load_model(place)


def test_too_large_is_not_read(folder):
    os.truncate(folder / "voice.json", 1 << 42)  # sparse: takes no room on the disk
    with pytest.raises(ModelError, match=rf"voice\.json: larger than {MAX_VOICE_BYTES} bytes"):
        load_model(folder)


@pytest.mark.parametrize("entry", [5, [], "voice.json", {}])
def test_damaged_entry(folder, entry):
    manifest = read_manifest(folder) | {"voice": entry}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ModelError, match=r"voice"):
        load_model(folder)


@settings(max_examples=100)
@given(data=st.data())
def test_any_damage_is_told_or_harmless(voice_model, data):
    raw = bytearray(encode_voice(voice_model))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at] = data.draw(st.integers(0, 255) | st.sampled_from(b'[]{}",:-e90'))
    told, confidence = "voice.json: ", 0.0
    try:
        found = decode_voice(Path("voice.json"), bytes(raw))
        confidence = voice_of(TEXTS[0], model=found).confidence
    except ModelError as error:
        told = str(error)
    assert told.startswith("voice.json: ")
    assert 0 <= confidence <= 1

"""Models on disk: they come back as they were, or with a message; nothing in them is run."""

import hashlib
import io
import json
import os
import pickle
import shutil
import stat
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from framing.errors import ModelError, OutputError
from framing.model import ARRAYS, default_model_path
from framing.model_files import FORMAT_VERSION, load_model, read_manifest, save_model
from framing.scoring import score_texts


@pytest.fixture(scope="module")
def original(model, tmp_path_factory):
    folder = tmp_path_factory.mktemp("models")
    save_model(model, folder / "model")
    save_model(model, folder / "model.zip")
    return folder


@pytest.fixture
def folder(original, tmp_path):
    """Return a copy of the model's folder that may be damaged."""
    return Path(shutil.copytree(original / "model", tmp_path / "model"))


def change_manifest(folder, change):
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text())
    change(manifest)
    path.write_text(json.dumps(manifest))


def put_array(folder, name, raw: bytes, **described):
    """Put bytes in the place of an array, with a manifest that says they are right."""
    (folder / f"{name}.npy").write_bytes(raw)

    def change(manifest):
        manifest["arrays"][name] |= {"sha256": hashlib.sha256(raw).hexdigest(), **described}

    change_manifest(folder, change)


def as_npy(array, **options) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, **options)
    return buffer.getvalue()


def change_array(folder, name, change):
    array = np.load(folder / f"{name}.npy").copy()
    changed = change(array)
    array = array if changed is None else changed
    put_array(folder, name, as_npy(array), shape=list(array.shape), dtype=array.dtype.str)


def zip_of(folder) -> Path:
    path = folder.with_suffix(".zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, file.name)
    return path


def assert_told_or_harmless(path, named):
    """Load what may be damaged: it is a model, or a message names the place."""
    told = ""
    margins = np.zeros(1)
    try:
        margins = score_texts(load_model(path), ["heroes"]).margins
    except ModelError as error:
        told = str(error)
    assert str(named) in told or not told
    assert np.isfinite(margins).all()


@pytest.fixture(params=["folder", "zip"])
def place(request, folder):
    """Return what turns the damaged folder into what is loaded."""
    return (lambda: folder) if request.param == "folder" else (lambda: zip_of(folder))


class TestRoundTrip:
    @pytest.mark.parametrize("name", ["model", "model.zip"])
    def test_everything_comes_back(self, original, model, name, corpus):
        found = load_model(original / name)
        for array in ARRAYS:
            np.testing.assert_array_equal(found.arrays[array], model.arrays[array])
            assert found.arrays[array].dtype == np.dtype(ARRAYS[array][0])
        assert found.codebook == model.codebook
        assert found.operating_points == model.operating_points
        assert (found.seed, found.ngram_range) == (model.seed, model.ngram_range)
        assert found.min_known_words == model.min_known_words
        assert found.word_names == model.word_names
        assert found.phrase_names == model.phrase_names
        assert found.facts == json.loads(json.dumps(model.facts))
        expected = score_texts(model, corpus.texts).margins
        np.testing.assert_array_equal(score_texts(found, corpus.texts).margins, expected)

    @pytest.mark.parametrize("variant", ["cues", "vectors", "bare", "long"])
    @pytest.mark.parametrize("suffix", ["", ".zip"])
    def test_models_of_all_kinds(self, fitted_models, tmp_path, variant, suffix):
        expected = fitted_models[variant].model
        save_model(expected, tmp_path / f"m{suffix}")
        found = load_model(tmp_path / f"m{suffix}")
        assert found.phrase_names == expected.phrase_names
        texts = ["Our heroes under the rubble", "zzyzx", ""]
        margins = score_texts(found, texts).margins
        np.testing.assert_array_equal(margins, score_texts(expected, texts).margins)

    def test_same_model_same_bytes(self, original, model, tmp_path):
        save_model(model, tmp_path / "again")
        save_model(model, tmp_path / "again.zip")
        for file in (original / "model").iterdir():
            assert (tmp_path / "again" / file.name).read_bytes() == file.read_bytes()
        assert (tmp_path / "again.zip").read_bytes() == (original / "model.zip").read_bytes()

    def test_arrays_are_mapped_and_read_only(self, original):
        for array in load_model(original / "model").arrays.values():
            assert isinstance(array, np.memmap)
            assert not array.flags.writeable

    def test_files(self, original):
        names = {file.name for file in (original / "model").iterdir()}
        assert names == {"manifest.json", *(f"{name}.npy" for name in ARRAYS)}
        manifest = read_manifest(original / "model")
        assert manifest["format"] == "framing-model"
        assert manifest["format_version"] == FORMAT_VERSION

    def test_companions(self, model, tmp_path):
        save_model(model, tmp_path / "m", companions={"MODEL_CARD.md": "# Card \u00e9\n"})
        assert (tmp_path / "m" / "MODEL_CARD.md").read_text("utf-8") == "# Card \u00e9\n"
        assert load_model(tmp_path / "m").frame_ids == model.frame_ids


class TestDamagedArrays:
    @pytest.mark.parametrize("name", ARRAYS)
    def test_missing(self, folder, place, name):
        (folder / f"{name}.npy").unlink()
        with pytest.raises(ModelError, match=rf"{name}\.npy"):
            load_model(place())

    @pytest.mark.parametrize("name", ARRAYS)
    def test_truncated(self, folder, place, name):
        path = folder / f"{name}.npy"
        path.write_bytes(path.read_bytes()[:-1])
        with pytest.raises(ModelError, match=rf"{name}\.npy: its SHA-256 isn't the manifest's"):
            load_model(place())

    @pytest.mark.parametrize("name", ARRAYS)
    def test_altered(self, folder, place, name):
        path = folder / f"{name}.npy"
        raw = bytearray(path.read_bytes())
        raw[-1] ^= 1
        path.write_bytes(raw)
        with pytest.raises(ModelError, match=rf"{name}\.npy: its SHA-256 isn't the manifest's"):
            load_model(place())

    @pytest.mark.parametrize("size", [0, 5, 60, 127, 128, 200])
    def test_truncated_and_signed(self, folder, place, size):
        put_array(folder, "word_keys", (folder / "word_keys.npy").read_bytes()[:size])
        with pytest.raises(ModelError, match=r"word_keys\.npy: not a plain array"):
            load_model(place())

    @pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e9])
    @pytest.mark.parametrize("name", [n for n, (dtype, _) in ARRAYS.items() if "f" in dtype])
    def test_values_that_are_not_finite_or_too_large(self, folder, name, value):
        change_array(folder, name, lambda array: array.reshape(-1).__setitem__(0, value))
        with pytest.raises(ModelError, match=rf"{name}\.npy: values that aren't finite"):
            load_model(folder)

    @pytest.mark.parametrize("name", [name for name in ARRAYS if name.endswith("norms")])
    def test_negative_norms(self, folder, name):
        change_array(folder, name, lambda array: array.__setitem__(3, -1))
        with pytest.raises(ModelError, match=rf"{name}\.npy: negative squared norms"):
            load_model(folder)

    @pytest.mark.parametrize("value", [-0.5, 1.5])
    def test_thresholds_that_are_no_probabilities(self, folder, value):
        change_array(folder, "thresholds", lambda array: array.__setitem__(0, value))
        with pytest.raises(ModelError, match=r"thresholds\.npy"):
            load_model(folder)

    @pytest.mark.parametrize("name", ["word_keys", "phrase_keys", "ngram_keys"])
    @pytest.mark.parametrize("change", ["unsorted", "repeated"])
    def test_keys_out_of_order(self, folder, name, change):
        def spoil(array):
            array[2] = array[1] if change == "repeated" else array[0]

        change_array(folder, name, spoil)
        with pytest.raises(ModelError, match=rf"{name}\.npy: keys aren't sorted and distinct"):
            load_model(folder)

    @pytest.mark.parametrize("name", [name for name in ARRAYS if not name.endswith("names")])
    def test_other_length(self, folder, name):
        if ARRAYS[name][1] == ("K",):
            change_array(folder, name, lambda array: np.append(array, array[-1:]))
        else:
            change_array(folder, name, lambda array: array[:-3])
        with pytest.raises(ModelError, match=r"entries for|not one name for each|in the codebook"):
            load_model(folder)

    @pytest.mark.parametrize(
        "change",
        [
            lambda array: array[:, None],
            lambda array: array.astype(np.float64),
            lambda array: array.astype(">f4"),
            lambda array: array.astype("S4"),
            lambda array: array[0],
        ],
    )
    def test_other_shape_or_type(self, folder, change):
        change_array(folder, "word_term_norms", change)
        with pytest.raises(ModelError, match=r"word_term_norms\.npy: .*; expected float32"):
            load_model(folder)

    def test_not_what_the_manifest_says(self, folder):
        array = np.zeros(7, np.float32)
        put_array(folder, "word_term_norms", as_npy(array))
        with pytest.raises(ModelError, match="shape or type isn't what the manifest says"):
            load_model(folder)

    def test_names_that_are_not_utf8(self, folder):
        change_array(folder, "word_names", lambda array: array.__setitem__(0, 0xFF))
        with pytest.raises(ModelError, match=r"word_names\.npy"):
            load_model(folder)

    def test_more_names_than_keys(self, folder):
        change_array(folder, "phrase_names", lambda array: array.__setitem__(1, ord("\n")))
        with pytest.raises(ModelError, match=r"phrase_names\.npy: not one name for each"):
            load_model(folder)

    def test_shape_beyond_all_memory(self, folder, place):
        header = {"descr": "<f4", "fortran_order": False, "shape": (1 << 45,)}
        buffer = io.BytesIO()
        np.lib.format.write_array_header_1_0(buffer, header)
        put_array(folder, "word_term_norms", buffer.getvalue(), shape=[1 << 45])
        with pytest.raises(ModelError, match=r"word_term_norms\.npy"):
            load_model(place())

    @pytest.mark.parametrize(
        "header",
        [
            b"{'descr': '<f8'( 'fortran_order': False, 'shape': (3,), }",
            b"{'descr': '<f8', 'fortran_order': False, 'shape': (-3,), }",
            b"{'descr': 'O', 'fortran_order': False, 'shape': (3,), }",
            b"{'descr': [], 'fortran_order': False, 'shape': (3,), }",
            b"{'descr': '<f8', 'fortran_order': False, 'shape': 3}",
            b"__import__('os').getcwd()",
            b"[" * 200,
            b"\x00",
        ],
    )
    def test_header_that_is_none(self, folder, place, header):
        header = header.ljust(246) + b"\n"
        raw = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + bytes(24)
        put_array(folder, "intercepts", raw)
        with pytest.raises(ModelError, match=r"intercepts\.npy"):
            load_model(place())

    @pytest.mark.filterwarnings("ignore:Reading `.npy`")
    @settings(max_examples=60, phases=[Phase.generate])
    @given(data=st.data())
    def test_any_damage_to_an_array_is_told_or_harmless(self, original, tmp_path_factory, data):
        folder = tmp_path_factory.getbasetemp() / "any-array"
        if not folder.exists():
            shutil.copytree(original / "model", folder)
        shutil.copy(original / "model" / "manifest.json", folder)
        raw = bytearray((original / "model" / "intercepts.npy").read_bytes())
        for _ in range(data.draw(st.integers(1, 3))):
            at = data.draw(st.integers(0, len(raw) - 1))
            raw[at] = data.draw(st.integers(0, 255) | st.sampled_from(b"()'\"\\{},: "))
        put_array(folder, "intercepts", bytes(raw))
        assert_told_or_harmless(folder, folder / "intercepts.npy")


class Bomb:
    """Leaves a trace when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


class TestNothingIsRun:
    def test_the_bomb_works(self, tmp_path):
        pickle.loads(pickle.dumps(Bomb(tmp_path / "trace")))
        assert (tmp_path / "trace").exists()

    def test_pickle_in_the_place_of_an_array(self, folder, place, tmp_path):
        put_array(folder, "word_keys", pickle.dumps(Bomb(tmp_path / "trace")))
        with pytest.raises(ModelError, match=r"word_keys\.npy: not a plain array"):
            load_model(place())
        assert not (tmp_path / "trace").exists()

    def test_array_of_objects(self, folder, place, tmp_path):
        array = np.array([Bomb(tmp_path / "trace")], dtype=object)
        raw = as_npy(array, allow_pickle=True)
        put_array(folder, "word_keys", raw, shape=[1], dtype="|O")
        with pytest.raises(ModelError, match=r"word_keys\.npy: not a plain array"):
            load_model(place())
        assert not (tmp_path / "trace").exists()

    def test_archive_of_arrays_in_the_place_of_one(self, folder, place):
        buffer = io.BytesIO()
        np.savez(buffer, a=np.zeros(3))
        put_array(folder, "word_keys", buffer.getvalue())
        with pytest.raises(ModelError, match=r"word_keys\.npy: not a plain array"):
            load_model(place())

    def test_other_files_are_never_read(self, folder, tmp_path):
        (folder / "extra.pkl").write_bytes(pickle.dumps(Bomb(tmp_path / "trace")))
        (folder / "extra.npy").write_bytes(pickle.dumps(Bomb(tmp_path / "trace")))
        load_model(folder)
        assert not (tmp_path / "trace").exists()

    def test_names_that_lead_outside_the_folder(self, folder, tmp_path):
        def change(manifest):
            manifest["arrays"]["../outside"] = manifest["arrays"]["word_keys"]

        change_manifest(folder, change)
        assert load_model(folder).arrays.keys() == ARRAYS.keys()


class TestDamagedManifest:
    @pytest.mark.parametrize(
        ("raw", "what"),
        [
            (b"", "not a manifest"),
            (b"{", "not a manifest"),
            (b"\xff\xfe", "not a manifest"),
            (b"[" * 100_000, "not a manifest"),
            (b"null", "not a model of framing"),
            (b"[]", "not a model of framing"),
            (b"{}", "not a model of framing"),
            (b'{"format": "pickle", "format_version": 1}', "not a model of framing"),
            (b'{"name": "extension", "manifest_version": 3}', "not a model of framing"),
            (b'{"format": "framing-model", "format_version": 1}', "no list of arrays"),
            (
                b'{"format": "framing-model", "format_version": 1, "arrays": {}}',
                "array 'word_keys' is not listed",
            ),
        ],
    )
    def test_foreign_or_garbage(self, folder, place, raw, what):
        (folder / "manifest.json").write_bytes(raw)
        with pytest.raises(ModelError, match=f"manifest.json: {what}"):
            load_model(place())

    @pytest.mark.parametrize("version", [FORMAT_VERSION + 1, 0, None, "1", [1]])
    def test_other_format_version_names_who_made_it(self, folder, place, version):
        change_manifest(folder, lambda m: m.update(format_version=version, framing_version="9.9"))
        with pytest.raises(
            ModelError, match=r"made by framing 9\.9; this version reads 1: install"
        ):
            load_model(place())

    def test_huge(self, folder, place):
        with (folder / "manifest.json").open("ab") as file:
            file.write(b" " * (16 << 20))
        with pytest.raises(ModelError, match=r"manifest\.json: larger than 16777216 bytes"):
            load_model(place())

    def test_larger_than_all_memory(self, folder):
        os.truncate(folder / "manifest.json", 1 << 42)  # sparse: takes no room on the disk
        with pytest.raises(ModelError, match=r"manifest\.json"):
            load_model(folder)

    @pytest.mark.parametrize(
        "change",
        [
            lambda m: m.pop("codebook"),
            lambda m: m.pop("facts"),
            lambda m: m.pop("seed"),
            lambda m: m.update(codebook=None),
            lambda m: m.update(codebook=[]),
            lambda m: m.update(codebook={"frames": []}),
            lambda m: m["codebook"]["frames"].pop(),
            lambda m: m["codebook"]["frames"][0].update(id="a;b"),
            lambda m: m.update(seed="x"),
            lambda m: m.update(seed=None),
            lambda m: m.update(seed=1e999),
            lambda m: m.update(facts=5),
            lambda m: m.update(ngram_range=[2]),
            lambda m: m.update(ngram_range=5),
            lambda m: m.update(ngram_range=[0, 5]),
            lambda m: m.update(ngram_range=[5, 6]),
            lambda m: m.update(ngram_range=[2, 17]),
            lambda m: m.update(ngram_range=[4, 3]),
            lambda m: m.update(ngram_range=[2, 1e999]),
            lambda m: m.update(min_known_words=2),
            lambda m: m.update(min_known_words=float("nan")),
            lambda m: m.update(min_known_words=10**400),
            lambda m: m.update(min_known_words=[]),
            lambda m: m.update(operating_points=[1]),
            lambda m: m["operating_points"].update(f1=[0.5]),
            lambda m: m["operating_points"].update(f1=[0.5, 0.5, 1.5]),
            lambda m: m["operating_points"].update(f1=[0.5, 0.5, float("nan")]),
            lambda m: m["operating_points"].update(f1=[0.5, 0.5, "x"]),
            lambda m: m["operating_points"].update(f1=[0.5, 0.5, 10**400]),
            lambda m: m["operating_points"].update(f1=None),
            lambda m: m["arrays"].pop("ngram_rows"),
            lambda m: m["arrays"].update(ngram_rows=[]),
            lambda m: m["arrays"]["ngram_rows"].pop("sha256"),
            lambda m: m["arrays"]["ngram_rows"].update(shape="x"),
        ],
    )
    def test_spoilt_entry(self, folder, change):
        change_manifest(folder, change)
        with pytest.raises(ModelError, match=r"manifest\.json|ngram_rows\.npy"):
            load_model(folder)


class TestDamagedPlace:
    @pytest.mark.parametrize("name", ["none", "none.zip", "a/b/c"])
    def test_nothing_there(self, tmp_path, name):
        with pytest.raises(ModelError, match="no such model; train one with `framing train`"):
            load_model(tmp_path / name)

    @pytest.mark.parametrize("path", ["x" * 5000, "a\0b"])
    def test_no_name_of_a_file(self, path):
        with pytest.raises(ModelError):
            load_model(Path(path))

    def test_folder_of_something_else(self, tmp_path):
        (tmp_path / "notes.txt").write_text("hello")
        with pytest.raises(ModelError, match=r"no manifest\.json; this is not a model"):
            load_model(tmp_path)

    @pytest.mark.parametrize("raw", [b"", b"hello", b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18])
    def test_file_of_something_else(self, tmp_path, raw):
        (tmp_path / "model.zip").write_bytes(raw)
        with pytest.raises(ModelError, match=r"model\.zip: "):
            load_model(tmp_path / "model.zip")

    def test_zip_of_something_else(self, tmp_path):
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            archive.writestr("notes.txt", "hello")
        with pytest.raises(ModelError, match=r"no manifest\.json; this is not a model"):
            load_model(tmp_path / "a.zip")

    @pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
    def test_zip_cut_short(self, original, tmp_path, share):
        raw = (original / "model.zip").read_bytes()
        (tmp_path / "cut.zip").write_bytes(raw[: int(len(raw) * share)])
        with pytest.raises(ModelError, match=r"cut\.zip: "):
            load_model(tmp_path / "cut.zip")

    def test_manifest_that_is_a_folder(self, folder):
        (folder / "manifest.json").unlink()
        (folder / "manifest.json").mkdir()
        with pytest.raises(ModelError, match=r"manifest\.json"):
            load_model(folder)

    def test_array_that_is_a_folder(self, folder):
        (folder / "word_keys.npy").unlink()
        (folder / "word_keys.npy").mkdir()
        with pytest.raises(ModelError, match=r"word_keys\.npy"):
            load_model(folder)

    @settings(max_examples=60, phases=[Phase.generate])
    @given(data=st.data())
    def test_any_damage_to_a_zip_is_told_or_harmless(self, original, tmp_path_factory, data):
        raw = bytearray((original / "model.zip").read_bytes())
        for _ in range(data.draw(st.integers(1, 3))):
            near_the_end = st.integers(len(raw) - 1500, len(raw) - 1)
            at = data.draw(st.integers(0, len(raw) - 1) | near_the_end)
            raw[at] = data.draw(st.integers(0, 255))
        path = tmp_path_factory.getbasetemp() / "damaged.zip"
        path.write_bytes(raw)
        assert_told_or_harmless(path, path)

    def test_deflated_data_that_is_none(self, original, tmp_path):
        raw = bytearray((original / "model.zip").read_bytes())
        with zipfile.ZipFile(original / "model.zip") as archive:
            entry = archive.getinfo("manifest.json")
        start = entry.header_offset + 30 + len(entry.filename)
        raw[start : start + 8] = b"\xff" * 8
        (tmp_path / "bad.zip").write_bytes(raw)
        with pytest.raises(ModelError, match=r"bad\.zip: manifest\.json can't be read"):
            load_model(tmp_path / "bad.zip")


class TestSaving:
    @pytest.mark.parametrize("name", ["model", "model.zip"])
    def test_what_exists_is_kept_without_force(self, original, model, tmp_path, name):
        save_model(model, tmp_path / name)
        before = sorted(tmp_path.rglob("*"))
        with pytest.raises(OutputError, match="exists already; give another place or use --force"):
            save_model(model, tmp_path / name)
        assert sorted(tmp_path.rglob("*")) == before

    @pytest.mark.parametrize("name", ["model", "model.zip"])
    def test_force_replaces_all_of_it(self, model, fitted_models, tmp_path, name):
        save_model(fitted_models["bare"].model, tmp_path / name, companions={"old.txt": "old"})
        save_model(model, tmp_path / name, force=True)
        assert load_model(tmp_path / name).word_names == model.word_names
        assert not (tmp_path / name / "old.txt").exists()
        assert [path.name for path in tmp_path.iterdir()] == [name]

    def test_folder_of_something_else_is_never_replaced(self, model, tmp_path):
        (tmp_path / "photo.jpg").write_bytes(b"x")
        with pytest.raises(OutputError, match="a folder of something else; it is not overwritten"):
            save_model(model, tmp_path, force=True)
        assert (tmp_path / "photo.jpg").exists()

    def test_file_of_something_else_is_never_replaced_by_a_folder(self, model, tmp_path):
        (tmp_path / "thesis").write_text("years of work")
        with pytest.raises(OutputError, match="thesis"):
            save_model(model, tmp_path / "thesis", force=True)
        assert (tmp_path / "thesis").read_text() == "years of work"

    def test_empty_folder_is_filled(self, model, tmp_path):
        save_model(model, tmp_path, force=True)
        assert load_model(tmp_path).frame_ids == model.frame_ids

    def test_parents_are_made(self, model, tmp_path):
        save_model(model, tmp_path / "a" / "b" / "model")
        assert load_model(tmp_path / "a" / "b" / "model").frame_ids == model.frame_ids

    @pytest.mark.parametrize("name", ["model", "model.zip"])
    def test_parent_that_is_a_file(self, model, tmp_path, name):
        (tmp_path / "file").write_text("x")
        with pytest.raises(OutputError, match="can't be written: "):
            save_model(model, tmp_path / "file" / name)

    @pytest.mark.skipif(not Path("/proc/self").exists(), reason="no file system that is read-only")
    @pytest.mark.parametrize("name", ["model", "model.zip"])
    def test_place_that_is_read_only(self, model, name):
        with pytest.raises(OutputError, match=f"/proc/{name}: can't be written: "):
            save_model(model, Path("/proc") / name)

    @pytest.mark.skipif(os.getuid() == 0, reason="root may write anywhere")
    def test_folder_without_permission(self, model, tmp_path):
        tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
        with pytest.raises(OutputError, match="can't be written: Permission denied"):
            save_model(model, tmp_path / "model")

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device")
    def test_full_disk_leaves_what_was_there(self, model, tmp_path):
        # A companion whose name is a link to a full device fails late, as a full disk does.
        save_model(model, tmp_path / "model")
        before = {path: path.read_bytes() for path in (tmp_path / "model").iterdir()}
        with pytest.raises(OutputError, match="can't be written: No space left on device"):
            save_model(model, tmp_path / "model", force=True, companions={"/dev/full": "x" * 10**6})
        assert {path: path.read_bytes() for path in (tmp_path / "model").iterdir()} == before
        assert [path.name for path in tmp_path.iterdir()] == ["model"]


class TestDefaultPath:
    def test_environment(self, monkeypatch):
        monkeypatch.setenv("FRAMING_MODEL", "/some/model")
        assert default_model_path() == Path("/some/model")

    @pytest.mark.parametrize("value", [None, ""])
    def test_shipped(self, monkeypatch, value):
        monkeypatch.delenv("FRAMING_MODEL", raising=False)
        if value is not None:
            monkeypatch.setenv("FRAMING_MODEL", value)
        assert (default_model_path() / "manifest.json").exists()

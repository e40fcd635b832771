"""The package as it is installed elsewhere: with its model and its word vectors, and no more."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TABLE = "text,labels\n" + "".join(
    f"the fallen heroes gave their lives for place {n},heroes\nthe harvest was sold in town {n},\n"
    for n in range(30)
)


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Return a folder with what the wheel holds."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def run(installed, folder, *arguments):
    """Run Python with the package that was built, and not the repository's."""
    environment = os.environ | {"PYTHONPATH": str(installed)}
    environment.pop("FRAMING_MODEL", None)
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_holds_the_package_its_model_and_its_word_vectors(installed):
    top = {path.name for path in installed.iterdir()}
    assert {name for name in top if not name.endswith(".dist-info")} == {"framing"}
    assert len(top) == 2
    models = installed / "framing" / "models"
    assert {path.name for path in models.iterdir()} == {"default", "vectors.npz"}
    for name in ("default/manifest.json", "vectors.npz"):
        repository = ROOT / ("corpus" if name == "vectors.npz" else "models") / name
        assert (models / name).read_bytes() == repository.read_bytes()


def test_it_classifies_and_trains_far_from_the_repository(installed, tmp_path):
    found = run(installed, tmp_path, "-c", "import framing; print(framing.__file__)")
    assert Path(found.stdout.strip()).is_relative_to(installed)
    done = run(installed, tmp_path, "-m", "framing", "classify", "The terrorists were driven out.")
    assert (done.returncode, done.stderr) == (0, "")
    assert "terrorist_label" in done.stdout
    (tmp_path / "mine.csv").write_text(TABLE)
    done = run(installed, tmp_path, "-m", "framing", "train", "mine.csv", "-o", "mine")
    assert done.returncode == 0, done.stderr
    assert "UN General Debate" in (tmp_path / "mine" / "manifest.json").read_text()

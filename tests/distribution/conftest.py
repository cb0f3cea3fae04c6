"""Wheel and sdist of this checkout, built once, and an empty environment with the wheel in it.

No network: hatchling builds without isolation, and the environment borrows the packages we depend
on from the environment that runs the tests. What is proven is our own distribution, whole and
alone; that its dependencies can be installed is proven by every `make site`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import tarfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOT_OURS = shutil.ignore_patterns(
    "__pycache__", ".git", ".venv", "build", "dist", ".*_cache", ".hypothesis", ".coverage*"
)


@dataclass(frozen=True)
class Distributions:
    tree: Path
    wheel: Path
    sdist: Path
    wheel_of_sdist: Path


def build(kind: str, source: Path, out: Path) -> Path:
    """The one file that `python -m build` makes of `source`."""
    command = [
        sys.executable,
        "-m",
        "build",
        "--no-isolation",
        f"--{kind}",
        "--outdir",
        out,
        source,
    ]
    subprocess.run(command, check=True, capture_output=True, text=True)
    (made,) = out.iterdir()
    return made


@pytest.fixture(scope="session")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Distributions:
    base = tmp_path_factory.mktemp("distributions")
    tree = base / "tree"
    shutil.copytree(ROOT, tree, ignore=NOT_OURS)
    sdist = build("sdist", tree, base / "sdist")
    with tarfile.open(sdist) as archive:
        archive.extractall(base / "unpacked", filter="data")
    (unpacked,) = (base / "unpacked").iterdir()
    return Distributions(
        tree=tree,
        wheel=build("wheel", tree, base / "wheel"),
        sdist=sdist,
        wheel_of_sdist=build("wheel", unpacked, base / "wheel-of-sdist"),
    )


@pytest.fixture(scope="session")
def installed(distributions: Distributions, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of commands of an environment that holds our wheel and nothing of the checkout."""
    home = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home], check=True)
    python = home / "bin/python"
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet"]
    subprocess.run([*pip, "--no-deps", "--no-index", distributions.wheel], check=True)
    paths = {name: sysconfig.get_path(name) for name in ("purelib", "platlib")}
    asked = [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    packages = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()
    borrowed = "\n".join(dict.fromkeys(paths.values())) + "\n"
    Path(packages, "borrowed.pth").write_text(borrowed, encoding="utf-8")
    return home / "bin"

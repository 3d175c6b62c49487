"""The libraries as they were tested, and what an office without a network installs."""

import re
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.conftest import ROOT


def pins(name: str) -> dict[str, str]:
    """The lines of a lock file: each library's version, and that it has hashes."""
    text = (ROOT / name).read_text(encoding="utf-8")
    found = re.findall(r"^([a-z0-9-]+)==(\S+).*((?: \\\n    --hash=sha256:[0-9a-f]{64})+)$", text, re.M)
    assert len(found) == text.count("==") - text.count(" == "), "a library without hashes, or with something else"
    return {library: version for library, version, _ in found}


@pytest.mark.parametrize("name, group", [("requirements.lock", None), ("requirements-dev.lock", "dev")])
def test_every_library_of_the_project_is_pinned_as_it_asks(name: str, group: str | None) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = project["project"]["optional-dependencies"][group] if group else project["project"]["dependencies"]
    asked = asked if group else [*asked, *project["build-system"]["requires"]]
    pinned = pins(name)
    for requirement in map(Requirement, asked):
        assert requirement.specifier.contains(pinned[requirement.name.lower()]), requirement


def test_windows_gets_its_colours() -> None:
    """What only another system needs would be missed by whoever resolves on this one."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert re.search(r'^colorama==\S+ ; sys_platform == "win32" \\$', text, re.M)


@pytest.mark.long
def test_an_office_without_a_network_installs_from_a_folder(tmp_path: Path) -> None:
    """Making the folder needs the network; installing from it doesn't."""
    subprocess.run([sys.executable, ROOT / "scripts/dev.py", "wheelhouse", tmp_path / "wheels"], check=True)
    venv.create(tmp_path / "venv", with_pip=True)
    programs = tmp_path / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    options = ["--no-index", "--find-links", "wheels", "--require-hashes", "-r", "wheels/requirements.lock"]
    subprocess.run([programs / "python", "-m", "pip", "install", *options], cwd=tmp_path, check=True)
    files = [ROOT / "examples/site.yaml", "--standards", ROOT / "examples/standards.yaml"]
    done = subprocess.run([programs / "yzcomp", "calc", *files], cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert (done.returncode, "144,674.35" in done.stdout, done.stderr) == (0, True, "")

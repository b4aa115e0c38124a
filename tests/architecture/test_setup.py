"""Nothing that the set-up fetches goes unproved: every package is held to a hash."""

import re
import runpy
import tomllib

import pytest
from tests.architecture.guards import ROOT

LOCKS = sorted(ROOT.glob("requirements*.lock"))


def unproved(lock: str) -> list[str]:
    """Return the packages of a lock file that have no hash."""
    packages = re.split(r"(?m)^(?=[a-z0-9])", re.sub(r"(?m)^\s*#.*$", "", lock))
    return [one.split("==")[0] for one in packages if "==" in one and "--hash=sha256:" not in one]


def unheld(script: str) -> list[str]:
    """Return the commands of a script that would fetch a package without a hash."""
    commands = re.findall(r"pip (?:install|sync)[^&|;\n\"]*", script)
    return [one for one in commands if not re.search(r"--require-hashes|--offline", one)]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_locked_package_has_a_hash(lock):
    assert unproved(lock.read_text()) == []


def test_the_set_up_fetches_nothing_without_a_hash():
    scripts = [path.read_text() for path in sorted((ROOT / "scripts").glob("*.sh"))]
    assert [one for script in scripts for one in unheld(script)] == []


def test_the_product_is_installed_by_the_builder_inside_the_locked_uv():
    build = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]
    held = re.match(r"uv==(\d+)\.(\d+)\.(\d+)", (ROOT / "requirements-uv.lock").read_text())
    assert held is not None
    major, minor, patch = held.groups()
    assert build["requires"] == [f"uv_build>={major}.{minor}.{patch},<{major}.{int(minor) + 1}"]


def test_a_package_or_command_without_a_hash_is_found():
    assert unproved("a==1 \\\n    --hash=sha256:00\nb==2\n") == ["b"]
    assert unheld("pip install -q x==1 && pip sync --require-hashes f") == ["pip install -q x==1 "]


def test_the_list_of_parts_names_every_locked_package_with_its_hash():
    made = runpy.run_path(str(ROOT / "scripts" / "sbom.py"))["sbom"]()
    parts = {part["purl"]: part for part in made["components"]}
    locked = {
        f"pkg:pypi/{name}@{version}"
        for lock in LOCKS if "dev" not in lock.name
        for name, version in re.findall(r"(?m)^([\w.-]+)==([^\s;\\]+)", lock.read_text())
    }  # fmt: skip

    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.6")
    assert locked == {purl for purl in parts if purl.startswith("pkg:pypi/")}
    assert any(purl.startswith("pkg:npm/htmx.org@") for purl in parts)
    assert [purl for purl, part in parts.items() if not part["hashes"]] == []

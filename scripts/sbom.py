"""Prints the parts of the product as an SBOM (CycloneDX 1.6, JSON), read from the lock files.

    make sbom        writes var/sbom.json

Needs no network: names, versions and hashes are those to which the installation is held.
"""

import base64
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PYTHON, NODE = ("requirements.lock", "requirements-uv.lock", "requirements-node.lock"), "package-lock.json"  # fmt: skip
ALGORITHMS = {"sha256": "SHA-256", "sha512": "SHA-512"}


def of_python(text: str) -> Iterator[dict[str, Any]]:
    """Yield the packages of a requirements file with hashes."""
    for block in re.split(r"\n(?=\S)", text):
        if found := re.match(r"([\w.-]+)==([^\s;\\]+)", block):
            name, version = found.groups()
            hashes = re.findall(r"--hash=sha256:(\w+)", block)
            yield _part(name, version, "pypi", [("sha256", one) for one in hashes])


def of_node(text: str) -> Iterator[dict[str, Any]]:
    """Yield the packages of a package-lock.json; the front end is built from them."""
    for place, about in json.loads(text)["packages"].items():
        if place:
            name = place.rpartition("node_modules/")[2]
            algorithm, _, digest = about["integrity"].partition("-")
            found = [(algorithm, _hexadecimal(digest))]
            yield _part(name, about["version"], "npm", found, about.get("license", ""))


def _hexadecimal(digest: str) -> str:
    return base64.b64decode(digest).hex()


def _part(
    name: str, version: str, kind: str, hashes: list[tuple[str, str]], licence: str = ""
) -> dict[str, Any]:
    purl = f"pkg:{kind}/{name.replace('@', '%40')}@{version}"
    found = {
        "type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl,
        "hashes": [{"alg": ALGORITHMS[alg], "content": content} for alg, content in hashes],
    }  # fmt: skip
    return found | ({"licenses": [{"expression": licence}]} if licence else {})


def sbom(root: Path = ROOT) -> dict[str, Any]:
    """Return the whole list; a part that two files name stands in it once."""
    read = [part for file in PYTHON for part in of_python((root / file).read_text("utf-8"))]
    read += of_node((root / NODE).read_text("utf-8"))
    parts = {part["purl"]: part for part in read}
    version = re.search(r'^version = "([^"]+)"', (root / "pyproject.toml").read_text("utf-8"), re.M)
    about = {"type": "application", "name": "guihang", "version": version[1] if version else ""}
    return {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "metadata": {"component": about},
        "components": [parts[purl] for purl in sorted(parts)],
    }  # fmt: skip


if __name__ == "__main__":
    json.dump(sbom(), sys.stdout, ensure_ascii=False, indent=1)

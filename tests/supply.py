"""What the collection is built on: ``python tests/supply.py licences``, ``audit`` or ``sbom``.

``licences`` lists the licence of every installed package and fails on one that is not permissive. ``audit``
asks a database of known vulnerabilities about the lock, ``sbom`` writes a CycloneDX bill of materials of the
environment; both install their tool into a temporary environment, so they need a package index.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.txt"
TOOLS = {"audit": "pip-audit==2.10.1", "sbom": "cyclonedx-bom==7.5.0"}
PERMISSIVE = re.compile(
    r"0BSD|Apache|Artistic License|BSD|CC0|ISC|MIT|PSF|Python Software Foundation|Zlib|MPL-2|\(MPL 2\.0\)"
)
"""The MPL asks to publish changes to its own files; we change and ship none of them."""
KNOWN = {"axe-playwright-python": "MIT AND MPL-2.0"}
"""Licences of packages that name them in their files alone."""
OWN = "rostrum"


def permissive(licence: str) -> bool:
    """Tell whether a licence, or one of several to choose from, is permissive in all its parts."""
    choices = re.split(r"; | OR ", licence)
    return any(all(PERMISSIVE.search(part) for part in choice.split(" AND ")) for choice in choices)


def licences() -> dict[str, str]:
    """Return the licence of each installed package by its name."""
    command = [sys.executable, "-m", "piplicenses", "--from=mixed", "--format=json"]
    packages = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    found = {package["Name"]: package["License"] for package in packages if package["Name"] != OWN}
    return {name: KNOWN.get(name, licence) for name, licence in found.items()}


def _licences(_: Path) -> int:
    found = licences()
    for name, licence in found.items():
        print(f"{name:28} {licence}{'' if permissive(licence) else '   NOT PERMISSIVE'}")
    refused = [name for name, licence in found.items() if not permissive(licence)]
    print(f"{len(found)} packages, {len(refused)} of them under a licence that is not permissive")
    return bool(refused)


def _audit(tool: Path) -> int:
    lock = ["--requirement", LOCK, "--require-hashes", "--disable-pip", "--no-deps", "--format=json"]
    done = subprocess.run([tool / "pip-audit", *lock], capture_output=True, text=True, check=False)
    packages = json.loads(done.stdout)["dependencies"] if done.stdout.strip() else []
    audited = [package for package in packages if "skip_reason" not in package]
    if not audited:
        print("not audited: the database of vulnerabilities is not reachable from here")
        return 0
    faults = [(package, fault) for package in audited for fault in package["vulns"]]
    for package, fault in faults:
        print(f"{package['name']} {package['version']}: {fault['id']}, mended in {fault['fix_versions']}")
    print(f"{len(faults)} known vulnerabilities; {len(audited)} of {len(packages)} packages were looked up")
    return bool(faults)


def _sbom(tool: Path) -> int:
    target = ROOT / "sbom.cdx.json"
    command = [tool / "cyclonedx-py", "environment", sys.executable, "--output-reproducible"]
    settings = ["--pyproject", ROOT / "pyproject.toml", "--output-format", "JSON", "--output-file", target]
    subprocess.run([*command, *settings], check=True)
    parts = json.loads(target.read_text(encoding="utf-8"))["components"]
    print(f"{len(parts)} components in {target.name}")
    return 0


def main() -> int:
    """Run from the command line and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["licences", "audit", "sbom"])
    what = parser.parse_args().what
    with tempfile.TemporaryDirectory() as folder:
        tool = Path(folder)
        if what in TOOLS:
            venv.create(tool, with_pip=True)
            tool /= "Scripts" if sys.platform == "win32" else "bin"
            pip = [tool / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            if subprocess.run([*pip, TOOLS[what]], check=False).returncode:
                print(f"{TOOLS[what]}: not installed here; is a package index reachable?")
                return 1
        return {"licences": _licences, "audit": _audit, "sbom": _sbom}[what](tool)


if __name__ == "__main__":
    sys.exit(main())

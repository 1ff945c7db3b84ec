"""What the collection is built on: ``python tests/supply.py licences``, ``audit``, ``sbom`` or ``newest``.

``licences`` lists the licence of every installed package, and of what the desk takes from npm, and fails on
one that is not permissive. ``audit`` asks a database of known vulnerabilities about the locks. ``sbom``
makes a CycloneDX bill of materials of all that they name, and of that bundle. ``newest`` runs the quick
tests with the newest version of each direct dependency. These three install into a temporary environment,
so they need a package index.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import tomllib
import venv
from base64 import b64decode
from itertools import chain
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.txt"
LOCKS = sorted(ROOT.glob("requirements*.txt"))
BUNDLE = ROOT / "helpers" / "desk" / "library" / "package-lock.json"
TOOLS = {"audit": ["pip-audit==2.10.1"], "sbom": ["cyclonedx-bom==7.5.0"]}
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


def locked(path: Path) -> dict[str, str]:
    """Return the version of each package in a lock, the last where different Pythons get several."""
    return dict(re.findall(r"(?m)^([\w.-]+)==([^\s;]+)", path.read_text(encoding="utf-8")))


def bundled() -> list[dict[str, Any]]:
    """Return the packages from npm that stand in the desk's bundle, as components of a bill of materials."""
    packages = json.loads(BUNDLE.read_text(encoding="utf-8"))["packages"]
    found = [(path.rpartition("node_modules/")[2], one) for path, one in packages.items()]
    return [
        {
            "type": "library",
            "name": name,
            "version": one["version"],
            "purl": f"pkg:npm/{name.replace('@', '%40')}@{one['version']}",
            "licenses": [{"expression": one["license"]}],
            "hashes": [{"alg": "SHA-512", "content": b64decode(one["integrity"][7:]).hex()}],
        }
        for name, one in found
        if name and not one.get("dev")
    ]


def newest() -> list[str]:
    """Return the direct dependencies of all parts, without the versions that are pinned; bounds stay."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    parts = [project["project"]["dependencies"], *project["dependency-groups"].values()]
    return [re.sub("==.*", "", one) for one in chain(*parts)]


def licences() -> dict[str, str]:
    """Return the licence of each installed package, and of each in the desk's bundle, by its name."""
    command = [sys.executable, "-m", "piplicenses", "--from=mixed", "--format=json"]
    packages = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    found = {package["Name"]: package["License"] for package in packages if package["Name"] != OWN}
    own = {f"{one['name']} (npm)": one["licenses"][0]["expression"] for one in bundled()}
    return {name: KNOWN.get(name, licence) for name, licence in found.items()} | own


def _licences(_: Path) -> int:
    found = licences()
    for name, licence in found.items():
        print(f"{name:28} {licence}{'' if permissive(licence) else '   NOT PERMISSIVE'}")
    refused = [name for name, licence in found.items() if not permissive(licence)]
    print(f"{len(found)} packages, {len(refused)} of them under a licence that is not permissive")
    return bool(refused)


def _audit(tool: Path) -> int:
    packages = []
    for lock in LOCKS:
        options = ["--requirement", lock, "--require-hashes", "--disable-pip", "--no-deps", "--format=json"]
        done = subprocess.run([tool / "pip-audit", *options], capture_output=True, text=True, check=False)
        packages += json.loads(done.stdout)["dependencies"] if done.stdout.strip() else []
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
    bill = json.loads(target.read_text(encoding="utf-8"))
    there = {re.sub("[-_.]+", "-", part["name"]).lower() for part in bill["components"]}
    named = {name: version for lock in LOCKS for name, version in locked(lock).items()}
    bill["components"] += [
        {"type": "library", "name": name, "version": version, "purl": f"pkg:pypi/{name}@{version}"}
        for name, version in sorted(named.items())
        if name not in there
    ] + bundled()
    target.write_text(json.dumps(bill, indent=2) + "\n", encoding="utf-8")
    print(f"{len(bill['components'])} components in {target.name}, {len(bundled())} of them from npm")
    return 0


def _newest(tool: Path) -> int:
    listed = [tool / "python", "-m", "pip", "list", "--format=json", "--disable-pip-version-check"]
    there = json.loads(subprocess.run(listed, capture_output=True, check=True).stdout)
    known = {name: version for lock in reversed(LOCKS) for name, version in locked(lock).items()}
    for package in there:
        name, version = re.sub("[-_.]+", "-", package["name"]).lower(), package["version"]
        if known.get(name, version) != version:
            print(f"{name}: {version}, in the lock {known[name]}", flush=True)
    command = [tool / "python", "-m", "pytest", "-q", "-n", "2", "-m", "not slow", "tests"]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def main() -> int:
    """Run from the command line and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["licences", "audit", "sbom", "newest"])
    what = parser.parse_args().what
    with tempfile.TemporaryDirectory() as folder:
        tool = Path(folder)
        wanted = newest() if what == "newest" else TOOLS.get(what)
        if wanted:
            venv.create(tool, with_pip=True)
            tool /= "Scripts" if sys.platform == "win32" else "bin"
            pip = [
                tool / "python",
                "-m",
                "pip",
                "install",
                "--quiet",
                "--upgrade",
                "--disable-pip-version-check",
            ]
            if subprocess.run([*pip, *wanted], check=False).returncode:
                print(f"{', '.join(wanted)}: not installed here; is a package index reachable?")
                return 1
        return {"licences": _licences, "audit": _audit, "sbom": _sbom, "newest": _newest}[what](tool)


if __name__ == "__main__":
    sys.exit(main())

"""No version with a fault that is known can be installed beside this program."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from tests.helpers.paths import ROOT

# The last version of a package that has a fault, and what is known of it.
FAULTY = {
    "filelock": ("3.20.2", "CVE-2026-22701: a lock may follow a link"),
    "h11": ("0.15.0", "CVE-2025-43859: a request may hide in another one"),
    "jinja2": ("3.1.5", "GHSA-cpwx-vrp4-4pq7: a template may leave its sandbox"),
    "lxml": ("6.0.4", "CVE-2026-41066: entities may read local files"),
    "pillow": ("12.2.0", "PYSEC-2026-2253 to 2257"),
    "python-multipart": ("0.0.30", "GHSA-v9pg-7xvm-68hf: a form may take all memory"),
    "starlette": ("1.3.0", "CVE-2026-54283: the limits of a form are ignored"),
}

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
REQUIREMENTS = {
    requirement.name.lower(): requirement
    for requirement in map(Requirement, PROJECT["dependencies"])
}
CONSTRAINTS = (ROOT / ".ci" / "constraints.txt").read_text("utf-8")


@pytest.mark.parametrize("package", FAULTY)
def test_a_version_with_a_known_fault_is_excluded(package: str) -> None:
    """Neither it nor an older one may be installed, and CI does not install it."""
    faulty = Version(FAULTY[package][0])
    floors = [
        Version(specifier.version)
        for specifier in REQUIREMENTS[package].specifier
        if specifier.operator == ">="
    ]
    assert min(floors) > faulty

    name = re.escape(package).replace(r"\-", "[-_]")
    (installed,) = re.findall(rf"^{name}==(\S+)$", CONSTRAINTS, re.MULTILINE | re.IGNORECASE)
    assert Version(installed) > faulty

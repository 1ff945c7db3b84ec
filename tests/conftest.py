"""Settings for all tests, the notebooks' kernels included."""

from __future__ import annotations

import os
from pathlib import Path

# Kernels start in the notebook's folder: a relative path would lead elsewhere there.
if folder := os.environ.get("ROSTRUM_DATA"):
    os.environ["ROSTRUM_DATA"] = str(Path(folder).resolve())
os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")

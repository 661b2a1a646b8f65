"""What all tests share: one folder of kept light, so that the engine runs once for tests that ask for the same."""

import os
from pathlib import Path

os.environ.setdefault("UNSTIPPLE_CACHE", str(Path(__file__).parents[1] / "build" / "kept-light"))

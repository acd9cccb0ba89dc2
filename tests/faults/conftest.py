"""Makes `tests.faults` importable when pytest was not started in the checkout's root."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

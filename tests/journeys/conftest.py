"""Makes the modules beside the journeys importable, such as the stack that they share."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

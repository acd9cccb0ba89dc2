"""`python -m saleswire.single REQUEST`: one target in an interpreter of its own, as `--processes` does it."""

import json
import sys

from saleswire.preloaded import run_target

if __name__ == "__main__":
    sys.exit(run_target(json.loads(sys.argv[1])))

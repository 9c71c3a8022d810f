"""``python -m coaching``: the engine without a browser."""

import sys

from coaching.cli import main

if __name__ == "__main__":
    sys.exit(main())

"""Lets `python -m armillary` run the program."""

import sys

from armillary.web.cli import main

if __name__ == "__main__":  # the server's worker imports this file again
    sys.exit(main())

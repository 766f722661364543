"""Lets `python -m armillary` run the program."""

import sys

from armillary.web.cli import main

sys.exit(main())

"""The demo: a simulated school, said to be simulated on every page."""

from armillary.web.demo.build import People, build_school
from armillary.web.demo.links import make_link, read_link

__all__ = ["People", "build_school", "make_link", "read_link"]

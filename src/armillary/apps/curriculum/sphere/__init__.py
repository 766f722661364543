"""The armillary sphere: one drawing of what somebody knows, as SVG text.

Every ring is a circle on one sphere, seen from the front and a little from above: parallels around
the tilted axis, one oblique ring (the ecliptic of the old instruments), and meridians through the
poles. A ring fills from its numbered end, first across the front and then around the back. The
drawing carries its light colours as attributes and class names for the style sheet, so that it
needs no inline style and still stands alone in a file.
"""

from armillary.apps.curriculum.sphere.drawing import (
    Ring,
    draw_class_sphere,
    draw_logo,
    draw_sphere,
)

__all__ = ["Ring", "draw_class_sphere", "draw_logo", "draw_sphere"]

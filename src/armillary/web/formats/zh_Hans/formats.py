"""Numbers as they are written in Simplified Chinese; Django's own formats leave out the grouping."""

THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3

"""Numbers as they are written in Simplified Chinese; Django leaves out the grouping."""

THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3

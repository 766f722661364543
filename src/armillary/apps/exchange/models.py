"""Who was erased, so that a restored backup erases them again."""

from django.db import models


class Tombstone(models.Model):
    """That a learner was erased. Nothing but the opaque id is left. Rows are added, never changed.

    The file `tombstones.txt` in the data folder holds the same, for a database older than the row.
    """

    learner_id = models.BigIntegerField(primary_key=True)  # no row of people has it any more
    erased_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Tombstone of {self.learner_id}"

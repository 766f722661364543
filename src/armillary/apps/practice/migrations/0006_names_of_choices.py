"""Rows of choices are named from the other side as their table is; the database stays as it was."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0001_start'),
        ('practice', '0005_marks_withdrawn'),
    ]

    operations = [
        migrations.AlterField(
            model_name='policychoice',
            name='learner',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='people.learner'),
        ),
        migrations.AlterField(
            model_name='policychoice',
            name='school',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='people.school'),
        ),
        migrations.AlterField(
            model_name='policychoice',
            name='school_class',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='people.schoolclass'),
        ),
    ]

"""A mark can be withdrawn: a row without a score says that the answer waits again."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('practice', '0004_choices'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='mark',
            name='practice_mark_score',
        ),
        migrations.AlterField(
            model_name='mark',
            name='score',
            field=models.FloatField(help_text='Empty: withdrawn, the answer waits again.', null=True),
        ),
        migrations.AddConstraint(
            model_name='mark',
            constraint=models.CheckConstraint(condition=models.Q(('score__isnull', True), models.Q(('score__gte', 0), ('score__lte', 1)), _connector='OR'), name='practice_mark_score'),
        ),
    ]

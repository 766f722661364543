import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('curriculum', '0003_choices'),
    ]

    operations = [
        migrations.AddField(
            model_name='orderchoice',
            name='lesson',
            field=models.ForeignKey(help_text='The one lesson it is about; empty: all lessons.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='order_choices', to='curriculum.lesson'),
        ),
    ]

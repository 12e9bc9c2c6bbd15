"""A crime list carries why an exercise is drawn again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inspections", "0004_constraints_of_second_marks"),
    ]

    operations = [
        migrations.AddField(
            model_name="crimelist",
            name="reason",
            field=models.TextField(blank=True, verbose_name="why it is drawn again"),
        ),
    ]

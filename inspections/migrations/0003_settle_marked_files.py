"""Give files held so far their slot and the rating that counts, and exercises with files their state."""

from django.db import migrations
from django.db.models import F


def settle(apps, schema_editor):
    """Set what the new columns say of files and exercises that were there before them."""
    files = apps.get_model("inspections", "ReviewFile")
    files.objects.update(slot=F("number"), settled_rating=F("rating"))
    apps.get_model("inspections", "HistoricalReviewFile").objects.update(slot=F("number"))
    exercises = apps.get_model("inspections", "Exercise")
    exercises.objects.filter(pk__in=files.objects.values("exercise")).update(state="drawn")


class Migration(migrations.Migration):
    dependencies = [("inspections", "0002_crime_lists_and_second_marks")]

    operations = [migrations.RunPython(settle, migrations.RunPython.noop)]

"""The access log tells when a crime reference was shown."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="accesslog",
            name="access_log_kind_known",
        ),
        migrations.AlterField(
            model_name="accesslog",
            name="kind",
            field=models.CharField(
                choices=[
                    ("sign-in", "Signed in"),
                    ("sign-in failed", "Sign-in failed"),
                    ("sign-out", "Signed out"),
                    ("case file read", "Case file read"),
                    ("reference shown", "Crime reference shown"),
                    ("export", "Export"),
                    ("refusal", "Refused"),
                    ("permission change", "Permission change"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="accesslog",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "sign-in",
                            "sign-in failed",
                            "sign-out",
                            "case file read",
                            "reference shown",
                            "export",
                            "refusal",
                            "permission change",
                        ],
                    )
                ),
                name="access_log_kind_known",
                violation_error_message="Kind is not one of the known ones.",
            ),
        ),
    ]

"""Hold files, questions and exercises to what the earlier migrations made true of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inspections", "0003_settle_marked_files")]

    operations = [
        migrations.AddIndex(
            model_name="reviewfile",
            index=models.Index(fields=["exercise", "second_of", "state", "settled_rating"], name="file_tally"),
        ),
        migrations.AddConstraint(
            model_name="criterion",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer_set__in", ["standard", "always-applies", "yes-no"])),
                name="criterion_answer_set_known",
                violation_error_message="Answer set is not one of the known ones.",
            ),
        ),
        migrations.AddConstraint(
            model_name="criterion",
            constraint=models.CheckConstraint(
                condition=models.Q(("asked_when__in", ["yes", "no", "not-applicable", "not-evidenced", ""])),
                name="criterion_asked_when_known",
                violation_error_message="Asked when is not one of the known ones.",
            ),
        ),
        migrations.AddConstraint(
            model_name="criterion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("asked_after__isnull", True), models.Q(("asked_when", ""), _negated=True), _connector="XOR"
                ),
                name="criterion_condition_complete",
                violation_error_message="A condition names an earlier question and the answer to it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="exercise",
            constraint=models.CheckConstraint(
                condition=models.Q(("design__in", ["random", "stratified", "targeted-dip", "without-count"])),
                name="exercise_design_known",
                violation_error_message="Design is not one of the known ones.",
            ),
        ),
        migrations.AddConstraint(
            model_name="exercise",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["planned", "drawn", "locked"])),
                name="exercise_state_known",
                violation_error_message="State is not one of the known ones.",
            ),
        ),
        migrations.AddConstraint(
            model_name="exercise",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("design__in", ["random", "stratified"]), _negated=True),
                    models.Q(models.Q(("seed", ""), _negated=True), ("target__isnull", False)),
                    _connector="OR",
                ),
                name="exercise_random_has_seed_and_target",
                violation_error_message="A random sample has a seed and a target size.",
            ),
        ),
        migrations.AddConstraint(
            model_name="exercise",
            constraint=models.CheckConstraint(
                condition=models.Q(("second_share__lte", 100)),
                name="exercise_second_share_is_share",
                violation_error_message="The share of files marked twice is from 0 to 100 per cent.",
            ),
        ),
        migrations.AddConstraint(
            model_name="exercise",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("locked_at__isnull", False), ("locked_by__isnull", False), ("state", "locked")),
                    models.Q(
                        models.Q(("state", "locked"), _negated=True),
                        ("locked_at__isnull", True),
                        ("locked_by__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="exercise_locked_by_someone",
                violation_error_message="A locked exercise has who locked it and when; another has not.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["drawn", "allocated", "in-progress", "marked", "void", "not-provided"])
                ),
                name="file_state_known",
                violation_error_message="State is not one of the known ones.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewfile",
            constraint=models.UniqueConstraint(
                condition=models.Q(("second_of__isnull", True)),
                fields=("exercise", "number"),
                name="file_once",
                violation_error_message="The number is taken.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["drawn", "void", "not-provided"]), ("reviewer__isnull", False), _connector="OR"
                ),
                name="file_allocated_has_reviewer",
                violation_error_message="An allocated file has a reviewer.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["void", "not-provided"]), ("state_reason", ""), _connector="XOR"),
                name="file_state_has_reason",
                violation_error_message="A void file, or one that was not provided, has its reason.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("second_of__isnull", True), ("state", "marked")),
                    ("settled_rating__isnull", True),
                    _connector="XOR",
                ),
                name="file_marked_is_settled",
                violation_error_message="A marked file has the rating that counts; a second mark has none of its own.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("second_of__isnull", True),
                    models.Q(
                        ("replaces__isnull", True), models.Q(("state__in", ["void", "not-provided"]), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="file_second_mark_is_no_slot",
                violation_error_message="Only a file itself is void, not provided, or replaced.",
            ),
        ),
    ]

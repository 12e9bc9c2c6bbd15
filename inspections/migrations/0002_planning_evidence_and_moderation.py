"""Planning, evidence, moderation and corrections of inspections; questions say how they are graded."""

import core.attached
import django.db.models.deletion
import inspections.models.grades_files
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models


FUNCTION = """
create function inspections_row_never_changes() returns trigger language plpgsql as $$
begin
    raise exception '% never changes: what was decided stays, a new decision is a new row', tg_table_name;
end $$
"""
NEVER_CHANGED = ("inspections_moderation", "inspections_correction")


def forbid_changes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION, params=None)
        for table in NEVER_CHANGED:
            schema_editor.execute(
                f"create trigger {table}_never_changes before update or delete on {table} "
                "for each row execute function inspections_row_never_changes()",
                params=None,
            )


def allow_changes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("drop function inspections_row_never_changes() cascade", params=None)


def tell_grading(apps, schema_editor):
    for model in ("Question", "HistoricalQuestion"):
        apps.get_model("inspections", model).objects.filter(is_graded=False).update(grading="ungraded")


class Migration(migrations.Migration):

    dependencies = [
        ('forces', '0001_all_tables'),
        ('inspections', '0001_all_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('corrected_on', models.DateField()),
                ('state', models.CharField(choices=[('graded', 'Graded'), ('ungraded-by-design', 'Ungraded'), ('narrative-only', 'Narrative only'), ('not-graded', 'Not graded'), ('to-be-graded', 'To be graded')], max_length=20)),
                ('reason', models.TextField()),
                ('source', models.CharField(blank=True, max_length=300)),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'ordering': ('judgment', 'corrected_on', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='EvidenceFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(upload_to=core.attached.random_name)),
                ('name', models.CharField(max_length=255, verbose_name='its own name')),
                ('kind', models.CharField(max_length=100, verbose_name='type by content')),
                ('size', models.PositiveBigIntegerField()),
                ('sha256', models.CharField(max_length=64)),
            ],
            options={
                'ordering': ('pk',),
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='EvidenceItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('number', models.PositiveIntegerField(help_text="Counts the inspection's items.")),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('interview', 'Interview'), ('focus-group', 'Focus group'), ('document', 'Document'), ('data', 'Data'), ('file-review', 'File review'), ('survey', 'Survey'), ('observation', 'Observation')], max_length=20)),
                ('title', models.CharField(max_length=150)),
                ('text', models.TextField(blank=True)),
                ('source', models.CharField(blank=True, help_text='Who or what it comes from: a post, never a name.', max_length=300)),
                ('dated_on', models.DateField()),
                ('marking', models.CharField(choices=[('official', 'OFFICIAL'), ('official-sensitive', 'OFFICIAL-SENSITIVE')], default='official', max_length=20)),
                ('state', models.CharField(choices=[('held', 'Held'), ('withdrawn', 'Withdrawn')], default='held', max_length=20)),
                ('withdrawn_because', models.TextField(blank=True)),
                ('captured_at', models.DateTimeField()),
            ],
            options={
                'ordering': ('inspection', 'number'),
            },
        ),
        migrations.CreateModel(
            name='EvidenceLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weight', models.CharField(choices=[('primary', 'Primary'), ('corroborating', 'Corroborating'), ('indicative', 'Indicative')], max_length=20)),
            ],
            options={
                'ordering': ('item', 'question__number', 'diagnostic__number'),
            },
        ),
        migrations.CreateModel(
            name='GradesFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('file', models.FileField(upload_to=inspections.models.grades_files.random_name)),
                ('name', models.CharField(max_length=255, verbose_name='its own name')),
                ('size', models.PositiveBigIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('state', models.CharField(choices=[('read', 'Waiting to be confirmed'), ('unreadable', 'Refused'), ('confirmed', 'Confirmed')], default='read', max_length=20)),
                ('tally', models.JSONField(blank=True, default=dict)),
                ('rows', models.JSONField(blank=True, default=list, verbose_name='what each row does')),
                ('sent_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ('-sent_at', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='HistoricalEvidenceFile',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('file', models.TextField(max_length=100)),
                ('name', models.CharField(max_length=255, verbose_name='its own name')),
                ('kind', models.CharField(max_length=100, verbose_name='type by content')),
                ('size', models.PositiveBigIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('history_change_reason', models.TextField(blank=True, default='')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical evidence file',
                'verbose_name_plural': 'historical evidence files',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalEvidenceItem',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('number', models.PositiveIntegerField(help_text="Counts the inspection's items.")),
                ('key', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('kind', models.CharField(choices=[('interview', 'Interview'), ('focus-group', 'Focus group'), ('document', 'Document'), ('data', 'Data'), ('file-review', 'File review'), ('survey', 'Survey'), ('observation', 'Observation')], max_length=20)),
                ('title', models.CharField(max_length=150)),
                ('text', models.TextField(blank=True)),
                ('source', models.CharField(blank=True, help_text='Who or what it comes from: a post, never a name.', max_length=300)),
                ('dated_on', models.DateField()),
                ('marking', models.CharField(choices=[('official', 'OFFICIAL'), ('official-sensitive', 'OFFICIAL-SENSITIVE')], default='official', max_length=20)),
                ('state', models.CharField(choices=[('held', 'Held'), ('withdrawn', 'Withdrawn')], default='held', max_length=20)),
                ('withdrawn_because', models.TextField(blank=True)),
                ('captured_at', models.DateTimeField()),
                ('history_change_reason', models.TextField(blank=True, default='')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical evidence item',
                'verbose_name_plural': 'historical evidence items',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalEvidenceLink',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('weight', models.CharField(choices=[('primary', 'Primary'), ('corroborating', 'Corroborating'), ('indicative', 'Indicative')], max_length=20)),
                ('history_change_reason', models.TextField(blank=True, default='')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical evidence link',
                'verbose_name_plural': 'historical evidence links',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalGrade',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('slug', models.SlugField()),
                ('label', models.CharField(max_length=40)),
                ('descriptor', models.TextField(blank=True, help_text='What a force is like that is given this grade.')),
                ('rank', models.PositiveSmallIntegerField()),
                ('history_change_reason', models.TextField(blank=True, default='')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical grade',
                'verbose_name_plural': 'historical grades',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalGradesFile',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('name', models.CharField(max_length=255, verbose_name='its own name')),
                ('size', models.PositiveBigIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('state', models.CharField(choices=[('read', 'Waiting to be confirmed'), ('unreadable', 'Refused'), ('confirmed', 'Confirmed')], default='read', max_length=20)),
                ('tally', models.JSONField(blank=True, default=dict)),
                ('sent_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('history_change_reason', models.TextField(blank=True, default='')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical grades file',
                'verbose_name_plural': 'historical grades files',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalJudgmentEvidence',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_change_reason', models.TextField(blank=True, default='')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical judgment evidence',
                'verbose_name_plural': 'historical judgment evidences',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalPanel',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('held_on', models.DateField()),
                ('title', models.CharField(max_length=100)),
                ('history_change_reason', models.TextField(blank=True, default='')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical panel',
                'verbose_name_plural': 'historical panels',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalPanelMember',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_change_reason', models.TextField(blank=True, default='')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical panel member',
                'verbose_name_plural': 'historical panel members',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalQuestionMapping',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('kind', models.CharField(choices=[('same', 'The same question'), ('split', 'One part of a question that was split'), ('merged', 'Questions merged into one'), ('partial', 'Partly the same')], max_length=20)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('history_change_reason', models.TextField(blank=True, default='')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical question mapping',
                'verbose_name_plural': 'historical question mappings',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalScale',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('slug', models.SlugField()),
                ('title', models.CharField(max_length=100)),
                ('history_change_reason', models.TextField(blank=True, default='')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical scale',
                'verbose_name_plural': 'historical scales',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='JudgmentEvidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'ordering': ('judgment', 'item__number'),
            },
        ),
        migrations.CreateModel(
            name='Moderation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decision', models.CharField(choices=[('agreed', 'Agreed'), ('changed', 'Changed'), ('referred-back', 'Referred back to the lead')], max_length=20)),
                ('state_before', models.CharField(choices=[('graded', 'Graded'), ('ungraded-by-design', 'Ungraded'), ('narrative-only', 'Narrative only'), ('not-graded', 'Not graded'), ('to-be-graded', 'To be graded')], max_length=20)),
                ('state_after', models.CharField(choices=[('graded', 'Graded'), ('ungraded-by-design', 'Ungraded'), ('narrative-only', 'Narrative only'), ('not-graded', 'Not graded'), ('to-be-graded', 'To be graded')], max_length=20)),
                ('reason', models.TextField()),
                ('dissent', models.TextField(blank=True, help_text='Who did not agree, and why.')),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'ordering': ('judgment', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Panel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('held_on', models.DateField()),
                ('title', models.CharField(max_length=100)),
            ],
            options={
                'ordering': ('-held_on', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='PanelMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'ordering': ('panel', 'user__name'),
            },
        ),
        migrations.CreateModel(
            name='QuestionMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('same', 'The same question'), ('split', 'One part of a question that was split'), ('merged', 'Questions merged into one'), ('partial', 'Partly the same')], max_length=20)),
                ('note', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'ordering': ('later', 'earlier'),
            },
        ),
        migrations.RemoveConstraint(
            model_name='inspection',
            name='inspection_stage_known',
        ),
        migrations.RemoveConstraint(
            model_name='judgment',
            name='judgment_overall_once',
        ),
        migrations.AddField(
            model_name='framework',
            name='version',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name='grade',
            name='descriptor',
            field=models.TextField(blank=True, help_text='What a force is like that is given this grade.'),
        ),
        migrations.AddField(
            model_name='historicalframework',
            name='version',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name='historicalinspection',
            name='out_by',
            field=models.DateField(blank=True, help_text='Where the day of publication is not held: a day by which the report was out, from which it counts.', null=True),
        ),
        migrations.AddField(
            model_name='historicalinspection',
            name='tranche',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='historicaljudgment',
            name='pillar',
            field=models.CharField(blank=True, choices=[('E', 'Effectiveness'), ('F', 'Efficiency'), ('L', 'Legitimacy'), ('P', 'PEEL')], max_length=1),
        ),
        migrations.AddField(
            model_name='historicaljudgment',
            name='proposed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='historicaljudgment',
            name='proposed_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicaljudgment',
            name='rationale',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='historicaljudgment',
            name='status',
            field=models.CharField(choices=[('proposed', 'Proposed'), ('referred-back', 'Referred back'), ('moderated', 'Moderated')], default='moderated', max_length=20),
        ),
        migrations.AddField(
            model_name='historicalquestion',
            name='grading',
            field=models.CharField(choices=[('graded', 'Graded'), ('narrative', 'Narrative only'), ('ungraded', 'Ungraded by design')], default='graded', max_length=20),
        ),
        migrations.AddField(
            model_name='historicalquestion',
            name='pillar',
            field=models.CharField(blank=True, choices=[('E', 'Effectiveness'), ('F', 'Efficiency'), ('L', 'Legitimacy'), ('P', 'PEEL')], help_text='In a framework of several pillars, the one the question is about.', max_length=1),
        ),
        migrations.AddField(
            model_name='historicalquestion',
            name='source',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='historicalscopeentry',
            name='decided_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalscopeentry',
            name='decided_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='historicalscopeentry',
            name='worksheet',
            field=models.JSONField(blank=True, default=dict, help_text='What was known about the question when it was decided, by what it is.'),
        ),
        migrations.AddField(
            model_name='inspection',
            name='out_by',
            field=models.DateField(blank=True, help_text='Where the day of publication is not held: a day by which the report was out, from which it counts.', null=True),
        ),
        migrations.AddField(
            model_name='inspection',
            name='tranche',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='judgment',
            name='pillar',
            field=models.CharField(blank=True, choices=[('E', 'Effectiveness'), ('F', 'Efficiency'), ('L', 'Legitimacy'), ('P', 'PEEL')], max_length=1),
        ),
        migrations.AddField(
            model_name='judgment',
            name='proposed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='judgment',
            name='proposed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='judgment',
            name='rationale',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='judgment',
            name='status',
            field=models.CharField(choices=[('proposed', 'Proposed'), ('referred-back', 'Referred back'), ('moderated', 'Moderated')], default='moderated', max_length=20),
        ),
        migrations.AddField(
            model_name='question',
            name='grading',
            field=models.CharField(choices=[('graded', 'Graded'), ('narrative', 'Narrative only'), ('ungraded', 'Ungraded by design')], default='graded', max_length=20),
        ),
        migrations.AddField(
            model_name='question',
            name='pillar',
            field=models.CharField(blank=True, choices=[('E', 'Effectiveness'), ('F', 'Efficiency'), ('L', 'Legitimacy'), ('P', 'PEEL')], help_text='In a framework of several pillars, the one the question is about.', max_length=1),
        ),
        migrations.AddField(
            model_name='question',
            name='source',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='scale',
            name='version',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name='scopeentry',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='scopeentry',
            name='decided_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='scopeentry',
            name='worksheet',
            field=models.JSONField(blank=True, default=dict, help_text='What was known about the question when it was decided, by what it is.'),
        ),
        migrations.AlterField(
            model_name='historicalinspection',
            name='stage',
            field=models.CharField(choices=[('planned', 'Planned'), ('scoped', 'Scoped'), ('fieldwork', 'Fieldwork'), ('evidence-closed', 'Evidence closed'), ('drafting', 'Drafting'), ('moderation', 'Moderation'), ('with-force', 'With force'), ('approved', 'Approved'), ('published', 'Published')], default='planned', max_length=20),
        ),
        migrations.AlterField(
            model_name='inspection',
            name='stage',
            field=models.CharField(choices=[('planned', 'Planned'), ('scoped', 'Scoped'), ('fieldwork', 'Fieldwork'), ('evidence-closed', 'Evidence closed'), ('drafting', 'Drafting'), ('moderation', 'Moderation'), ('with-force', 'With force'), ('approved', 'Approved'), ('published', 'Published')], default='planned', max_length=20),
        ),
        migrations.AlterField(
            model_name='keptidentifier',
            name='file',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='kept_identifiers', to='inspections.reviewfile'),
        ),
        migrations.AddConstraint(
            model_name='inspection',
            constraint=models.CheckConstraint(condition=models.Q(('stage__in', ['planned', 'scoped', 'fieldwork', 'evidence-closed', 'drafting', 'moderation', 'with-force', 'approved', 'published'])), name='inspection_stage_known', violation_error_message='Stage is not one of the known ones.'),
        ),
        migrations.AddConstraint(
            model_name='inspection',
            constraint=models.CheckConstraint(condition=models.Q(('out_by__isnull', True), models.Q(('published_on__isnull', True), ('stage', 'published')), _connector='OR'), name='inspection_out_by_where_no_day_is_held', violation_error_message='Only a published inspection whose day of publication is not held has it.'),
        ),
        migrations.AddConstraint(
            model_name='inspection',
            constraint=models.CheckConstraint(condition=models.Q(('fieldwork_from__isnull', True), ('fieldwork_to__isnull', True), ('fieldwork_from__lte', models.F('fieldwork_to')), _connector='OR'), name='inspection_fieldwork_in_order', violation_error_message='Fieldwork ends on the day it begins or after it.'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(('pillar__in', ['E', 'F', 'L', 'P', ''])), name='question_pillar_known', violation_error_message='Pillar is not one of the known ones.'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(('grading__in', ['graded', 'narrative', 'ungraded'])), name='question_grading_known', violation_error_message='Grading is not one of the known ones.'),
        ),
        migrations.AddConstraint(
            model_name='scopeentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_by__isnull', True), ('decided_on__isnull', True)), models.Q(('decided_by__isnull', False), ('decided_on__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='scope_decided_by_on_and_why', violation_error_message='Say why the question is in or out, who decided it and when.'),
        ),
        migrations.AddField(
            model_name='correction',
            name='grade',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.grade'),
        ),
        migrations.AddField(
            model_name='correction',
            name='judgment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='inspections.judgment'),
        ),
        migrations.AddField(
            model_name='correction',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='evidenceitem',
            name='captured_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='evidenceitem',
            name='exercise',
            field=models.ForeignKey(blank=True, help_text='The file review.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='inspections.exercise'),
        ),
        migrations.AddField(
            model_name='evidenceitem',
            name='inspection',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='inspections.inspection'),
        ),
        migrations.AddField(
            model_name='evidencefile',
            name='item',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='inspections.evidenceitem'),
        ),
        migrations.AddField(
            model_name='keptidentifier',
            name='item',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='kept_identifiers', to='inspections.evidenceitem'),
        ),
        migrations.AddConstraint(
            model_name='keptidentifier',
            constraint=models.CheckConstraint(condition=models.Q(('file__isnull', True), ('item__isnull', True), _connector='XOR'), name='kept_identifier_of_file_or_item', violation_error_message='A kept identifier stands on a file or in an item of evidence.'),
        ),
        migrations.AddField(
            model_name='evidencelink',
            name='diagnostic',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.diagnostic'),
        ),
        migrations.AddField(
            model_name='evidencelink',
            name='item',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='inspections.evidenceitem'),
        ),
        migrations.AddField(
            model_name='evidencelink',
            name='question',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.question'),
        ),
        migrations.AddField(
            model_name='gradesfile',
            name='confirmed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='gradesfile',
            name='sent_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicaljudgment',
            name='loaded_from',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inspections.gradesfile'),
        ),
        migrations.AddField(
            model_name='judgment',
            name='loaded_from',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='judgments', to='inspections.gradesfile'),
        ),
        migrations.AddField(
            model_name='historicalevidencefile',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalevidencefile',
            name='item',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inspections.evidenceitem'),
        ),
        migrations.AddField(
            model_name='historicalevidenceitem',
            name='captured_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalevidenceitem',
            name='exercise',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='The file review.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inspections.exercise'),
        ),
        migrations.AddField(
            model_name='historicalevidenceitem',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalevidenceitem',
            name='inspection',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inspections.inspection'),
        ),
        migrations.AddField(
            model_name='historicalevidencelink',
            name='diagnostic',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inspections.diagnostic'),
        ),
        migrations.AddField(
            model_name='historicalevidencelink',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalevidencelink',
            name='item',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inspections.evidenceitem'),
        ),
        migrations.AddField(
            model_name='historicalevidencelink',
            name='question',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inspections.question'),
        ),
        migrations.AddField(
            model_name='historicalgrade',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalgrade',
            name='scale',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inspections.scale'),
        ),
        migrations.AddField(
            model_name='historicalgradesfile',
            name='confirmed_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalgradesfile',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalgradesfile',
            name='sent_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicaljudgmentevidence',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicaljudgmentevidence',
            name='item',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inspections.evidenceitem'),
        ),
        migrations.AddField(
            model_name='historicaljudgmentevidence',
            name='judgment',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inspections.judgment'),
        ),
        migrations.AddField(
            model_name='historicalpanel',
            name='cycle',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='forces.cycle'),
        ),
        migrations.AddField(
            model_name='historicalpanel',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalpanelmember',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalpanelmember',
            name='user',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalquestionmapping',
            name='earlier',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inspections.question'),
        ),
        migrations.AddField(
            model_name='historicalquestionmapping',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalquestionmapping',
            name='later',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inspections.question'),
        ),
        migrations.AddField(
            model_name='historicalscale',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='judgmentevidence',
            name='item',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.evidenceitem'),
        ),
        migrations.AddField(
            model_name='judgmentevidence',
            name='judgment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rests_on', to='inspections.judgment'),
        ),
        migrations.AddField(
            model_name='judgment',
            name='evidence',
            field=models.ManyToManyField(blank=True, related_name='judgments', through='inspections.JudgmentEvidence', to='inspections.evidenceitem'),
        ),
        migrations.AddConstraint(
            model_name='judgment',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['proposed', 'referred-back', 'moderated'])), name='judgment_status_known', violation_error_message='Status is not one of the known ones.'),
        ),
        migrations.AddConstraint(
            model_name='judgment',
            constraint=models.CheckConstraint(condition=models.Q(('pillar__in', ['E', 'F', 'L', 'P', ''])), name='judgment_pillar_known', violation_error_message='Pillar is not one of the known ones.'),
        ),
        migrations.AddConstraint(
            model_name='judgment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('proposed_at__isnull', True), ('proposed_by__isnull', True), ('status', 'moderated')), models.Q(('proposed_at__isnull', False), ('proposed_by__isnull', False)), _connector='OR'), name='judgment_proposed_by_and_at', violation_error_message='Say who proposed the judgment and when.'),
        ),
        migrations.AddConstraint(
            model_name='judgment',
            constraint=models.UniqueConstraint(condition=models.Q(('question__isnull', True)), fields=('inspection', 'pillar'), name='judgment_overall_once', violation_error_message='The inspection has an overall judgment.'),
        ),
        migrations.AddField(
            model_name='moderation',
            name='grade_after',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.grade'),
        ),
        migrations.AddField(
            model_name='moderation',
            name='grade_before',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.grade'),
        ),
        migrations.AddField(
            model_name='moderation',
            name='judgment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moderations', to='inspections.judgment'),
        ),
        migrations.AddField(
            model_name='moderation',
            name='proposed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='moderation',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='panel',
            name='cycle',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='panels', to='forces.cycle'),
        ),
        migrations.AddField(
            model_name='moderation',
            name='panel',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moderations', to='inspections.panel'),
        ),
        migrations.AddField(
            model_name='historicalpanelmember',
            name='panel',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inspections.panel'),
        ),
        migrations.AddField(
            model_name='panelmember',
            name='panel',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='inspections.panel'),
        ),
        migrations.AddField(
            model_name='panelmember',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='panel',
            name='members',
            field=models.ManyToManyField(related_name='panels', through='inspections.PanelMember', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='questionmapping',
            name='earlier',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='became', to='inspections.question'),
        ),
        migrations.AddField(
            model_name='questionmapping',
            name='later',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='came_from', to='inspections.question'),
        ),
        migrations.AddConstraint(
            model_name='correction',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['graded', 'ungraded-by-design', 'narrative-only', 'not-graded', 'to-be-graded'])), name='correction_state_known', violation_error_message='State is not one of the known ones.'),
        ),
        migrations.AddConstraint(
            model_name='correction',
            constraint=models.UniqueConstraint(fields=('judgment', 'corrected_on'), name='correction_once_a_day', violation_error_message='The judgment was corrected on this day already.'),
        ),
        migrations.AddConstraint(
            model_name='correction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('grade__isnull', False), ('state', 'graded')), models.Q(models.Q(('state', 'graded'), _negated=True), ('grade__isnull', True)), _connector='OR'), name='correction_grade_when_graded', violation_error_message='A graded judgment has a grade and any other has none.'),
        ),
        migrations.AddConstraint(
            model_name='correction',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='correction_has_reason', violation_error_message='Say why it is corrected.'),
        ),
        migrations.AddConstraint(
            model_name='evidenceitem',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['interview', 'focus-group', 'document', 'data', 'file-review', 'survey', 'observation'])), name='evidence_kind_known', violation_error_message='Kind is not one of the known ones.'),
        ),
        migrations.AddConstraint(
            model_name='evidenceitem',
            constraint=models.CheckConstraint(condition=models.Q(('marking__in', ['official', 'official-sensitive'])), name='evidence_marking_known', violation_error_message='Marking is not one of the known ones.'),
        ),
        migrations.AddConstraint(
            model_name='evidenceitem',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['held', 'withdrawn'])), name='evidence_state_known', violation_error_message='State is not one of the known ones.'),
        ),
        migrations.AddConstraint(
            model_name='evidenceitem',
            constraint=models.UniqueConstraint(fields=('inspection', 'number'), name='evidence_number_once', violation_error_message='Another item got this number meanwhile; save again.'),
        ),
        migrations.AddConstraint(
            model_name='evidenceitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'held'), ('withdrawn_because', '')), models.Q(('state', 'withdrawn'), models.Q(('withdrawn_because', ''), _negated=True)), _connector='OR'), name='evidence_withdrawn_because', violation_error_message='Say why the item is withdrawn.'),
        ),
        migrations.AddConstraint(
            model_name='evidenceitem',
            constraint=models.CheckConstraint(condition=models.Q(('exercise__isnull', True), ('kind', 'file-review'), _connector='OR'), name='evidence_exercise_of_file_review', violation_error_message='Only evidence from a file review names one.'),
        ),
        migrations.AddConstraint(
            model_name='evidencelink',
            constraint=models.CheckConstraint(condition=models.Q(('weight__in', ['primary', 'corroborating', 'indicative'])), name='evidence_weight_known', violation_error_message='Weight is not one of the known ones.'),
        ),
        migrations.AddConstraint(
            model_name='evidencelink',
            constraint=models.UniqueConstraint(fields=('item', 'question', 'diagnostic'), name='evidence_link_once', violation_error_message='The item is tied to this diagnostic already.'),
        ),
        migrations.AddConstraint(
            model_name='evidencelink',
            constraint=models.UniqueConstraint(condition=models.Q(('diagnostic__isnull', True)), fields=('item', 'question'), name='evidence_link_question_once', violation_error_message='The item is tied to this question already.'),
        ),
        migrations.AddConstraint(
            model_name='gradesfile',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['read', 'unreadable', 'confirmed'])), name='grades_file_state_known', violation_error_message='State is not one of the known ones.'),
        ),
        migrations.AddConstraint(
            model_name='gradesfile',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False), ('state', 'confirmed')), models.Q(models.Q(('state', 'confirmed'), _negated=True), ('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), _connector='OR'), name='grades_file_confirmed_by_somebody', violation_error_message='A confirmed file says who confirmed it, and when.'),
        ),
        migrations.AddConstraint(
            model_name='judgmentevidence',
            constraint=models.UniqueConstraint(fields=('judgment', 'item'), name='judgment_evidence_once', violation_error_message='The judgment rests on this item already.'),
        ),
        migrations.AddConstraint(
            model_name='moderation',
            constraint=models.CheckConstraint(condition=models.Q(('decision__in', ['agreed', 'changed', 'referred-back'])), name='moderation_decision_known', violation_error_message='Decision is not one of the known ones.'),
        ),
        migrations.AddConstraint(
            model_name='moderation',
            constraint=models.CheckConstraint(condition=models.Q(('state_before__in', ['graded', 'ungraded-by-design', 'narrative-only', 'not-graded', 'to-be-graded'])), name='moderation_state_before_known', violation_error_message='State before is not one of the known ones.'),
        ),
        migrations.AddConstraint(
            model_name='moderation',
            constraint=models.CheckConstraint(condition=models.Q(('state_after__in', ['graded', 'ungraded-by-design', 'narrative-only', 'not-graded', 'to-be-graded'])), name='moderation_state_after_known', violation_error_message='State after is not one of the known ones.'),
        ),
        migrations.AddConstraint(
            model_name='moderation',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='moderation_has_reason', violation_error_message='Say why the panel decided so.'),
        ),
        migrations.AddConstraint(
            model_name='panelmember',
            constraint=models.UniqueConstraint(fields=('panel', 'user'), name='panel_member_once', violation_error_message='The person is on the panel already.'),
        ),
        migrations.AddConstraint(
            model_name='panel',
            constraint=models.UniqueConstraint(fields=('cycle', 'held_on', 'title'), name='panel_once', violation_error_message='The panel of this name and day is held already.'),
        ),
        migrations.AddConstraint(
            model_name='questionmapping',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['same', 'split', 'merged', 'partial'])), name='question_mapping_kind_known', violation_error_message='Kind is not one of the known ones.'),
        ),
        migrations.AddConstraint(
            model_name='questionmapping',
            constraint=models.UniqueConstraint(fields=('earlier', 'later'), name='question_mapping_once', violation_error_message='These two questions are mapped already.'),
        ),
        migrations.RunPython(tell_grading, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name='historicalquestion',
            name='is_graded',
        ),
        migrations.RemoveField(
            model_name='question',
            name='is_graded',
        ),
        migrations.RunPython(forbid_changes, allow_changes),
    ]

"""Every table of findings, for a database that has none of them yet; append-only and indexed on PostgreSQL."""

import core.attached
import django.db.models.deletion
import findings.models.back_catalogue
import simple_history.models
from django.conf import settings
from django.db import migrations, models
from core.schema import Together

APPEND_ONLY = """
create function findings_event_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'Events are append-only: % of event % refused', lower(tg_op), old.id using errcode = 'restrict_violation';
end $$;
create trigger findings_event_append_only before update or delete on findings_event
  for each row execute function findings_event_is_append_only();
create function findings_wording_is_fixed() returns trigger language plpgsql as $$
begin
  raise exception 'The wording of % is published and never changes', old.reference using errcode = 'restrict_violation';
end $$;
create trigger findings_finding_wording_fixed before update on findings_finding
  for each row when (old.published_status <> 'draft' and new.wording is distinct from old.wording)
  execute function findings_wording_is_fixed();
create function findings_paper_is_frozen() returns trigger language plpgsql as $$
begin
  raise exception 'Paper % is issued and never changes', old.reference using errcode = 'restrict_violation';
end $$;
create trigger findings_paper_frozen before update or delete on findings_paper
  for each row when (old.state = 'issued') execute function findings_paper_is_frozen();
"""
NOT_APPEND_ONLY = """
drop trigger findings_event_append_only on findings_event;
drop function findings_event_is_append_only();
drop trigger findings_finding_wording_fixed on findings_finding;
drop function findings_wording_is_fixed();
drop trigger findings_paper_frozen on findings_paper;
drop function findings_paper_is_frozen();
"""
# the expression is that of findings.models.findings.WORDS, or the index serves nothing
WORDS = """
create index findings_finding_words on findings_finding
  using gin (to_tsvector('english'::regconfig, coalesce(title, '') || ' ' || coalesce(wording, '')));
"""


def on_postgresql(sql):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql, params=None)

    return run


class Migration(migrations.Migration):

    replaces = [
        ("findings", "0001_all_tables"),
        ("findings", "0002_item_evidence"),
    ]

    initial = True

    dependencies = [
        ("forces", "0001_all_tables"),
        ("inspections", "0002_planning_evidence_and_moderation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='Acceleration',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accelerations', to='inspections.inspection')),
                    ('published_on', models.DateField()),
                    ('reason', models.TextField()),
                    ('approved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ('published_on', 'pk'),
                },
            ),
            migrations.CreateModel(
                name='BodyResponse',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('inspection', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='body_response', to='inspections.inspection')),
                    ('body', models.CharField(max_length=150, verbose_name='local policing body')),
                    ('received_on', models.DateField(blank=True, null=True)),
                    ('published_on', models.DateField(blank=True, null=True)),
                    ('address', models.URLField(blank=True, max_length=300, verbose_name='where it is published')),
                    ('note', models.TextField(blank=True)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='BulkUpdate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('change', models.CharField(choices=[('note', 'Add a note to each'), ('in-progress', 'Move to in progress'), ('lead', 'Set our lead'), ('owner', 'Set the owner in the force'), ('comment', 'Set the line for committees'), ('extension', 'Move the due date')], max_length=20)),
                    ('told', models.CharField(blank=True, max_length=200, verbose_name='what was set')),
                    ('comment', models.TextField()),
                    ('query', models.TextField(blank=True, verbose_name='the filter of the register')),
                    ('changed', models.JSONField(default=list)),
                    ('refused', models.JSONField(default=list)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'ordering': ('-at', '-pk'),
                    'constraints': [models.CheckConstraint(condition=models.Q(('change__in', ['note', 'in-progress', 'lead', 'owner', 'comment', 'extension'])), name='bulk_update_change_known', violation_error_message='Change is not one of the known ones.')],
                },
            ),
            migrations.CreateModel(
                name='FindingsFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('file', models.FileField(upload_to=findings.models.back_catalogue.random_name)),
                    ('name', models.CharField(max_length=255, verbose_name='its own name')),
                    ('size', models.PositiveBigIntegerField()),
                    ('sha256', models.CharField(max_length=64)),
                    ('state', models.CharField(choices=[('read', 'Waiting to be confirmed'), ('unreadable', 'Refused'), ('confirmed', 'Confirmed'), ('withdrawn', 'Withdrawn')], default='read', max_length=20)),
                    ('tally', models.JSONField(blank=True, default=dict)),
                    ('rows', models.JSONField(blank=True, default=list, verbose_name='what each row does')),
                    ('sent_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('sent_at', models.DateTimeField()),
                    ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'ordering': ('-sent_at', '-pk'),
                    'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['read', 'unreadable', 'confirmed', 'withdrawn'])), name='findings_file_state_known', violation_error_message='State is not one of the known ones.'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False), ('state', 'confirmed')), models.Q(models.Q(('state', 'confirmed'), _negated=True), ('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), _connector='OR'), name='findings_file_confirmed_by_somebody', violation_error_message='A confirmed file says who confirmed it, and when.')],
                },
            ),
            migrations.CreateModel(
                name='HistoricalAcceleration',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('published_on', models.DateField()),
                    ('reason', models.TextField()),
                    ('history_change_reason', models.TextField(blank=True, default='')),
                    ('inspection', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inspections.inspection')),
                    ('approved_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical acceleration',
                    'verbose_name_plural': 'historical accelerations',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalBodyResponse',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('body', models.CharField(max_length=150, verbose_name='local policing body')),
                    ('received_on', models.DateField(blank=True, null=True)),
                    ('published_on', models.DateField(blank=True, null=True)),
                    ('address', models.URLField(blank=True, max_length=300, verbose_name='where it is published')),
                    ('note', models.TextField(blank=True)),
                    ('history_change_reason', models.TextField(blank=True, default='')),
                    ('inspection', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inspections.inspection')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical body response',
                    'verbose_name_plural': 'historical body responses',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalBulkUpdate',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('change', models.CharField(choices=[('note', 'Add a note to each'), ('in-progress', 'Move to in progress'), ('lead', 'Set our lead'), ('owner', 'Set the owner in the force'), ('comment', 'Set the line for committees'), ('extension', 'Move the due date')], max_length=20)),
                    ('told', models.CharField(blank=True, max_length=200, verbose_name='what was set')),
                    ('comment', models.TextField()),
                    ('query', models.TextField(blank=True, verbose_name='the filter of the register')),
                    ('at', models.DateTimeField()),
                    ('history_change_reason', models.TextField(blank=True, default='')),
                    ('by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical bulk update',
                    'verbose_name_plural': 'historical bulk updates',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalFindingsFile',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('name', models.CharField(max_length=255, verbose_name='its own name')),
                    ('size', models.PositiveBigIntegerField()),
                    ('sha256', models.CharField(max_length=64)),
                    ('state', models.CharField(choices=[('read', 'Waiting to be confirmed'), ('unreadable', 'Refused'), ('confirmed', 'Confirmed'), ('withdrawn', 'Withdrawn')], default='read', max_length=20)),
                    ('tally', models.JSONField(blank=True, default=dict)),
                    ('sent_at', models.DateTimeField()),
                    ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                    ('history_change_reason', models.TextField(blank=True, default='')),
                    ('sent_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('confirmed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical findings file',
                    'verbose_name_plural': 'historical findings files',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalNationalRecommendation',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('reference', models.CharField(db_index=True, max_length=20)),
                    ('theme', models.SlugField(max_length=80, verbose_name='what it is about')),
                    ('addressed_to', models.CharField(choices=[('forces', 'All forces'), ('body', 'Another body')], default='forces', max_length=10)),
                    ('body', models.CharField(blank=True, max_length=150, verbose_name='the body asked')),
                    ('title', models.CharField(max_length=150)),
                    ('wording', models.TextField()),
                    ('published_on', models.DateField()),
                    ('published_precision', models.CharField(choices=[('day', 'Day'), ('month', 'Month'), ('season', 'Season'), ('year', 'Year')], default='day', max_length=10)),
                    ('due_kind', models.CharField(choices=[('none', 'None set'), ('immediate', 'Immediately'), ('relative', 'Within a time'), ('absolute', 'By a date')], default='none', max_length=10)),
                    ('due_on', models.DateField(blank=True, null=True)),
                    ('source', models.CharField(blank=True, max_length=300)),
                    ('is_illustrative', models.BooleanField(default=False, verbose_name='illustrative')),
                    ('history_change_reason', models.TextField(blank=True, default='')),
                    ('cycle', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='forces.cycle')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical national recommendation',
                    'verbose_name_plural': 'historical national recommendations',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalObservation',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('kind', models.CharField(choices=[('advice', 'Advice in the text'), ('promising-practice', 'Promising practice'), ('innovative-practice', 'Innovative practice')], max_length=30)),
                    ('text', models.TextField()),
                    ('source', models.CharField(blank=True, max_length=300)),
                    ('recorded_on', models.DateField()),
                    ('history_change_reason', models.TextField(blank=True, default='')),
                    ('inspection', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inspections.inspection')),
                    ('question', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inspections.question')),
                    ('recorded_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical observation',
                    'verbose_name_plural': 'historical observations',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalUpdateRound',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('slug', models.SlugField()),
                    ('title', models.CharField(max_length=100)),
                    ('opens_on', models.DateField()),
                    ('closes_on', models.DateField()),
                    ('history_change_reason', models.TextField(blank=True, default='')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical update round',
                    'verbose_name_plural': 'historical update rounds',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='NationalRecommendation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('reference', models.CharField(max_length=20, unique=True)),
                    ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='national_recommendations', to='forces.cycle')),
                    ('theme', models.SlugField(max_length=80, verbose_name='what it is about')),
                    ('addressed_to', models.CharField(choices=[('forces', 'All forces'), ('body', 'Another body')], default='forces', max_length=10)),
                    ('body', models.CharField(blank=True, max_length=150, verbose_name='the body asked')),
                    ('title', models.CharField(max_length=150)),
                    ('wording', models.TextField()),
                    ('published_on', models.DateField()),
                    ('published_precision', models.CharField(choices=[('day', 'Day'), ('month', 'Month'), ('season', 'Season'), ('year', 'Year')], default='day', max_length=10)),
                    ('due_kind', models.CharField(choices=[('none', 'None set'), ('immediate', 'Immediately'), ('relative', 'Within a time'), ('absolute', 'By a date')], default='none', max_length=10)),
                    ('due_on', models.DateField(blank=True, null=True)),
                    ('source', models.CharField(blank=True, max_length=300)),
                    ('is_illustrative', models.BooleanField(default=False, verbose_name='illustrative')),
                ],
                options={
                    'ordering': ('reference',),
                    'constraints': [models.CheckConstraint(condition=models.Q(('addressed_to__in', ['forces', 'body'])), name='national_addressed_to_known', violation_error_message='Addressed to is not one of the known ones.'), models.CheckConstraint(condition=models.Q(('published_precision__in', ['day', 'month', 'season', 'year'])), name='national_precision_known', violation_error_message='Published precision is not one of the known ones.'), models.CheckConstraint(condition=models.Q(('due_kind__in', ['none', 'immediate', 'relative', 'absolute'])), name='national_due_kind_known', violation_error_message='Due kind is not one of the known ones.'), models.CheckConstraint(condition=models.Q(models.Q(('addressed_to', 'forces'), ('body', '')), models.Q(('addressed_to', 'body'), models.Q(('body', ''), _negated=True)), _connector='OR'), name='national_body_named', violation_error_message='Name the body that is asked, where it is not the forces.'), models.CheckConstraint(condition=models.Q(models.Q(('due_kind', 'none'), ('due_on__isnull', True)), models.Q(('due_on__isnull', False), models.Q(('due_kind', 'none'), _negated=True)), _connector='OR'), name='national_due_on_with_kind', violation_error_message='A deadline has its date.')],
                },
            ),
            migrations.CreateModel(
                name='Observation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('inspection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='observations', to='inspections.inspection')),
                    ('question', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.question')),
                    ('kind', models.CharField(choices=[('advice', 'Advice in the text'), ('promising-practice', 'Promising practice'), ('innovative-practice', 'Innovative practice')], max_length=30)),
                    ('text', models.TextField()),
                    ('source', models.CharField(blank=True, max_length=300)),
                    ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('recorded_on', models.DateField()),
                ],
                options={
                    'ordering': ('inspection', 'pk'),
                    'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['advice', 'promising-practice', 'innovative-practice'])), name='observation_kind_known', violation_error_message='Kind is not one of the known ones.')],
                },
            ),
            migrations.CreateModel(
                name='Paper',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('reference', models.CharField(max_length=30, unique=True)),
                    ('title', models.CharField(max_length=150)),
                    ('scope', models.CharField(choices=[('force', 'One force'), ('question', 'One question, in all forces'), ('region', 'A region'), ('nation', 'England, Wales or both')], max_length=10)),
                    ('subject', models.SlugField(max_length=80, verbose_name='which force, question, region or nation')),
                    ('as_at', models.DateField()),
                    ('state', models.CharField(choices=[('draft', 'Draft'), ('issued', 'Issued')], default='draft', max_length=10)),
                    ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('made_on', models.DateField()),
                    ('issued_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('issued_at', models.DateTimeField(blank=True, null=True)),
                    ('follows', models.ForeignKey(blank=True, help_text='The last issued paper of the same scope, which changes are told against.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followed_by', to='findings.paper')),
                    ('content', models.JSONField(blank=True, null=True)),
                    ('sha256', models.CharField(blank=True, max_length=64)),
                ],
                options={
                    'ordering': ('-as_at', '-pk'),
                    'constraints': [models.CheckConstraint(condition=models.Q(('scope__in', ['force', 'question', 'region', 'nation'])), name='paper_scope_known', violation_error_message='Scope is not one of the known ones.'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'issued'])), name='paper_state_known', violation_error_message='State is not one of the known ones.'), models.CheckConstraint(condition=models.Q(models.Q(('content__isnull', True), ('issued_at__isnull', True), ('issued_by__isnull', True), ('sha256', ''), ('state', 'draft')), models.Q(('content__isnull', False), ('issued_at__isnull', False), ('issued_by__isnull', False), ('state', 'issued'), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='paper_issued_is_frozen', violation_error_message='An issued paper has its content, and who issued it when; a draft has none.')],
                },
            ),
            migrations.CreateModel(
                name='SavedView',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_views', to=settings.AUTH_USER_MODEL)),
                    ('name', models.CharField(max_length=60)),
                    ('query', models.CharField(max_length=600)),
                ],
                options={
                    'ordering': ('name',),
                    'constraints': [models.UniqueConstraint(fields=('owner', 'name'), name='saved_view_once', violation_error_message='You have a view of this name.')],
                },
            ),
            migrations.CreateModel(
                name='UpdateRound',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('slug', models.SlugField(unique=True)),
                    ('title', models.CharField(max_length=100)),
                    ('opens_on', models.DateField()),
                    ('closes_on', models.DateField()),
                ],
                options={
                    'ordering': ('-opens_on',),
                    'constraints': [models.CheckConstraint(condition=models.Q(('opens_on__lte', models.F('closes_on'))), name='update_round_in_order', violation_error_message='A round closes on the day it opens, or later.')],
                },
            ),
            migrations.CreateModel(
                name='Finding',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('reference', models.CharField(max_length=30, unique=True)),
                    ('force', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='forces.force')),
                    ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='forces.cycle')),
                    ('inspection', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='inspections.inspection')),
                    ('national', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='instances', to='findings.nationalrecommendation')),
                    ('question', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='inspections.question')),
                    ('diagnostic', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.diagnostic')),
                    ('theme', models.SlugField(blank=True, help_text='The question’s slug, or the source’s own words.', max_length=80, verbose_name='what it is about')),
                    ('kind', models.CharField(choices=[('area-for-improvement', 'Area for improvement'), ('cause-of-concern', 'Cause of concern'), ('recommendation', 'Recommendation')], max_length=30)),
                    ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='recommendations', to='findings.finding')),
                    ('recommendation_not_held', models.BooleanField(default=False, verbose_name='recommendation not held')),
                    ('acceleration', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='findings.acceleration')),
                    ('title', models.CharField(max_length=150)),
                    ('wording', models.TextField()),
                    ('status', models.CharField(choices=[('draft', 'Draft'), ('open', 'Open'), ('in-progress', 'In progress'), ('blocked', 'Blocked'), ('awaiting-verification', 'Awaiting verification'), ('closed-achieved', 'Closed – achieved'), ('closed-superseded', 'Closed – superseded'), ('closed-no-longer-relevant', 'Closed – no longer relevant')], default='draft', max_length=30)),
                    ('published_status', models.CharField(choices=[('draft', 'Draft'), ('open', 'Open'), ('in-progress', 'In progress'), ('blocked', 'Blocked'), ('awaiting-verification', 'Awaiting verification'), ('closed-achieved', 'Closed – achieved'), ('closed-superseded', 'Closed – superseded'), ('closed-no-longer-relevant', 'Closed – no longer relevant')], default='draft', max_length=30)),
                    ('response', models.CharField(blank=True, choices=[('accepted', 'Accepted'), ('not-accepted', 'Not accepted')], max_length=20, verbose_name='the force’s response')),
                    ('raised_on', models.DateField()),
                    ('raised_precision', models.CharField(choices=[('day', 'Day'), ('month', 'Month'), ('season', 'Season'), ('year', 'Year')], default='day', max_length=10)),
                    ('owner', models.CharField(blank=True, max_length=100, verbose_name='owner: a post in the force')),
                    ('lead', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='findings_led', to=settings.AUTH_USER_MODEL)),
                    ('due_kind', models.CharField(choices=[('none', 'None set'), ('immediate', 'Immediately'), ('relative', 'Within a time'), ('absolute', 'By a date')], default='none', max_length=10)),
                    ('due_days', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='days from publication')),
                    ('due_on', models.DateField(blank=True, null=True)),
                    ('comment', models.CharField(blank=True, max_length=200, verbose_name='one line for committees')),
                    ('source', models.CharField(blank=True, max_length=300)),
                    ('is_illustrative', models.BooleanField(default=False, verbose_name='illustrative')),
                ],
                options={
                    'ordering': ('reference',),
                    'indexes': [models.Index(fields=['force', 'reference'], name='findings_fi_force_i_15a370_idx'), models.Index(fields=['force', 'status'], name='findings_fi_force_i_d3ea92_idx'), models.Index(fields=['published_status', 'status'], name='findings_fi_publish_018033_idx'), models.Index(fields=['status', 'due_on', 'reference'], name='findings_fi_status_07f709_idx'), models.Index(fields=['due_on', 'reference'], name='findings_fi_due_on_4ad6fa_idx'), models.Index(fields=['raised_on', 'reference'], name='findings_fi_raised__00ad6d_idx'), models.Index(fields=['force', 'theme'], name='findings_fi_force_i_c7d445_idx'), models.Index(fields=['cycle', 'reference'], name='findings_fi_cycle_i_8492b5_idx')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['area-for-improvement', 'cause-of-concern', 'recommendation'])), name='finding_kind_known', violation_error_message='Kind is not one of the known ones.'), models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'open', 'in-progress', 'blocked', 'awaiting-verification', 'closed-achieved', 'closed-superseded', 'closed-no-longer-relevant'])), name='finding_status_known', violation_error_message='Status is not one of the known ones.'), models.CheckConstraint(condition=models.Q(('published_status__in', ['draft', 'open', 'in-progress', 'blocked', 'awaiting-verification', 'closed-achieved', 'closed-superseded', 'closed-no-longer-relevant'])), name='finding_published_status_known', violation_error_message='Published status is not one of the known ones.'), models.CheckConstraint(condition=models.Q(('raised_precision__in', ['day', 'month', 'season', 'year'])), name='finding_raised_precision_known', violation_error_message='Raised precision is not one of the known ones.'), models.CheckConstraint(condition=models.Q(('due_kind__in', ['none', 'immediate', 'relative', 'absolute'])), name='finding_due_kind_known', violation_error_message='Due kind is not one of the known ones.'), models.CheckConstraint(condition=models.Q(('response__in', ['accepted', 'not-accepted', ''])), name='finding_response_known', violation_error_message='Response is not one of the known ones.'), models.CheckConstraint(condition=models.Q(('parent__isnull', True), ('kind', 'recommendation'), _connector='OR'), name='finding_parent_of_recommendation', violation_error_message='Only a recommendation stands under a cause of concern.'), models.CheckConstraint(condition=models.Q(models.Q(('due_days__isnull', True), ('due_kind', 'none'), ('due_on__isnull', True)), models.Q(('due_days__isnull', True), ('due_kind', 'absolute'), ('due_on__isnull', False)), models.Q(('due_days__isnull', True), ('due_kind', 'immediate')), models.Q(('due_kind', 'relative'), models.Q(('due_days__isnull', False), ('due_on__isnull', False), _connector='OR')), _connector='OR'), name='finding_due_on_with_kind', violation_error_message='An absolute deadline has a date, a relative one its days; others have none.'), models.CheckConstraint(condition=models.Q(('recommendation_not_held', False), ('kind', 'cause-of-concern'), _connector='OR'), name='finding_recommendation_not_held_of_concern', violation_error_message='Only a cause of concern can lack the recommendation it was published with.'), models.CheckConstraint(condition=models.Q(('inspection__isnull', False), models.Q(('status', 'draft'), _negated=True), _connector='OR'), name='finding_draft_in_inspection', violation_error_message='A draft belongs to the inspection that raises it.'), models.UniqueConstraint(fields=('national', 'force'), name='finding_national_once_a_force', violation_error_message='The force has this national recommendation already.')],
                },
            ),
            migrations.CreateModel(
                name='HistoricalPaper',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('reference', models.CharField(db_index=True, max_length=30)),
                    ('title', models.CharField(max_length=150)),
                    ('scope', models.CharField(choices=[('force', 'One force'), ('question', 'One question, in all forces'), ('region', 'A region'), ('nation', 'England, Wales or both')], max_length=10)),
                    ('subject', models.SlugField(max_length=80, verbose_name='which force, question, region or nation')),
                    ('as_at', models.DateField()),
                    ('state', models.CharField(choices=[('draft', 'Draft'), ('issued', 'Issued')], default='draft', max_length=10)),
                    ('made_on', models.DateField()),
                    ('issued_at', models.DateTimeField(blank=True, null=True)),
                    ('sha256', models.CharField(blank=True, max_length=64)),
                    ('history_change_reason', models.TextField(blank=True, default='')),
                    ('made_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('issued_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('follows', models.ForeignKey(blank=True, db_constraint=False, help_text='The last issued paper of the same scope, which changes are told against.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='findings.paper')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical paper',
                    'verbose_name_plural': 'historical papers',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='Reminder',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='findings.updateround')),
                    ('force', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='forces.force')),
                    ('sent_on', models.DateField()),
                    ('sent_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('addresses', models.TextField()),
                ],
                options={
                    'ordering': ('sent_on', 'pk'),
                },
            ),
            migrations.CreateModel(
                name='BodyResponseItem',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('response', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='findings.bodyresponse')),
                    ('finding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='body_responses', to='findings.finding')),
                    ('answer', models.CharField(choices=[('action', 'Action'), ('no-action', 'No action, with the reason')], max_length=20)),
                    ('text', models.TextField()),
                ],
                options={
                    'ordering': ('finding__reference',),
                    'constraints': [models.CheckConstraint(condition=models.Q(('answer__in', ['action', 'no-action'])), name='body_response_answer_known', violation_error_message='Answer is not one of the known ones.'), models.UniqueConstraint(fields=('response', 'finding'), name='body_response_once', violation_error_message='The response answers this finding already.')],
                },
            ),
            migrations.CreateModel(
                name='Event',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('finding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='findings.finding')),
                    ('kind', models.CharField(choices=[('raised', 'Raised'), ('follow-up', 'Follow-up'), ('verification', 'Verification'), ('status', 'Status'), ('closure', 'Closure'), ('published', 'Published'), ('reopened', 'Reopened'), ('extension', 'Due date moved'), ('update', 'The force’s update'), ('declaration', 'The force says it is done'), ('response', 'The force’s response'), ('note', 'Note')], max_length=20)),
                    ('effective_on', models.DateField()),
                    ('effective_precision', models.CharField(choices=[('day', 'Day'), ('month', 'Month'), ('season', 'Season'), ('year', 'Year')], default='day', max_length=10)),
                    ('recorded_on', models.DateField()),
                    ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('entered_at', models.DateTimeField()),
                    ('inspection', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='inspections.inspection')),
                    ('status_before', models.CharField(blank=True, choices=[('draft', 'Draft'), ('open', 'Open'), ('in-progress', 'In progress'), ('blocked', 'Blocked'), ('awaiting-verification', 'Awaiting verification'), ('closed-achieved', 'Closed – achieved'), ('closed-superseded', 'Closed – superseded'), ('closed-no-longer-relevant', 'Closed – no longer relevant')], max_length=30)),
                    ('status_after', models.CharField(blank=True, choices=[('draft', 'Draft'), ('open', 'Open'), ('in-progress', 'In progress'), ('blocked', 'Blocked'), ('awaiting-verification', 'Awaiting verification'), ('closed-achieved', 'Closed – achieved'), ('closed-superseded', 'Closed – superseded'), ('closed-no-longer-relevant', 'Closed – no longer relevant')], max_length=30)),
                    ('verdict', models.CharField(blank=True, choices=[('no-progress', 'No progress'), ('some-progress', 'Some progress'), ('good-progress', 'Good progress'), ('achieved', 'Achieved'), ('no-longer-a-concern', 'No longer a concern'), ('not-assessed', 'Not assessed')], max_length=30)),
                    ('basis', models.CharField(blank=True, choices=[('desk', 'At the desk'), ('fieldwork', 'In fieldwork')], max_length=10)),
                    ('about', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='verifications', to='findings.event')),
                    ('is_agreed', models.BooleanField(blank=True, null=True, verbose_name='agreed')),
                    ('assurance', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('tested_on', models.DateField(blank=True, null=True)),
                    ('rag', models.CharField(blank=True, choices=[('green', 'Green: done'), ('amber', 'Amber: on the way'), ('red', 'Red: late, or will not be done'), ('white', 'White: not ours to do')], max_length=10, verbose_name='RAG as the force sees it')),
                    ('due_before', models.DateField(blank=True, null=True)),
                    ('due_after', models.DateField(blank=True, null=True)),
                    ('body', models.CharField(blank=True, max_length=150, verbose_name='the body it waits for')),
                    ('narrative', models.TextField(blank=True)),
                    ('source', models.CharField(blank=True, max_length=300)),
                ],
                options={
                    'ordering': ('finding', 'effective_on', 'recorded_on', 'pk'),
                    'indexes': [models.Index(fields=['finding', 'kind', 'effective_on'], name='findings_ev_finding_a1e3cd_idx'), models.Index(fields=['finding', 'recorded_on'], name='findings_ev_finding_ef17e9_idx'), models.Index(fields=['kind', 'recorded_on'], name='findings_ev_kind_65c194_idx')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['raised', 'follow-up', 'verification', 'status', 'closure', 'published', 'reopened', 'extension', 'update', 'declaration', 'response', 'note'])), name='event_kind_known', violation_error_message='Kind is not one of the known ones.'), models.CheckConstraint(condition=models.Q(('effective_precision__in', ['day', 'month', 'season', 'year'])), name='event_precision_known', violation_error_message='Effective precision is not one of the known ones.'), models.CheckConstraint(condition=models.Q(('status_before__in', ['draft', 'open', 'in-progress', 'blocked', 'awaiting-verification', 'closed-achieved', 'closed-superseded', 'closed-no-longer-relevant', ''])), name='event_status_before_known', violation_error_message='Status before is not one of the known ones.'), models.CheckConstraint(condition=models.Q(('status_after__in', ['draft', 'open', 'in-progress', 'blocked', 'awaiting-verification', 'closed-achieved', 'closed-superseded', 'closed-no-longer-relevant', ''])), name='event_status_after_known', violation_error_message='Status after is not one of the known ones.'), models.CheckConstraint(condition=models.Q(('verdict__in', ['no-progress', 'some-progress', 'good-progress', 'achieved', 'no-longer-a-concern', 'not-assessed', ''])), name='event_verdict_known', violation_error_message='Verdict is not one of the known ones.'), models.CheckConstraint(condition=models.Q(('basis__in', ['desk', 'fieldwork', ''])), name='event_basis_known', violation_error_message='Basis is not one of the known ones.'), models.CheckConstraint(condition=models.Q(('rag__in', ['green', 'amber', 'red', 'white', ''])), name='event_rag_known', violation_error_message='Rag is not one of the known ones.'), models.CheckConstraint(condition=models.Q(('effective_on__lte', models.F('recorded_on'))), name='event_effective_by_recorded', violation_error_message='An event cannot take effect after the day it is recorded.'), models.CheckConstraint(condition=models.Q(('kind', 'follow-up'), ('verdict', ''), _connector='XOR'), name='event_verdict_of_follow_up', violation_error_message='A follow-up has a verdict, and nothing else has.'), models.CheckConstraint(condition=models.Q(models.Q(('about__isnull', False), ('is_agreed__isnull', False), ('kind', 'verification')), models.Q(models.Q(('kind', 'verification'), _negated=True), ('about__isnull', True), ('assurance__isnull', True), ('is_agreed__isnull', True)), _connector='OR'), name='event_verification_complete', violation_error_message='A verification names the follow-up it is about and whether it agrees.'), models.CheckConstraint(condition=models.Q(('assurance__isnull', True), ('assurance__range', (1, 3)), _connector='OR'), name='event_assurance_known', violation_error_message='Assurance is 1, 2 or 3.'), models.CheckConstraint(condition=models.Q(models.Q(('due_after__isnull', False), ('kind', 'extension')), models.Q(models.Q(('kind', 'extension'), _negated=True), ('due_before__isnull', True)), _connector='OR'), name='event_extension_complete', violation_error_message='Moving a due date names the new one.'), models.CheckConstraint(condition=models.Q(models.Q(('status_after', 'blocked'), _negated=True), models.Q(('body', ''), _negated=True), _connector='OR'), name='event_blocked_names_body', violation_error_message='Name the body it waits for.'), models.UniqueConstraint(fields=('about',), name='event_verified_once', violation_error_message='Somebody has verified this follow-up already.')],
                },
            ),
            migrations.CreateModel(
                name='FileEvidence',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('finding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='file_evidence', to='findings.finding')),
                    ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.reviewfile')),
                    ('criterion', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inspections.criterion')),
                ],
                options={
                    'ordering': ('pk',),
                    'constraints': [models.UniqueConstraint(fields=('finding', 'file', 'criterion'), name='file_evidence_once', violation_error_message='The finding rests on this answer already.'), models.UniqueConstraint(condition=models.Q(('criterion__isnull', True)), fields=('finding', 'file'), name='file_evidence_whole_once', violation_error_message='The finding rests on this file already.')],
                },
            ),
            migrations.CreateModel(
                name='HistoricalBodyResponseItem',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('answer', models.CharField(choices=[('action', 'Action'), ('no-action', 'No action, with the reason')], max_length=20)),
                    ('text', models.TextField()),
                    ('history_change_reason', models.TextField(blank=True, default='')),
                    ('response', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='findings.bodyresponse')),
                    ('finding', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='findings.finding')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical body response item',
                    'verbose_name_plural': 'historical body response items',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalFileEvidence',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('history_change_reason', models.TextField(blank=True, default='')),
                    ('finding', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='findings.finding')),
                    ('file', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inspections.reviewfile')),
                    ('criterion', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inspections.criterion')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical file evidence',
                    'verbose_name_plural': 'historical file evidences',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalFinding',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('reference', models.CharField(db_index=True, max_length=30)),
                    ('theme', models.SlugField(blank=True, help_text='The question’s slug, or the source’s own words.', max_length=80, verbose_name='what it is about')),
                    ('kind', models.CharField(choices=[('area-for-improvement', 'Area for improvement'), ('cause-of-concern', 'Cause of concern'), ('recommendation', 'Recommendation')], max_length=30)),
                    ('recommendation_not_held', models.BooleanField(default=False, verbose_name='recommendation not held')),
                    ('title', models.CharField(max_length=150)),
                    ('wording', models.TextField()),
                    ('status', models.CharField(choices=[('draft', 'Draft'), ('open', 'Open'), ('in-progress', 'In progress'), ('blocked', 'Blocked'), ('awaiting-verification', 'Awaiting verification'), ('closed-achieved', 'Closed – achieved'), ('closed-superseded', 'Closed – superseded'), ('closed-no-longer-relevant', 'Closed – no longer relevant')], default='draft', max_length=30)),
                    ('published_status', models.CharField(choices=[('draft', 'Draft'), ('open', 'Open'), ('in-progress', 'In progress'), ('blocked', 'Blocked'), ('awaiting-verification', 'Awaiting verification'), ('closed-achieved', 'Closed – achieved'), ('closed-superseded', 'Closed – superseded'), ('closed-no-longer-relevant', 'Closed – no longer relevant')], default='draft', max_length=30)),
                    ('response', models.CharField(blank=True, choices=[('accepted', 'Accepted'), ('not-accepted', 'Not accepted')], max_length=20, verbose_name='the force’s response')),
                    ('raised_on', models.DateField()),
                    ('raised_precision', models.CharField(choices=[('day', 'Day'), ('month', 'Month'), ('season', 'Season'), ('year', 'Year')], default='day', max_length=10)),
                    ('owner', models.CharField(blank=True, max_length=100, verbose_name='owner: a post in the force')),
                    ('due_kind', models.CharField(choices=[('none', 'None set'), ('immediate', 'Immediately'), ('relative', 'Within a time'), ('absolute', 'By a date')], default='none', max_length=10)),
                    ('due_days', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='days from publication')),
                    ('due_on', models.DateField(blank=True, null=True)),
                    ('comment', models.CharField(blank=True, max_length=200, verbose_name='one line for committees')),
                    ('source', models.CharField(blank=True, max_length=300)),
                    ('is_illustrative', models.BooleanField(default=False, verbose_name='illustrative')),
                    ('history_change_reason', models.TextField(blank=True, default='')),
                    ('force', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='forces.force')),
                    ('cycle', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='forces.cycle')),
                    ('inspection', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inspections.inspection')),
                    ('national', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='findings.nationalrecommendation')),
                    ('question', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inspections.question')),
                    ('diagnostic', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inspections.diagnostic')),
                    ('parent', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='findings.finding')),
                    ('acceleration', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='findings.acceleration')),
                    ('lead', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical finding',
                    'verbose_name_plural': 'historical findings',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalItemEvidence',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('history_change_reason', models.TextField(blank=True, default='')),
                    ('finding', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='findings.finding')),
                    ('item', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inspections.evidenceitem')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical item evidence',
                    'verbose_name_plural': 'historical item evidences',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalLineage',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('escalated', 'Escalated to'), ('de-escalated', 'De-escalated to'), ('superseded', 'Superseded by'), ('repeated', 'Repeated by'), ('split', 'Split into'), ('merged', 'Merged into')], max_length=20)),
                    ('reason', models.TextField(blank=True)),
                    ('source', models.CharField(blank=True, max_length=300)),
                    ('recorded_on', models.DateField(blank=True, null=True)),
                    ('history_change_reason', models.TextField(blank=True, default='')),
                    ('earlier', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='findings.finding')),
                    ('later', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='findings.finding')),
                    ('recorded_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical lineage',
                    'verbose_name_plural': 'historical lineages',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalPaperComment',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('text', models.CharField(max_length=200)),
                    ('history_change_reason', models.TextField(blank=True, default='')),
                    ('paper', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='findings.paper')),
                    ('finding', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='findings.finding')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical paper comment',
                    'verbose_name_plural': 'historical paper comments',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='HistoricalSourceRow',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('key', models.CharField(db_index=True, max_length=64)),
                    ('found', models.JSONField(verbose_name='the row as it was read')),
                    ('loaded_at', models.DateTimeField()),
                    ('history_change_reason', models.TextField(blank=True, default='')),
                    ('finding', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='findings.finding')),
                    ('loaded_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical source row',
                    'verbose_name_plural': 'historical source rows',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
            migrations.CreateModel(
                name='ItemEvidence',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('finding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='item_evidence', to='findings.finding')),
                    ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='inspections.evidenceitem')),
                ],
                options={
                    'ordering': ('finding', 'item__number'),
                    'constraints': [models.UniqueConstraint(fields=('finding', 'item'), name='item_evidence_once', violation_error_message='The finding rests on this item already.')],
                },
            ),
            migrations.CreateModel(
                name='Lineage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('earlier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leads_to', to='findings.finding')),
                    ('later', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comes_from', to='findings.finding')),
                    ('kind', models.CharField(choices=[('escalated', 'Escalated to'), ('de-escalated', 'De-escalated to'), ('superseded', 'Superseded by'), ('repeated', 'Repeated by'), ('split', 'Split into'), ('merged', 'Merged into')], max_length=20)),
                    ('reason', models.TextField(blank=True)),
                    ('source', models.CharField(blank=True, max_length=300)),
                    ('recorded_on', models.DateField(blank=True, null=True)),
                    ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ('earlier__raised_on', 'later__raised_on'),
                    'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['escalated', 'de-escalated', 'superseded', 'repeated', 'split', 'merged'])), name='lineage_kind_known', violation_error_message='Kind is not one of the known ones.'), models.UniqueConstraint(fields=('earlier', 'later'), name='lineage_once', violation_error_message='They are linked already.'), models.CheckConstraint(condition=models.Q(('earlier', models.F('later')), _negated=True), name='lineage_between_two', violation_error_message='A finding cannot descend from itself.')],
                },
            ),
            migrations.CreateModel(
                name='PaperComment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('paper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='findings.paper')),
                    ('finding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='findings.finding')),
                    ('text', models.CharField(max_length=200)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('paper', 'finding'), name='paper_comment_once', violation_error_message='The paper has a line on this finding.')],
                },
            ),
            migrations.CreateModel(
                name='SourceRow',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=64, unique=True)),
                    ('finding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='source_rows', to='findings.finding')),
                    ('found', models.JSONField(verbose_name='the row as it was read')),
                    ('loaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('loaded_at', models.DateTimeField()),
                ],
                options={
                    'ordering': ('pk',),
                },
            ),
            migrations.CreateModel(
                name='Attachment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('file', models.FileField(upload_to=core.attached.random_name)),
                    ('name', models.CharField(max_length=255, verbose_name='its own name')),
                    ('kind', models.CharField(max_length=100, verbose_name='type by content')),
                    ('size', models.PositiveBigIntegerField()),
                    ('sha256', models.CharField(max_length=64)),
                    ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='findings.event')),
                ],
                options={
                    'ordering': ('pk',),
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='HistoricalAttachment',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('file', models.TextField(max_length=100)),
                    ('name', models.CharField(max_length=255, verbose_name='its own name')),
                    ('kind', models.CharField(max_length=100, verbose_name='type by content')),
                    ('size', models.PositiveBigIntegerField()),
                    ('sha256', models.CharField(max_length=64)),
                    ('history_change_reason', models.TextField(blank=True, default='')),
                    ('event', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='findings.event')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical attachment',
                    'verbose_name_plural': 'historical attachments',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ),
        ]),
        migrations.RunPython(on_postgresql(APPEND_ONLY), on_postgresql(NOT_APPEND_ONLY)),
        migrations.RunPython(on_postgresql(WORDS), on_postgresql("drop index findings_finding_words")),
    ]

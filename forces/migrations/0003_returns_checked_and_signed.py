"""Releases and vintages, queries, sign-off, frozen figures; what is signed, said or frozen never changes on PostgreSQL."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


NEVER_CHANGED = ["forces_querymessage", "forces_signoff", "forces_frozenfigure", "forces_frozenline"]
FUNCTION = """
create function forces_row_never_changes() returns trigger language plpgsql as $$
begin
  raise exception 'Rows of % never change: % of row % refused', tg_table_name, lower(tg_op), old.id
    using errcode = 'restrict_violation';
end $$;
"""


def forbid_changes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION, params=None)
        for table in NEVER_CHANGED:
            schema_editor.execute(
                f"create trigger {table}_never_changes before update or delete on {table} "
                "for each row execute function forces_row_never_changes()",
                params=None,
            )


def allow_changes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("drop function forces_row_never_changes() cascade", params=None)


def applied_are_checked(apps, schema_editor):
    for name in ("Return", "HistoricalReturn"):
        apps.get_model("forces", name).objects.filter(state="applied").update(state="checked")


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0003_daily_run_attempts'),
        ('forces', '0002_values_by_upload'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CollectionCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('check_name', models.SlugField(max_length=40, verbose_name='check')),
                ('limit', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True)),
                ('is_on', models.BooleanField(default=True, verbose_name='used')),
            ],
            options={
                'ordering': ('check_name',),
            },
        ),
        migrations.CreateModel(
            name='ForceAlias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, unique=True)),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='FrozenFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(help_text='1 for the first time it was frozen.')),
                ('purpose', models.CharField(help_text='What it was printed in.', max_length=200)),
                ('numerator', models.BigIntegerField(null=True)),
                ('denominator', models.BigIntegerField(null=True)),
                ('printed', models.CharField(blank=True, help_text='The England and Wales rate as printed; empty for none.', max_length=60)),
                ('unit', models.CharField(max_length=40)),
                ('per', models.PositiveIntegerField()),
                ('decimals', models.PositiveSmallIntegerField()),
                ('frozen_at', models.DateTimeField()),
            ],
            options={
                'ordering': ('measure__title', '-period__ends_on', '-number'),
            },
        ),
        migrations.CreateModel(
            name='FrozenLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('numerator', models.BigIntegerField(null=True)),
                ('denominator', models.BigIntegerField(null=True)),
                ('printed', models.CharField(help_text='As shown: a rate, a dash, or why there is none.', max_length=60)),
                ('status', models.CharField(blank=True, choices=[('supplied', 'supplied'), ('not-supplied', 'not supplied'), ('not-comparable', 'not comparable'), ('partial-excluded', 'partial, left out'), ('partial-included', 'partial, included'), ('estimated', 'estimated'), ('combined', 'combined with another force'), ('contradiction', 'contradiction in source'), ('out-of-scope', 'out of scope')], help_text='Empty: nothing is held.', max_length=20)),
                ('note', models.CharField(blank=True, max_length=700)),
                ('is_in_rate', models.BooleanField()),
                ('is_in_figure', models.BooleanField()),
            ],
            options={
                'ordering': ('figure', 'force__name'),
            },
        ),
        migrations.CreateModel(
            name='HistoricalCollectionCheck',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('check_name', models.SlugField(max_length=40, verbose_name='check')),
                ('limit', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True)),
                ('is_on', models.BooleanField(default=True, verbose_name='used')),
                ('history_change_reason', models.TextField(blank=True, default='')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical collection check',
                'verbose_name_plural': 'historical collection checks',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalForceAlias',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('name', models.CharField(db_index=True, max_length=100)),
                ('history_change_reason', models.TextField(blank=True, default='')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical force alias',
                'verbose_name_plural': 'historical force aliass',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalMapping',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('slug', models.SlugField(max_length=60)),
                ('title', models.CharField(max_length=120)),
                ('target', models.CharField(choices=[('values', 'Figures on measures'), ('populations', 'Populations at mid-year')], default='values', max_length=20)),
                ('force_column', models.CharField(max_length=100)),
                ('period_columns', models.JSONField(default=list, help_text='One or two columns that tell the period: year, quarter.')),
                ('count_column', models.CharField(max_length=100)),
                ('denominator_column', models.CharField(blank=True, max_length=100)),
                ('release_column', models.CharField(blank=True, max_length=100)),
                ('measure_column', models.CharField(blank=True, max_length=100)),
                ('measures', models.JSONField(blank=True, default=dict, help_text='Text of the column → slug.', verbose_name='measure of each text')),
                ('only', models.JSONField(blank=True, default=dict, help_text='Column → text a row must have to count.', verbose_name='rows taken')),
                ('do_rows_add_up', models.BooleanField(default=False, help_text='Several rows of one force, measure and period are summed.', verbose_name='rows add up')),
                ('history_change_reason', models.TextField(blank=True, default='')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical mapping',
                'verbose_name_plural': 'historical mappings',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalPopulationVintage',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('basis', models.CharField(max_length=20)),
                ('resident', models.PositiveIntegerField()),
                ('history_change_reason', models.TextField(blank=True, default='')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical population vintage',
                'verbose_name_plural': 'historical population vintages',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalQuery',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('check_name', models.SlugField(blank=True, help_text='Empty when a person raised it.', max_length=40, verbose_name='check')),
                ('found', models.CharField(max_length=500, verbose_name='what was found')),
                ('comparison', models.JSONField(blank=True, default=dict, verbose_name='what it was set against')),
                ('numerator', models.BigIntegerField(blank=True, null=True)),
                ('denominator', models.BigIntegerField(blank=True, null=True)),
                ('state', models.CharField(choices=[('open', 'With the force'), ('answered', 'Answered'), ('accepted', 'Accepted'), ('withdrawn', 'Withdrawn')], default='open', max_length=20)),
                ('raised_at', models.DateTimeField()),
                ('history_change_reason', models.TextField(blank=True, default='')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical query',
                'verbose_name_plural': 'historical querys',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalRelease',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60)),
                ('title', models.CharField(max_length=120)),
                ('released_on', models.DateField()),
                ('source', models.CharField(max_length=300)),
                ('history_change_reason', models.TextField(blank=True, default='')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical release',
                'verbose_name_plural': 'historical releases',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalSeriesBreak',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('on', models.DateField(verbose_name='from')),
                ('reason', models.CharField(max_length=300)),
                ('history_change_reason', models.TextField(blank=True, default='')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical series break',
                'verbose_name_plural': 'historical series breaks',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalVintage',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('numerator', models.BigIntegerField(blank=True, null=True)),
                ('denominator', models.BigIntegerField(blank=True, null=True)),
                ('printed', models.CharField(blank=True, max_length=60, verbose_name='as published')),
                ('status', models.CharField(choices=[('supplied', 'supplied'), ('not-supplied', 'not supplied'), ('not-comparable', 'not comparable'), ('partial-excluded', 'partial, left out'), ('partial-included', 'partial, included'), ('estimated', 'estimated'), ('combined', 'combined with another force'), ('contradiction', 'contradiction in source'), ('out-of-scope', 'out of scope')], max_length=20)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('caveat', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('history_change_reason', models.TextField(blank=True, default='')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical vintage',
                'verbose_name_plural': 'historical vintages',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Mapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('title', models.CharField(max_length=120)),
                ('target', models.CharField(choices=[('values', 'Figures on measures'), ('populations', 'Populations at mid-year')], default='values', max_length=20)),
                ('force_column', models.CharField(max_length=100)),
                ('period_columns', models.JSONField(default=list, help_text='One or two columns that tell the period: year, quarter.')),
                ('count_column', models.CharField(max_length=100)),
                ('denominator_column', models.CharField(blank=True, max_length=100)),
                ('release_column', models.CharField(blank=True, max_length=100)),
                ('measure_column', models.CharField(blank=True, max_length=100)),
                ('measures', models.JSONField(blank=True, default=dict, help_text='Text of the column → slug.', verbose_name='measure of each text')),
                ('only', models.JSONField(blank=True, default=dict, help_text='Column → text a row must have to count.', verbose_name='rows taken')),
                ('do_rows_add_up', models.BooleanField(default=False, help_text='Several rows of one force, measure and period are summed.', verbose_name='rows add up')),
            ],
            options={
                'ordering': ('title',),
            },
        ),
        migrations.CreateModel(
            name='PopulationVintage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('basis', models.CharField(max_length=20)),
                ('resident', models.PositiveIntegerField()),
            ],
            options={
                'ordering': ('population', 'release__released_on'),
            },
        ),
        migrations.CreateModel(
            name='Query',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('check_name', models.SlugField(blank=True, help_text='Empty when a person raised it.', max_length=40, verbose_name='check')),
                ('found', models.CharField(max_length=500, verbose_name='what was found')),
                ('comparison', models.JSONField(blank=True, default=dict, verbose_name='what it was set against')),
                ('numerator', models.BigIntegerField(blank=True, null=True)),
                ('denominator', models.BigIntegerField(blank=True, null=True)),
                ('state', models.CharField(choices=[('open', 'With the force'), ('answered', 'Answered'), ('accepted', 'Accepted'), ('withdrawn', 'Withdrawn')], default='open', max_length=20)),
                ('raised_at', models.DateTimeField()),
            ],
            options={
                'ordering': ('held', 'measure__title', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='QueryMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('asked', 'Asked'), ('explained', 'Explained'), ('corrected', 'Corrected'), ('asked-again', 'Asked again'), ('accepted', 'Accepted'), ('withdrawn', 'Withdrawn')], max_length=20)),
                ('text', models.TextField()),
                ('said_at', models.DateTimeField()),
            ],
            options={
                'ordering': ('query', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('title', models.CharField(max_length=120)),
                ('released_on', models.DateField()),
                ('source', models.CharField(max_length=300)),
            ],
            options={
                'ordering': ('-released_on', 'slug'),
            },
        ),
        migrations.CreateModel(
            name='ReturnReminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sent_on', models.DateField()),
                ('addresses', models.TextField()),
            ],
            options={
                'ordering': ('sent_on', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='SeriesBreak',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='from')),
                ('reason', models.CharField(max_length=300)),
            ],
            options={
                'ordering': ('on', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='SignOff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=100)),
                ('post', models.CharField(max_length=100, verbose_name='post in the force')),
                ('statement', models.TextField()),
                ('signed_at', models.DateTimeField()),
                ('figures', models.JSONField(help_text='One object for each value, by measure and period.', verbose_name='figures as signed')),
            ],
            options={
                'ordering': ('held', 'edition'),
            },
        ),
        migrations.CreateModel(
            name='Vintage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('numerator', models.BigIntegerField(blank=True, null=True)),
                ('denominator', models.BigIntegerField(blank=True, null=True)),
                ('printed', models.CharField(blank=True, max_length=60, verbose_name='as published')),
                ('status', models.CharField(choices=[('supplied', 'supplied'), ('not-supplied', 'not supplied'), ('not-comparable', 'not comparable'), ('partial-excluded', 'partial, left out'), ('partial-included', 'partial, included'), ('estimated', 'estimated'), ('combined', 'combined with another force'), ('contradiction', 'contradiction in source'), ('out-of-scope', 'out of scope')], max_length=20)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('caveat', models.CharField(blank=True, max_length=300, verbose_name='note')),
            ],
            options={
                'ordering': ('value', 'release__released_on'),
            },
        ),
        migrations.RemoveConstraint(
            model_name='return',
            name='return_state_known',
        ),
        migrations.RunPython(applied_are_checked, migrations.RunPython.noop),
        migrations.RemoveConstraint(
            model_name='stagedrow',
            name='staged_row_accepted_is_whole',
        ),
        migrations.RemoveConstraint(
            model_name='upload',
            name='upload_state_known',
        ),
        migrations.RemoveConstraint(
            model_name='upload',
            name='upload_confirmed_by_someone',
        ),
        migrations.AddField(
            model_name='collection',
            name='kind',
            field=models.CharField(choices=[('returns', 'Returns of forces'), ('statistics', 'Published statistics')], default='returns', max_length=20),
        ),
        migrations.AddField(
            model_name='historicalcollection',
            name='kind',
            field=models.CharField(choices=[('returns', 'Returns of forces'), ('statistics', 'Published statistics')], default='returns', max_length=20),
        ),
        migrations.AddField(
            model_name='historicalmeasure',
            name='denominator_measure',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='Its count of the same force and period divides this one; empty where forces send the number.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='forces.measure', verbose_name='measure divided by'),
        ),
        migrations.AddField(
            model_name='historicalmeasure',
            name='denominator_source',
            field=models.CharField(blank=True, max_length=300, verbose_name='source of what it is divided by'),
        ),
        migrations.AddField(
            model_name='historicalmeasure',
            name='do_parts_sum',
            field=models.BooleanField(default=False, help_text='The counts of its parts must add up to its own.', verbose_name='parts make the whole'),
        ),
        migrations.AddField(
            model_name='historicalmeasure',
            name='group',
            field=models.CharField(default='Figures', help_text='The sheet of a template it is asked on.', max_length=28, verbose_name='sheet'),
        ),
        migrations.AddField(
            model_name='historicalmeasure',
            name='is_indicative',
            field=models.BooleanField(default=False, verbose_name='indicative only'),
        ),
        migrations.AddField(
            model_name='historicalmeasure',
            name='numerator_source',
            field=models.CharField(blank=True, max_length=300, verbose_name='source of what is counted'),
        ),
        migrations.AddField(
            model_name='historicalmeasure',
            name='part_of',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='forces.measure'),
        ),
        migrations.AddField(
            model_name='historicalmeasure',
            name='survey_method',
            field=models.CharField(blank=True, help_text='Empty unless the figures are answers to a survey.', max_length=300, verbose_name='method of the survey'),
        ),
        migrations.AddField(
            model_name='historicalmeasure',
            name='version',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name='historicalreturn',
            name='due_on',
            field=models.DateField(blank=True, help_text='Empty: the day the collection closes.', null=True, verbose_name='extended to'),
        ),
        migrations.AddField(
            model_name='historicalreturn',
            name='edition',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='historicalreturn',
            name='extension_reason',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='historicalupload',
            name='made_at',
            field=models.DateTimeField(blank=True, help_text='When the template inside was downloaded.', null=True),
        ),
        migrations.AddField(
            model_name='historicalupload',
            name='reason',
            field=models.CharField(blank=True, help_text='Why figures were typed on screen.', max_length=300),
        ),
        migrations.AddField(
            model_name='historicalupload',
            name='undone_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='historicalupload',
            name='undone_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalvalue',
            name='base',
            field=models.PositiveIntegerField(blank=True, help_text='Of a survey: how many answered.', null=True, verbose_name='responses'),
        ),
        migrations.AddField(
            model_name='measure',
            name='denominator_measure',
            field=models.ForeignKey(blank=True, help_text='Its count of the same force and period divides this one; empty where forces send the number.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='forces.measure', verbose_name='measure divided by'),
        ),
        migrations.AddField(
            model_name='measure',
            name='denominator_source',
            field=models.CharField(blank=True, max_length=300, verbose_name='source of what it is divided by'),
        ),
        migrations.AddField(
            model_name='measure',
            name='do_parts_sum',
            field=models.BooleanField(default=False, help_text='The counts of its parts must add up to its own.', verbose_name='parts make the whole'),
        ),
        migrations.AddField(
            model_name='measure',
            name='group',
            field=models.CharField(default='Figures', help_text='The sheet of a template it is asked on.', max_length=28, verbose_name='sheet'),
        ),
        migrations.AddField(
            model_name='measure',
            name='is_indicative',
            field=models.BooleanField(default=False, verbose_name='indicative only'),
        ),
        migrations.AddField(
            model_name='measure',
            name='numerator_source',
            field=models.CharField(blank=True, max_length=300, verbose_name='source of what is counted'),
        ),
        migrations.AddField(
            model_name='measure',
            name='part_of',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='forces.measure'),
        ),
        migrations.AddField(
            model_name='measure',
            name='survey_method',
            field=models.CharField(blank=True, help_text='Empty unless the figures are answers to a survey.', max_length=300, verbose_name='method of the survey'),
        ),
        migrations.AddField(
            model_name='measure',
            name='version',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name='return',
            name='due_on',
            field=models.DateField(blank=True, help_text='Empty: the day the collection closes.', null=True, verbose_name='extended to'),
        ),
        migrations.AddField(
            model_name='return',
            name='edition',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='return',
            name='extension_reason',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='stagedrow',
            name='mid_year',
            field=models.PositiveSmallIntegerField(help_text='Of a population, in place of measure and period.', null=True),
        ),
        migrations.AddField(
            model_name='stagedrow',
            name='remarks',
            field=models.JSONField(default=list, verbose_name='what was read otherwise than written'),
        ),
        migrations.AddField(
            model_name='upload',
            name='made_at',
            field=models.DateTimeField(blank=True, help_text='When the template inside was downloaded.', null=True),
        ),
        migrations.AddField(
            model_name='upload',
            name='not_read',
            field=models.JSONField(blank=True, default=list, verbose_name='what was left out of it, and why'),
        ),
        migrations.AddField(
            model_name='upload',
            name='reason',
            field=models.CharField(blank=True, help_text='Why figures were typed on screen.', max_length=300),
        ),
        migrations.AddField(
            model_name='upload',
            name='undone_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='upload',
            name='undone_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='value',
            name='base',
            field=models.PositiveIntegerField(blank=True, help_text='Of a survey: how many answered.', null=True, verbose_name='responses'),
        ),
        migrations.AlterField(
            model_name='historicalreturn',
            name='state',
            field=models.CharField(choices=[('not started', 'Not started'), ('submitted', 'Submitted'), ('checked', 'Checked'), ('queried', 'Queried'), ('answered', 'Answered'), ('accepted', 'Accepted'), ('signed off', 'Signed off'), ('locked', 'Locked'), ('revised', 'Being revised')], default='not started', max_length=20),
        ),
        migrations.AlterField(
            model_name='historicalupload',
            name='state',
            field=models.CharField(choices=[('received', 'Waiting to be read'), ('read', 'Waiting to be confirmed'), ('unreadable', 'Refused'), ('confirmed', 'Confirmed'), ('undone', 'Undone'), ('withdrawn', 'Withdrawn')], default='received', max_length=20),
        ),
        migrations.AlterField(
            model_name='return',
            name='state',
            field=models.CharField(choices=[('not started', 'Not started'), ('submitted', 'Submitted'), ('checked', 'Checked'), ('queried', 'Queried'), ('answered', 'Answered'), ('accepted', 'Accepted'), ('signed off', 'Signed off'), ('locked', 'Locked'), ('revised', 'Being revised')], default='not started', max_length=20),
        ),
        migrations.AlterField(
            model_name='upload',
            name='state',
            field=models.CharField(choices=[('received', 'Waiting to be read'), ('read', 'Waiting to be confirmed'), ('unreadable', 'Refused'), ('confirmed', 'Confirmed'), ('undone', 'Undone'), ('withdrawn', 'Withdrawn')], default='received', max_length=20),
        ),
        migrations.AddConstraint(
            model_name='collection',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['returns', 'statistics'])), name='collection_kind_known', violation_error_message='Kind is not one of the known ones.'),
        ),
        migrations.AddConstraint(
            model_name='measure',
            constraint=models.CheckConstraint(condition=models.Q(('denominator_measure__isnull', True), ('denominator', 'measure'), _connector='OR'), name='measure_divided_by_measure', violation_error_message='Only a measure divided by another count names the measure it is divided by.'),
        ),
        migrations.AddConstraint(
            model_name='measure',
            constraint=models.CheckConstraint(condition=models.Q(('part_of__isnull', True), ('do_parts_sum', False), _connector='OR'), name='measure_part_has_no_parts', violation_error_message='A part has no parts of its own.'),
        ),
        migrations.AddConstraint(
            model_name='return',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['not started', 'submitted', 'checked', 'queried', 'answered', 'accepted', 'signed off', 'locked', 'revised'])), name='return_state_known', violation_error_message='State is not one of the known ones.'),
        ),
        migrations.AddConstraint(
            model_name='return',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('due_on__isnull', True), ('extension_reason', '')), models.Q(('due_on__isnull', False), models.Q(('extension_reason', ''), _negated=True)), _connector='OR'), name='return_extended_with_reason', violation_error_message='An extension has its reason.'),
        ),
        migrations.AddConstraint(
            model_name='stagedrow',
            constraint=models.CheckConstraint(condition=models.Q(('outcome', 'refused'), models.Q(('after__isnull', False), ('force__isnull', False), ('measure__isnull', False), ('period__isnull', False)), models.Q(('after__isnull', False), ('force__isnull', False), ('mid_year__isnull', False)), _connector='OR'), name='staged_row_accepted_is_whole', violation_error_message='An accepted row names its force, measure and period, or force and mid-year.'),
        ),
        migrations.AddField(
            model_name='collectioncheck',
            name='collection',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checks', to='forces.collection'),
        ),
        migrations.AddField(
            model_name='forcealias',
            name='force',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='aliases', to='forces.force'),
        ),
        migrations.AddField(
            model_name='frozenfigure',
            name='collection',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='frozen_figures', to='forces.collection'),
        ),
        migrations.AddField(
            model_name='frozenfigure',
            name='frozen_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='frozenfigure',
            name='measure',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='frozen_figures', to='forces.measure'),
        ),
        migrations.AddField(
            model_name='frozenfigure',
            name='period',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='frozen_figures', to='forces.period'),
        ),
        migrations.AddField(
            model_name='frozenline',
            name='figure',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='forces.frozenfigure'),
        ),
        migrations.AddField(
            model_name='frozenline',
            name='force',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='forces.force'),
        ),
        migrations.AddField(
            model_name='historicalcollectioncheck',
            name='collection',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='forces.collection'),
        ),
        migrations.AddField(
            model_name='historicalcollectioncheck',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalforcealias',
            name='force',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='forces.force'),
        ),
        migrations.AddField(
            model_name='historicalforcealias',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalmapping',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalmapping',
            name='measure',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='forces.measure'),
        ),
        migrations.AddField(
            model_name='historicalpopulationvintage',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalpopulationvintage',
            name='population',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='forces.population'),
        ),
        migrations.AddField(
            model_name='historicalquery',
            name='held',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='forces.return', verbose_name='return'),
        ),
        migrations.AddField(
            model_name='historicalquery',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalquery',
            name='measure',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='forces.measure'),
        ),
        migrations.AddField(
            model_name='historicalquery',
            name='period',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='forces.period'),
        ),
        migrations.AddField(
            model_name='historicalquery',
            name='upload',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='forces.upload'),
        ),
        migrations.AddField(
            model_name='historicalrelease',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalseriesbreak',
            name='force',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='forces.force'),
        ),
        migrations.AddField(
            model_name='historicalseriesbreak',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalseriesbreak',
            name='measure',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='forces.measure'),
        ),
        migrations.AddField(
            model_name='historicalvintage',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalvintage',
            name='upload',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='forces.upload'),
        ),
        migrations.AddField(
            model_name='historicalvintage',
            name='value',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='forces.value'),
        ),
        migrations.AddField(
            model_name='mapping',
            name='measure',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='forces.measure'),
        ),
        migrations.AddField(
            model_name='historicalupload',
            name='mapping',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='forces.mapping'),
        ),
        migrations.AddField(
            model_name='upload',
            name='mapping',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='uploads', to='forces.mapping'),
        ),
        migrations.AddField(
            model_name='populationvintage',
            name='population',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='vintages', to='forces.population'),
        ),
        migrations.AddField(
            model_name='query',
            name='held',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='queries', to='forces.return', verbose_name='return'),
        ),
        migrations.AddField(
            model_name='query',
            name='measure',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='forces.measure'),
        ),
        migrations.AddField(
            model_name='query',
            name='period',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='forces.period'),
        ),
        migrations.AddField(
            model_name='query',
            name='upload',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='queries', to='forces.upload'),
        ),
        migrations.AddField(
            model_name='querymessage',
            name='query',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='forces.query'),
        ),
        migrations.AddField(
            model_name='querymessage',
            name='said_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='populationvintage',
            name='release',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='population_vintages', to='forces.release'),
        ),
        migrations.AddField(
            model_name='historicalvintage',
            name='release',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='forces.release'),
        ),
        migrations.AddField(
            model_name='historicalpopulationvintage',
            name='release',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='forces.release'),
        ),
        migrations.AddField(
            model_name='historicalpopulation',
            name='release',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='forces.release'),
        ),
        migrations.AddField(
            model_name='historicalupload',
            name='release',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='forces.release'),
        ),
        migrations.AddField(
            model_name='historicalvalue',
            name='release',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='The release of statistics it is as published in; empty for what a force returned.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='forces.release'),
        ),
        migrations.AddField(
            model_name='population',
            name='release',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='forces.release'),
        ),
        migrations.AddField(
            model_name='upload',
            name='release',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='uploads', to='forces.release'),
        ),
        migrations.AddField(
            model_name='value',
            name='release',
            field=models.ForeignKey(blank=True, help_text='The release of statistics it is as published in; empty for what a force returned.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='forces.release'),
        ),
        migrations.AddConstraint(
            model_name='upload',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['received', 'read', 'unreadable', 'confirmed', 'undone', 'withdrawn'])), name='upload_state_known', violation_error_message='State is not one of the known ones.'),
        ),
        migrations.AddConstraint(
            model_name='upload',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False), ('state__in', ['confirmed', 'undone'])), models.Q(models.Q(('state__in', ['confirmed', 'undone']), _negated=True), ('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), _connector='OR'), name='upload_confirmed_by_someone', violation_error_message='A confirmed file has who confirmed it and when.'),
        ),
        migrations.AddConstraint(
            model_name='upload',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'undone'), ('undone_at__isnull', False), ('undone_by__isnull', False)), models.Q(models.Q(('state', 'undone'), _negated=True), ('undone_at__isnull', True), ('undone_by__isnull', True)), _connector='OR'), name='upload_undone_by_someone', violation_error_message='A file that was undone has who undid it and when.'),
        ),
        migrations.AddField(
            model_name='returnreminder',
            name='held',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='forces.return', verbose_name='return'),
        ),
        migrations.AddField(
            model_name='returnreminder',
            name='sent_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='seriesbreak',
            name='force',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='forces.force'),
        ),
        migrations.AddField(
            model_name='seriesbreak',
            name='measure',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='breaks', to='forces.measure'),
        ),
        migrations.AddField(
            model_name='signoff',
            name='held',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='forces.return', verbose_name='return'),
        ),
        migrations.AddField(
            model_name='signoff',
            name='signed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='vintage',
            name='release',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='vintages', to='forces.release'),
        ),
        migrations.AddField(
            model_name='vintage',
            name='upload',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='forces.upload'),
        ),
        migrations.AddField(
            model_name='vintage',
            name='value',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='vintages', to='forces.value'),
        ),
        migrations.AddConstraint(
            model_name='collectioncheck',
            constraint=models.UniqueConstraint(fields=('collection', 'check_name'), name='collection_check_once', violation_error_message='The collection has this check already.'),
        ),
        migrations.AddConstraint(
            model_name='frozenfigure',
            constraint=models.UniqueConstraint(fields=('measure', 'period', 'number'), name='frozen_figure_once', violation_error_message='This figure was frozen meanwhile.'),
        ),
        migrations.AddConstraint(
            model_name='frozenline',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['supplied', 'not-supplied', 'not-comparable', 'partial-excluded', 'partial-included', 'estimated', 'combined', 'contradiction', 'out-of-scope', ''])), name='frozen_line_status_known', violation_error_message='Status is not one of the known ones.'),
        ),
        migrations.AddConstraint(
            model_name='frozenline',
            constraint=models.UniqueConstraint(fields=('figure', 'force'), name='frozen_line_once', violation_error_message='The force is in it.'),
        ),
        migrations.AddConstraint(
            model_name='mapping',
            constraint=models.CheckConstraint(condition=models.Q(('target__in', ['values', 'populations'])), name='mapping_target_known', violation_error_message='Target is not one of the known ones.'),
        ),
        migrations.AddIndex(
            model_name='query',
            index=models.Index(fields=['held', 'state'], name='query_by_return_and_state'),
        ),
        migrations.AddConstraint(
            model_name='query',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'answered', 'accepted', 'withdrawn'])), name='query_state_known', violation_error_message='State is not one of the known ones.'),
        ),
        migrations.AddConstraint(
            model_name='query',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['open', 'answered'])), fields=('held', 'measure', 'period', 'check_name'), name='query_once_unsettled', violation_error_message='The force is asked about this already.'),
        ),
        migrations.AddConstraint(
            model_name='querymessage',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['asked', 'explained', 'corrected', 'asked-again', 'accepted', 'withdrawn'])), name='query_message_kind_known', violation_error_message='Kind is not one of the known ones.'),
        ),
        migrations.AddConstraint(
            model_name='populationvintage',
            constraint=models.UniqueConstraint(fields=('population', 'release'), name='population_vintage_once', violation_error_message='The release has this population already.'),
        ),
        migrations.AddConstraint(
            model_name="seriesbreak",
            constraint=models.UniqueConstraint(
                condition=models.Q(("force__isnull", False)),
                fields=("measure", "on", "force"),
                name="series_break_once_in_a_force",
                violation_error_message="This break is there already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="seriesbreak",
            constraint=models.UniqueConstraint(
                condition=models.Q(("force__isnull", True)),
                fields=("measure", "on"),
                name="series_break_once_in_all",
                violation_error_message="This break is there already.",
            ),
        ),
        migrations.AddConstraint(
            model_name='signoff',
            constraint=models.UniqueConstraint(fields=('held', 'edition'), name='signed_once_an_edition', violation_error_message='This return is signed already.'),
        ),
        migrations.AddConstraint(
            model_name='vintage',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['supplied', 'not-supplied', 'not-comparable', 'partial-excluded', 'partial-included', 'estimated', 'combined', 'contradiction', 'out-of-scope'])), name='vintage_status_known', violation_error_message='Status is not one of the known ones.'),
        ),
        migrations.AddConstraint(
            model_name='vintage',
            constraint=models.UniqueConstraint(fields=('value', 'release'), name='vintage_once', violation_error_message='The release has a figure for this already.'),
        ),
        migrations.RunPython(forbid_changes, allow_changes),
    ]

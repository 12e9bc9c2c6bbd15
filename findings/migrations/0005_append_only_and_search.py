"""Events are append-only in the database and words are indexed, on PostgreSQL; findings held get theme and due day."""

from django.db import migrations
from django.db.models import F, OuterRef, Subquery

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


def fill(apps, schema_editor):
    Finding = apps.get_model("findings", "Finding")
    Question = apps.get_model("inspections", "Question")
    slug = Question.objects.filter(pk=OuterRef("question")).values("slug")
    Finding.objects.filter(theme="", question__isnull=False).update(theme=Subquery(slug))
    Finding.objects.filter(due_kind="immediate", due_on__isnull=True).exclude(status="draft").update(
        due_on=F("raised_on")
    )


class Migration(migrations.Migration):
    dependencies = [
        ("findings", "0004_life_of_findings"),
        ("inspections", "0006_picked_files"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(on_postgresql(APPEND_ONLY), on_postgresql(NOT_APPEND_ONLY)),
        migrations.RunPython(on_postgresql(WORDS), on_postgresql("drop index findings_finding_words")),
    ]

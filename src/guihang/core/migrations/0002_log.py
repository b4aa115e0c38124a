from django.db import migrations

# Not in the models: nobody writes these two, and only the sealing of the log reads them.
FORWARD = """
ALTER TABLE {table} ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
                    ADD COLUMN epoch smallint NOT NULL DEFAULT 1;
CREATE INDEX {table}_xid ON {table} (epoch, xid);
"""
BACK = "ALTER TABLE {table} DROP COLUMN xid, DROP COLUMN epoch;"

# A trigger, so that no line can be written without it. A statement writes one line, mostly.
TRIGGER = """
CREATE FUNCTION core_access_shown() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO core_looked (access_id, subject_id, at, by_id, unit_id, kind)
  SELECT DISTINCT n.id, s::uuid, n.at, n.by_id, n.unit_id, n.kind
    FROM written n, jsonb_array_elements_text(n.subjects) s;
  RETURN NULL;
END $$;
CREATE TRIGGER shown AFTER INSERT ON core_access REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION core_access_shown();
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        *(
            migrations.RunSQL(FORWARD.format(table=table), BACK.format(table=table))
            for table in ("core_entry", "core_access")
        ),
        migrations.RunSQL(TRIGGER, "DROP FUNCTION core_access_shown CASCADE"),
    ]

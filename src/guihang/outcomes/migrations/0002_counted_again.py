from django.db import migrations

# Triggers note which cases have to be counted again: whoever writes, by whatever way.
FACTS = (
    "followup_contact", "followup_attempt", "followup_drugtest", "followup_review",
    "followup_evidence", "cases_consentrecord", "cases_release", "cases_closure",
)  # fmt: skip

_FUNCTIONS = """
CREATE FUNCTION outcomes_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO outcomes_stale (case_id) SELECT DISTINCT case_id FROM changed;
  RETURN NULL;
END $$;
CREATE FUNCTION outcomes_case_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO outcomes_stale (case_id) VALUES (NEW.id);
  RETURN NULL;
END $$;
CREATE FUNCTION outcomes_person_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO outcomes_stale (case_id) SELECT id FROM cases_case WHERE person_id = NEW.id;
  RETURN NULL;
END $$;
-- Before the seal stands: after it nobody sees any more what the case was counted as.
CREATE FUNCTION outcomes_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO outcomes_stale (case_id, was)
  SELECT case_id, to_jsonb(c) - 'case_id' FROM outcomes_counted c WHERE case_id = NEW.case_id;
  RETURN NEW;
END $$;
CREATE TRIGGER outcomes_case AFTER UPDATE OF released_at, unit_id, facility_id, drug, ending, closed_at
  ON cases_case FOR EACH ROW
  WHEN ((OLD.released_at, OLD.unit_id, OLD.facility_id, OLD.drug, OLD.ending, OLD.closed_at)
        IS DISTINCT FROM
        (NEW.released_at, NEW.unit_id, NEW.facility_id, NEW.drug, NEW.ending, NEW.closed_at))
  EXECUTE FUNCTION outcomes_case_changed();
CREATE TRIGGER outcomes_case_new AFTER INSERT ON cases_case FOR EACH ROW
  WHEN (NEW.released_at IS NOT NULL) EXECUTE FUNCTION outcomes_case_changed();
CREATE TRIGGER outcomes_person AFTER UPDATE OF sex ON cases_person FOR EACH ROW
  WHEN (OLD.sex IS DISTINCT FROM NEW.sex) EXECUTE FUNCTION outcomes_person_changed();
CREATE TRIGGER outcomes_seal BEFORE INSERT ON cases_seal FOR EACH ROW
  EXECUTE FUNCTION outcomes_sealed();
"""

_OF_A_TABLE = """
CREATE TRIGGER outcomes_new AFTER INSERT ON {table} REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION outcomes_changed();
CREATE TRIGGER outcomes_corrected AFTER UPDATE ON {table} REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION outcomes_changed();
"""

CREATE = _FUNCTIONS + "".join(_OF_A_TABLE.format(table=table) for table in FACTS)

DROP = (
    "DROP TRIGGER outcomes_case ON cases_case; DROP TRIGGER outcomes_case_new ON cases_case;"
    "DROP TRIGGER outcomes_person ON cases_person; DROP TRIGGER outcomes_seal ON cases_seal;"
    + "".join(
        f"DROP TRIGGER outcomes_new ON {table}; DROP TRIGGER outcomes_corrected ON {table};"
        for table in FACTS
    )
    + "DROP FUNCTION outcomes_changed(); DROP FUNCTION outcomes_case_changed();"
    "DROP FUNCTION outcomes_person_changed(); DROP FUNCTION outcomes_sealed();"
)


class Migration(migrations.Migration):
    dependencies = [
        ("outcomes", "0001_initial"), ("cases", "0001_initial"), ("followup", "0001_initial"),
    ]  # fmt: skip

    operations = [migrations.RunSQL(CREATE, DROP)]

from django.db import migrations

# 三员分立, whoever writes. A trigger and not an exclusion constraint: that needs btree_gist, which
# the embedded server does not carry. The lock on the account makes two appointments at once wait
# for each other.
APART = """
CREATE FUNCTION people_duty(role text) RETURNS text LANGUAGE sql IMMUTABLE
  RETURN CASE WHEN role IN ('system_admin', 'security_admin', 'audit_admin') THEN role ELSE 'case' END;

CREATE FUNCTION people_apart() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE duty text;
BEGIN
  PERFORM FROM people_user WHERE id = NEW.user_id FOR NO KEY UPDATE;
  SELECT people_duty(role) INTO duty FROM people_post WHERE id = NEW.post_id;
  IF EXISTS (
    SELECT FROM people_tenure t JOIN people_post p ON p.id = t.post_id
     WHERE t.user_id = NEW.user_id AND t.id IS DISTINCT FROM NEW.id
       AND people_duty(p.role) <> duty
       AND daterange(t.starts_on, t.ends_on) && daterange(NEW.starts_on, NEW.ends_on)
  ) THEN
    RAISE EXCEPTION 'account % would combine duties that are apart', NEW.user_id
      USING ERRCODE = '23514', CONSTRAINT = 'administrators_are_apart', TABLE = 'people_tenure';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER administrators_are_apart BEFORE INSERT OR UPDATE ON people_tenure
  FOR EACH ROW EXECUTE FUNCTION people_apart();

CREATE FUNCTION people_role_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF people_duty(NEW.role) <> people_duty(OLD.role)
     AND EXISTS (SELECT FROM people_tenure WHERE post_id = NEW.id) THEN
    RAISE EXCEPTION 'post % has had holders and keeps its duty', NEW.id
      USING ERRCODE = '23514', CONSTRAINT = 'administrators_are_apart', TABLE = 'people_post';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER a_post_keeps_its_duty BEFORE UPDATE OF role ON people_post
  FOR EACH ROW EXECUTE FUNCTION people_role_stays();
"""

TOGETHER = """
DROP TRIGGER a_post_keeps_its_duty ON people_post;
DROP FUNCTION people_role_stays();
DROP TRIGGER administrators_are_apart ON people_tenure;
DROP FUNCTION people_apart();
DROP FUNCTION people_duty(text);
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [migrations.RunSQL(APART, TOGETHER)]

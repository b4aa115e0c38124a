from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "guihang.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from guihang.cases.models import unless_sealed
        from guihang.core.models import Access, Entry, Looked
        from guihang.core.scope import IN_SCOPE

        # The journal belongs to core, which has no word for a case; who may see an entry depends
        # on the case it is about, so the condition is given from here.
        own = f"{IN_SCOPE} OR subject_id = (SELECT guihang_person())"
        Entry.row_policy = (
            f"{unless_sealed(own, 'core_entry.subject_id')}"
            " OR EXISTS (SELECT 1 FROM cases_case c WHERE c.id = subject_id)"
        )

        # Who looked at a person is for whoever answers for the person, wherever the reader sits.
        Access.read_policy = (
            "EXISTS (SELECT 1 FROM jsonb_array_elements_text(subjects) AS s(id) "
            "JOIN cases_case c ON c.id = s.id::uuid)"
        )
        Looked.read_policy += " OR EXISTS (SELECT 1 FROM cases_case c WHERE c.id = subject_id)"

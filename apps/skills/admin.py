"""The catalogue in the admin: read by staff, written by imports alone."""

from __future__ import annotations

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from apps.skills.models import (
    Catalogue,
    Certification,
    Domain,
    FormerSlug,
    Lab,
    Outcome,
    Pitfall,
    Prerequisite,
    Resource,
    Role,
    Skill,
)


class ReadOnly:
    """Nobody adds, changes or deletes; who may view may look."""

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Refuse: rows come from imports."""
        del request, obj
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Refuse: the files are the truth, and a change here would be lost with the next import."""
        del request, obj
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Refuse: what leaves the catalogue is retired."""
        del request, obj
        return False


class PrerequisiteInline(ReadOnly, admin.TabularInline):  # type: ignore[type-arg]  # generic for the type checker only
    """What a skill needs."""

    model = Prerequisite
    fk_name = "skill"
    fields = readonly_fields = ("needs", "encompasses")


class OutcomeInline(ReadOnly, admin.TabularInline):  # type: ignore[type-arg]  # generic for the type checker only
    """What shows that one holds a skill."""

    model = Outcome
    fields = readonly_fields = ("slug", "text", "retired_at")


class ResourceInline(ReadOnly, admin.TabularInline):  # type: ignore[type-arg]  # generic for the type checker only
    """Where a skill is learned."""

    model = Resource
    fields = readonly_fields = ("title", "url", "provider", "kind", "minutes", "free", "retired_at")


class LabInline(ReadOnly, admin.TabularInline):  # type: ignore[type-arg]  # generic for the type checker only
    """What trains a skill on one's own machine."""

    model = Lab
    fields = readonly_fields = ("slug", "title", "minutes", "tools", "retired_at")


class FormerSlugInline(ReadOnly, admin.TabularInline):  # type: ignore[type-arg]  # generic for the type checker only
    """Ids that a skill bore before."""

    model = FormerSlug
    fields = readonly_fields = ("slug",)


@admin.register(Skill)
class SkillAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # generic for the type checker only
    """Skills with everything that hangs on them."""

    list_display = ("slug", "name", "domain", "level", "ml_weight", "minutes", "ageing", "retired_at")
    list_filter = ("domain", "level", "ageing", ("retired_at", admin.EmptyFieldListFilter))
    list_select_related = ("domain",)
    search_fields = ("slug", "name")
    exclude = ("words",)
    inlines = (PrerequisiteInline, OutcomeInline, ResourceInline, LabInline, FormerSlugInline)


@admin.register(Domain)
class DomainAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # generic for the type checker only
    """Domains in the catalogue's order."""

    list_display = ("slug", "code", "name", "retired_at")


@admin.register(Pitfall)
class PitfallAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # generic for the type checker only
    """The eight pitfalls."""

    list_display = ("number", "slug", "name")


@admin.register(Role)
class RoleAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # generic for the type checker only
    """Roles with their bands and computed skills."""

    list_display = ("slug", "name", "band_low", "band_high", "retired_at")


@admin.register(Certification)
class CertificationAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # generic for the type checker only
    """Certifications and the skills that they touch."""

    list_display = ("slug", "name", "issuer", "level", "status", "retired_at")
    list_filter = ("issuer", "status")
    search_fields = ("slug", "name", "code")


@admin.register(Catalogue)
class CatalogueAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # generic for the type checker only
    """Imports with what each changed."""

    list_display = ("id", "version", "as_of", "imported_at")
    # The chart is megabytes of markup that nobody reads here.
    exclude = ("chart",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Catalogue]:
        """Leave the chart in the database."""
        return super().get_queryset(request).defer("chart")

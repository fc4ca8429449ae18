"""The catalogue as tables: what there is to learn, what needs what, and the chart it makes.

Rows are made and changed by the catalogue import alone. Whatever vanishes from the files is
retired, never deleted, so that no learner loses a row.
"""

from __future__ import annotations

from typing import ClassVar, Self, TypeVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now, Upper
from django.utils.translation import gettext_lazy as _

Row = TypeVar("Row", bound=models.Model)


class Level(models.TextChoices):
    """How far along a path a skill stands; the order of the choices is the order of learning."""

    FOUNDATION = "foundation", _("Foundation")
    PRACTITIONER = "practitioner", _("Practitioner")
    ADVANCED = "advanced", _("Advanced")


class Ageing(models.TextChoices):
    """How fast the tools of a skill change."""

    FAST = "fast", _("fast")
    MEDIUM = "medium", _("medium")
    SLOW = "slow", _("slow")


class ResourceKind(models.TextChoices):
    """What a resource is."""

    DOCS = "docs", _("Docs")
    COURSE = "course", _("Course")
    BOOK = "book", _("Book")
    ARTICLE = "article", _("Article")
    VIDEO = "video", _("Video")
    LAB = "lab", _("Lab")


class RetirableQuerySet(models.QuerySet[Row]):
    """Rows that leave the catalogue by being retired."""

    def current(self) -> Self:
        """Return the rows that are in the catalogue today."""
        return self.filter(retired_at__isnull=True)


class Pitfall(models.Model):
    """One of the eight career mistakes that skills counter."""

    number = models.PositiveSmallIntegerField(unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=8), name="skills_pitfall_is_one_of_eight"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Domain(models.Model):
    """A group of skills; a row of the chart."""

    slug = models.SlugField(max_length=60, unique=True)
    code = models.CharField(max_length=3)
    name = models.CharField(max_length=120)
    short = models.CharField(max_length=40)
    summary = models.CharField(max_length=400)
    position = models.PositiveIntegerField()
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = RetirableQuerySet["Domain"].as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                F("code"),
                condition=Q(retired_at__isnull=True),
                name="skills_domain_code_unique",
            ),
            models.CheckConstraint(condition=Q(code=Upper(F("code"))), name="skills_domain_code_upper_case"),
        ]

    def __str__(self) -> str:
        return self.name


class Skill(models.Model):
    """Something one can be able to do, small enough to learn in hours or weeks."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    short = models.CharField(max_length=22)  # what fits a node of the chart
    domain = models.ForeignKey(Domain, on_delete=models.PROTECT, related_name="skills")
    summary = models.CharField(max_length=400)
    level = models.CharField(max_length=12, choices=Level.choices)
    ml_weight = models.FloatField()  # 0: all DevOps, 1: all ML
    minutes = models.PositiveIntegerField()  # study and practice to working ability
    ageing = models.CharField(max_length=6, choices=Ageing.choices)
    pitfalls = ArrayField(models.PositiveSmallIntegerField(), default=list)  # numbers, in the file's order
    tools = ArrayField(models.CharField(max_length=80), default=list)
    trend_keywords = ArrayField(models.CharField(max_length=80), default=list)
    position = models.PositiveIntegerField()  # in the catalogue's files
    retired_at = models.DateTimeField(null=True, blank=True)
    words = models.GeneratedField(  # names, tools and keywords in lower case, for searching
        expression=models.Func("name", "short", "tools", "trend_keywords", function="skills_words"),
        output_field=models.TextField(),
        db_persist=True,
    )
    needs = models.ManyToManyField("self", through="Prerequisite", symmetrical=False, related_name="opens")

    objects = RetirableQuerySet["Skill"].as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ml_weight__gte=0, ml_weight__lte=1), name="skills_ml_weight_is_a_share"
            ),
            models.CheckConstraint(condition=Q(minutes__gte=1), name="skills_minutes_positive"),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="skills_level_known"),
            models.CheckConstraint(condition=Q(ageing__in=Ageing.values), name="skills_ageing_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="skills_skill_name_trgm"),
        ]

    def __str__(self) -> str:
        return self.name


class FormerSlug(models.Model):
    """An id that a skill bore before: old links and files still find it."""

    slug = models.SlugField(max_length=80, unique=True)
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="former_slugs")

    def __str__(self) -> str:
        return self.slug


class Prerequisite(models.Model):
    """An edge of the graph: a skill needs another first."""

    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="prerequisites")
    needs = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="dependants")
    encompasses = models.FloatField()  # how far using the skill practises the one it needs

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["skill", "needs"], name="skills_prerequisite_unique"),
            models.CheckConstraint(condition=~Q(skill=F("needs")), name="skills_prerequisite_not_itself"),
            models.CheckConstraint(
                condition=Q(encompasses__gte=0, encompasses__lte=1),
                name="skills_encompasses_is_a_share",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.skill_id} needs {self.needs_id}"


class Outcome(models.Model):
    """Something checkable that a person who holds the skill can do."""

    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="outcomes")
    slug = models.SlugField(max_length=60)
    text = models.CharField(max_length=160)
    position = models.PositiveSmallIntegerField()
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = RetirableQuerySet["Outcome"].as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["skill", "slug"], name="skills_outcome_slug_unique"),
        ]

    def __str__(self) -> str:
        return self.text


class Resource(models.Model):
    """Where a skill can be learned. One address may serve several skills."""

    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="resources")
    title = models.CharField(max_length=200)
    url = models.URLField(max_length=500)
    provider = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=ResourceKind.choices)
    minutes = models.PositiveIntegerField()
    free = models.BooleanField()
    address_check = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = RetirableQuerySet["Resource"].as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["skill", "url"], name="skills_resource_unique"),
            models.CheckConstraint(
                condition=Q(kind__in=ResourceKind.values), name="skills_resource_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(url__startswith="https://") | Q(url__startswith="http://"),
                name="skills_resource_url_is_web",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["url"], name="skills_resource_url"),
            GinIndex(fields=["title"], opclasses=["gin_trgm_ops"], name="skills_resource_title_trgm"),
        ]

    def __str__(self) -> str:
        return self.title


class Role(models.Model):
    """A job to aim at: which skills it asks for, and where its balance lies."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    summary = models.CharField(max_length=400)
    band_low = models.FloatField()  # lowest healthy ML share
    band_high = models.FloatField()
    target_mastery = models.JSONField(default=dict)  # domain slug to share, as in the file
    listed_skills = ArrayField(
        models.SlugField(max_length=80), default=list
    )  # when authors override the list
    position = models.PositiveIntegerField()
    retired_at = models.DateTimeField(null=True, blank=True)
    skills = models.ManyToManyField(Skill, related_name="roles")  # computed at import

    objects = RetirableQuerySet["Role"].as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(band_low__gte=0, band_high__lte=1, band_low__lt=F("band_high")),
                name="skills_role_band_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RoleChoice(models.Model):
    """The role a learner aims at."""

    learner = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="role_choice"
    )
    role = models.ForeignKey(Role, on_delete=models.PROTECT)

    def __str__(self) -> str:
        return f"{self.learner_id} aims at {self.role_id}"


class Certification(models.Model):
    """A public certification and the skills it touches."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=160)
    code = models.CharField(max_length=80, blank=True)
    issuer = models.CharField(max_length=120)
    level = models.CharField(max_length=40)
    url = models.URLField(max_length=500)
    exam_guide_url = models.URLField(max_length=500, blank=True)
    status = models.CharField(max_length=16)
    status_detail = models.CharField(max_length=400)
    status_as_of = models.CharField(max_length=10, blank=True)
    position = models.PositiveIntegerField()
    retired_at = models.DateTimeField(null=True, blank=True)
    skills = models.ManyToManyField(Skill, related_name="certifications")

    objects = RetirableQuerySet["Certification"].as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]

    def __str__(self) -> str:
        return self.name


class Catalogue(models.Model):
    """One import of the catalogue, with the chart it makes. The newest row is the catalogue in force."""

    version = models.PositiveIntegerField()
    as_of = models.DateField(null=True, blank=True)
    digest = models.CharField(max_length=64)  # SHA-256 over what the chart and its segments depend on
    changes = models.JSONField(default=dict)  # the diff that this import made
    chart = models.JSONField(default=dict)  # geometry and segments, see skills.logic.chart
    imported_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return f"catalogue {self.pk}"

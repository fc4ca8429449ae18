"""What there is to learn: pitfalls, domains, skills, what needs what, what shows that one holds it."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from apps.skills.models.retirement import RetirableQuerySet


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

"""The entries of catalogue files: which keys they have and what each may hold."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from apps.skills.logic.catalogue.values import (
    DISTINCT,
    LIST,
    NOT_EMPTY,
    ONE_LINE,
    ONE_OR_MANY,
    SLUG,
    Address,
    Code,
    Dated,
    Day,
    Name,
    OutcomeName,
    PitfallNumber,
    Script,
    Sentence,
    Share,
    Short,
    Skills,
    SkillSlug,
    Slug,
    Word,
    refuse,
)

STEPS_LEAST: Final = 3


class Entry(BaseModel):
    """One entry of a section: unknown keys are refused, text is text and numbers are numbers."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)

    # Fields that tell entries apart, or whose parts are told one by one when they change.
    APART: ClassVar[frozenset[str]] = frozenset({"id"})


class PitfallEntry(Entry):
    """One of the eight career mistakes."""

    APART = frozenset({"number"})

    number: PitfallNumber
    id: Slug
    name: Name


class DomainEntry(Entry):
    """A group of skills."""

    id: Slug
    code: Code
    name: Name
    short: Annotated[str, Field(min_length=1, max_length=40), ONE_LINE]
    summary: Sentence


class PrerequisiteEntry(Entry):
    """A skill that is needed, and how far using the later one practises it."""

    id: SkillSlug
    encompasses: Share


class OutcomeEntry(Entry):
    """Something checkable that a person who holds the skill can do."""

    id: Slug
    text: Annotated[str, Field(min_length=1, max_length=160), ONE_LINE]


class SkillEntry(Entry):
    """A skill with what it needs and what shows that one holds it."""

    APART = frozenset({"id", "was", "prerequisites", "outcomes"})

    id: SkillSlug
    was: Annotated[tuple[SkillSlug, ...], ONE_OR_MANY, LIST, Field(max_length=20), DISTINCT] = ()
    name: Name
    short: Short
    domain: Slug
    level: Literal["foundation", "practitioner", "advanced"]
    ml_weight: Share
    minutes: Annotated[int, Field(ge=1, le=100_000)]
    ageing: Literal["fast", "medium", "slow"]
    pitfalls: Annotated[tuple[PitfallNumber, ...], LIST, DISTINCT]
    prerequisites: Annotated[tuple[PrerequisiteEntry, ...], LIST, Field(max_length=50)]
    summary: Sentence
    tools: Annotated[tuple[Word, ...], LIST, Field(max_length=40), DISTINCT]
    trend_keywords: Annotated[tuple[Word, ...], LIST, Field(max_length=40), DISTINCT]
    outcomes: Annotated[tuple[OutcomeEntry, ...], LIST, Field(max_length=12)] = ()


class ResourceEntry(Entry):
    """Where a skill can be learned."""

    APART = frozenset({"skill", "url"})

    skill: SkillSlug
    title: Annotated[str, Field(min_length=1, max_length=200), ONE_LINE]
    url: Address
    provider: Name
    kind: Literal["docs", "course", "book", "article", "video", "lab"]
    minutes: Annotated[int, Field(ge=0, le=100_000)]
    free: bool
    address_check: Literal["docs-source", "link-checker", "cited", "unchecked"]


class StepEntry(Entry):
    """One step of a lab: what to do, and the commands or code that do it."""

    do: Annotated[str, Field(min_length=1, max_length=500), ONE_LINE]
    code: Script = ""


class CheckEntry(Entry):
    """How one sees for oneself whether a lab worked."""

    do: Script
    expect: Sentence


def _three_or_more(steps: tuple[StepEntry, ...]) -> tuple[StepEntry, ...]:
    # A least length of the field itself would count the faultless steps alone.
    if len(steps) < STEPS_LEAST:
        refuse("has fewer than {least} items", least=STEPS_LEAST)
    return steps


class LabEntry(Entry):
    """An exercise on one's own machine that trains a skill. A skill has one or none."""

    APART = frozenset({"id", "skill"})

    id: Annotated[str, Field(pattern=SLUG, min_length=3, max_length=60)]
    skill: SkillSlug
    title: Annotated[str, Field(min_length=10, max_length=120), ONE_LINE]
    minutes: Annotated[int, Field(ge=30, le=120)]
    tools: Annotated[tuple[Word, ...], LIST, Field(max_length=8), DISTINCT, NOT_EMPTY]
    summary: Sentence
    steps: Annotated[tuple[StepEntry, ...], LIST, Field(max_length=9), AfterValidator(_three_or_more)]
    check: CheckEntry
    proof: Sentence


def _in_order(band: tuple[float, float]) -> tuple[float, float]:
    if band[0] >= band[1]:
        refuse("must be two shares, the lower one first")
    return band


class RoleEntry(Entry):
    """A job to aim at."""

    id: Slug
    name: Name
    summary: Sentence
    ml_share_band: Annotated[tuple[Share, Share], LIST, AfterValidator(_in_order)]
    target_mastery: dict[Slug, Share]
    skills: Skills = ()


class CertificationEntry(Entry):
    """A public certification and the skills it touches."""

    id: Slug
    name: Annotated[str, Field(min_length=1, max_length=160), ONE_LINE]
    code: Annotated[str, Field(max_length=80), ONE_LINE]
    issuer: Name
    level: Annotated[str, Field(min_length=1, max_length=40), ONE_LINE]
    url: Address
    exam_guide_url: Address | None
    status: Literal["active", "in-transition", "retired"]
    status_detail: Annotated[str, Field(max_length=400), ONE_LINE]
    status_as_of: Dated | None
    skills: Skills


class TopicEntry(Entry):
    """A topic of a public reference, and what in the catalogue answers it."""

    topic: Sentence
    skills: Skills
    outcome: OutcomeName | None = None
    verdict: Literal["gap", "out-of-scope"] | None = None
    reason: Sentence | None = None
    proposal: Sentence | None = None
    target: Sentence | None = None
    note: Sentence | None = None


class ReferenceEntry(Entry):
    """A public exam guide, syllabus or rubric that the catalogue is held against."""

    id: Slug
    name: Name
    url: Address
    as_of: Dated
    basis: Sentence
    topics: Annotated[tuple[TopicEntry, ...], LIST, Field(max_length=500)]


class SourceEntry(Entry):
    """A public feed that the trend reader follows."""

    id: Slug
    name: Name
    url: Address
    kind: Literal["atom", "rss", "json"]
    group: Slug
    skills: Skills
    poll_hours: Annotated[int, Field(ge=1, le=8760)]
    notes: Sentence | None = None


SECTIONS: dict[str, type[Entry]] = {
    "pitfalls": PitfallEntry,
    "domains": DomainEntry,
    "skills": SkillEntry,
    "resources": ResourceEntry,
    "labs": LabEntry,
    "roles": RoleEntry,
    "certifications": CertificationEntry,
    "references": ReferenceEntry,
    "sources": SourceEntry,
}


class Edition(Entry):
    """What a catalogue says of itself."""

    KEYS: ClassVar[tuple[str, ...]] = ("version", "as_of")

    version: Annotated[int, Field(ge=1, le=2_000_000_000)] | None = None
    as_of: Day | None = None

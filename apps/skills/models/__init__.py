"""The catalogue as tables: what there is to learn, what needs what, and the chart it makes.

Rows are made and changed by the catalogue import alone. Whatever vanishes from the files is
retired, never deleted, so that no learner loses a row.
"""

from apps.skills.models.aims import Certification, Role, RoleChoice
from apps.skills.models.catalogues import Catalogue, CatalogueSource
from apps.skills.models.drafts import CatalogueDraft, Way
from apps.skills.models.labs import Lab
from apps.skills.models.link_checks import Health, LinkCheck
from apps.skills.models.resources import Resource, ResourceKind
from apps.skills.models.retirement import RetirableQuerySet
from apps.skills.models.skills import (
    Ageing,
    Domain,
    FormerSlug,
    Level,
    Outcome,
    Pitfall,
    Prerequisite,
    Skill,
)

__all__ = [
    "Ageing",
    "Catalogue",
    "CatalogueDraft",
    "CatalogueSource",
    "Certification",
    "Domain",
    "FormerSlug",
    "Health",
    "Lab",
    "Level",
    "LinkCheck",
    "Outcome",
    "Pitfall",
    "Prerequisite",
    "Resource",
    "ResourceKind",
    "RetirableQuerySet",
    "Role",
    "RoleChoice",
    "Skill",
    "Way",
]

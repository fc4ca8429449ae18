"""What the rest of the app asks of the catalogue."""

from apps.skills.queries.cards import DomainCard, RoleCard, SkillCard, Snapshot
from apps.skills.queries.search import Found, ResourceHit, SkillHit, find, suggest_skills
from apps.skills.queries.snapshots import snapshot

__all__ = [
    "DomainCard",
    "Found",
    "ResourceHit",
    "RoleCard",
    "SkillCard",
    "SkillHit",
    "Snapshot",
    "find",
    "snapshot",
    "suggest_skills",
]

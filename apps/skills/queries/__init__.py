"""What the rest of the app asks of the catalogue."""

from apps.skills.queries.cards import DomainCard, RoleCard, SkillCard, Snapshot
from apps.skills.queries.snapshots import snapshot

__all__ = ["DomainCard", "RoleCard", "SkillCard", "Snapshot", "snapshot"]

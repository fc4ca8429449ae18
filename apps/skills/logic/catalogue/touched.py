"""Which skills an import touches, by what changes about them."""

from __future__ import annotations

from collections.abc import Iterable

from apps.skills.logic.catalogue.diff import Diff, SectionDiff


def skills_to_recompute(diff: Diff) -> set[str]:
    """Return the skills, by the id they bear afterwards, whose outcomes, ageing or existence change."""
    skills = diff.section("skills")
    aged = (skill for skill, changes in skills.changed.items() if any(c.field == "ageing" for c in changes))
    return {*skills.added, *skills.restored, *skills.retired, *aged, *_owners(diff.section("outcomes"))}


def skills_touched(diff: Diff) -> set[str]:
    """Return the stored skills, by the id they bear before, of which a learner's pages show another thing."""
    skills = diff.section("skills")
    new = {*skills.changed, *skills.restored, *skills.retired, *diff.renamed.values(), *diff.merged.values()}
    new |= {*_owners(diff.section("outcomes")), *_owners(diff.section("edges"))}
    new |= {*_owners(diff.section("labs"))}
    old = {new: old for old, new in diff.renamed.items()}
    return {old.get(skill, skill) for skill in new}


def _owners(section: SectionDiff) -> Iterable[str]:
    labels = (*section.added, *section.restored, *section.changed, *section.retired)
    return {label.partition("/")[0] for label in labels}

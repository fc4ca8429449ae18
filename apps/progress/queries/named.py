"""Which skills the names in a file belong to, and which they may mean."""

from __future__ import annotations

from collections import Counter
from typing import Final

from apps.progress.logic.files.cells import fold
from apps.progress.models import ProgressImport
from apps.progress.queries.staged import names_of
from apps.skills.models import FormerSlug, Skill
from apps.skills.queries import suggest_skills

NAMES_MOST: Final = 50  # that are asked about at once
MEANT_MOST: Final = 5


def skill_names() -> dict[str, int]:
    """Return the skill that each name, folded, belongs to; two statements.

    Where two could claim a name, it is the skill's whose slug it is, else its full name, else its
    former slug. A short name that several bear belongs to none. Skills that have left the catalogue
    keep their slugs and names as far as no other took them: their entries stand in logs, and files.
    """
    columns = ("pk", "slug", "name", "short", "retired_at")
    rows = list(Skill.objects.order_by("retired_at", "position", "pk").values_list(*columns))
    current = [row for row in rows if row[4] is None]
    names: dict[str, int] = {slug: pk for pk, slug, *_ in current}
    for pk, _, name, *_ in current:
        names.setdefault(fold(name), pk)
    formers = dict(FormerSlug.objects.order_by("skill__retired_at").values_list("slug", "skill_id"))
    names = {**formers, **names}
    shorts = Counter(fold(short) for _, _, _, short, _ in current)
    for pk, _, _, short, _ in current:
        if shorts[fold(short)] == 1:
            names.setdefault(fold(short), pk)
    for pk, slug, name, *_ in rows:
        names.setdefault(slug, pk)
        names.setdefault(fold(name), pk)
    return names


def suggestions_for(source: ProgressImport) -> dict[str, list[int]]:
    """Return the skills that the names of a file may mean, likeliest first, by the name in lower case.

    Those on most rows, as many as a page asks about, and those known already. A statement for each new one.
    """
    known: dict[str, list[int]] = dict(source.suggestions)
    for name in names_of(source, most=NAMES_MOST):
        if name.key not in known:
            known[name.key] = _meant(name.key)
    return known


def _meant(name: str) -> list[int]:
    """Return skills that a name may mean; word by word where all its words together mean none."""
    hits = suggest_skills(name, limit=MEANT_MOST)
    if not hits:
        words = sorted(name.split()[:4], key=len, reverse=True)
        hits = tuple(hit for word in words if len(word) > 2 for hit in suggest_skills(word, limit=2))
    return list(dict.fromkeys(hit.id for hit in hits))[:MEANT_MOST]

"""What a write moved, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.templatetags.evenkeel import duration, percent
from apps.core.words import STATE_WORDS
from apps.progress.logic.entries import NewEntry
from apps.progress.models import Kind
from apps.progress.operations import Change, Logged, Moved
from apps.skills.queries import snapshot


def logged(entry: NewEntry, done: Logged) -> str:
    """Return what was logged and what moved; nothing moved where the form had come before."""
    names = _names()
    facts = [names.get(entry.skill_id, ""), str(Kind(entry.kind).label).lower()]
    facts += [duration(entry.minutes)] if entry.minutes else []
    said = _("Logged: %(entry)s.") % {"entry": ", ".join(fact for fact in facts if fact)}
    return " ".join([said, *moved(done, names)])


def changed(said: str, done: Moved) -> str:
    """Return what was done, in a sentence, and what moved."""
    return " ".join([said, *moved(done, _names())])


def moved(done: Moved, names: dict[int, str]) -> list[str]:
    """Return a sentence for each skill that the entry is about, and one for all that it also practised."""
    own = {change.skill_id for change in done.changes[:1]}
    own |= {done.skill_id} if isinstance(done, Logged) else set()
    said = [_change(change, names) for change in done.changes if change.skill_id in own]
    also = [names[change.skill_id] for change in done.changes if change.skill_id not in own and _rose(change)]
    return [*filter(None, said), *([_also(also)] if also else [])]


def _change(change: Change, names: dict[int, str]) -> str:
    before, after = change.before, change.after
    name = names.get(change.skill_id, "")
    if after is None:
        return _("Nothing is on record for %(skill)s any more.") % {"skill": name}
    if before is None or before.state != after.state:
        return _("%(skill)s is now %(state)s.") % {
            "skill": name,
            "state": str(STATE_WORDS[after.state]).lower(),
        }
    if not after.held or percent(before.retention) == percent(after.retention):
        return ""
    shares = {"before": percent(before.retention), "after": percent(after.retention), "skill": name}
    return _("%(skill)s: retention %(before)d → %(after)d%%.") % shares


def _rose(change: Change) -> bool:
    return bool(change.before and change.after and change.after.retention > change.before.retention)


def _also(names: list[str]) -> str:
    first, rest = names[0], len(names) - 1
    if not rest:
        return _("It also practised %(skill)s.") % {"skill": first}
    return ngettext(
        "It also practised %(skill)s and %(rest)d skill under it.",
        "It also practised %(skill)s and %(rest)d skills under it.",
        rest,
    ) % {"skill": first, "rest": rest}


def _names() -> dict[int, str]:
    return {pk: card.name for pk, card in snapshot().skills.items()}

"""What an import would change: everything that is wrong with it, or what to write."""

from __future__ import annotations

from dataclasses import dataclass

from apps.skills.logic.catalogue import rules
from apps.skills.logic.catalogue.canonical import canonical
from apps.skills.logic.catalogue.comparing import compare
from apps.skills.logic.catalogue.contents import Contents, Stored
from apps.skills.logic.catalogue.diff import Diff
from apps.skills.logic.catalogue.entries import SkillEntry
from apps.skills.logic.catalogue.faults import CatalogueFaultsError
from apps.skills.logic.catalogue.renames import Renames, match
from apps.skills.logic.catalogue.sheet import Sheet
from apps.skills.logic.catalogue.wanting import wanted_contents


@dataclass(frozen=True, slots=True)
class Plan:
    """What is stored, what shall be, and the way from one to the other."""

    stored: Stored
    wanted: Contents
    renames: Renames
    diff: Diff

    def afterwards(self) -> Contents:
        """Return the wanted catalogue as it will be read back."""
        left = {old: new for old, new in self.renames.former.items() if old not in self.diff.forgotten}
        return canonical(self.wanted, former=left)


def plan_import(sheet: Sheet, stored: Stored) -> Plan:
    """Return what to write. Raises CatalogueFaultsError with everything that is wrong."""
    if not sheet.whole:
        # Names cannot be followed into a file that cannot be read.
        raise CatalogueFaultsError(sheet.faults)
    faults = sheet.faults + rules.check(sheet, stored=stored.contents, former=stored.former)
    if faults:
        raise CatalogueFaultsError(faults)
    ids = {skill.id for skill in stored.contents.skills} | stored.retired_in("skills")
    renames = match(sheet.entries("skills", SkillEntry), stored=ids, former=stored.former)
    strayed = rules.check_labs(sheet, stored.labs, renames.renamed)
    if strayed:
        raise CatalogueFaultsError(strayed)
    wanted = wanted_contents(sheet, stored, renames)
    return Plan(stored, wanted, renames, compare(stored, wanted, renames))

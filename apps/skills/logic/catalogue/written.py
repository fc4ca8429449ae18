"""A catalogue as the text of its files: the same entries always make the same text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from apps.skills.logic.catalogue.contents import Contents
from apps.skills.logic.catalogue.entries import Entry, LabEntry

# Text that no YAML reader takes for anything else needs no quotes; everything else gets them.
BARE: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[ -][A-Za-z0-9]+)*")
HEAD_FILE: Final = "domains.yaml"  # it says the edition too
LAB_HEAD: Final = ("id", "skill", "title", "minutes", "tools", "summary")
TAKEN: Final = re.compile(r"(?i:y|n|yes|no|on|off|true|false|null|nan|inf)")


def laid_out(contents: Contents) -> dict[str, dict[str, tuple[Entry, ...]]]:
    """Return which entries stand in which file, by its name and their section.

    One file for pitfalls and domains, one for roles, one for certifications; for the other sections
    one a domain.
    """
    home = {skill.id: skill.domain for skill in contents.skills}
    places = {skill.id: at for at, skill in enumerate(contents.skills)}
    labs = sorted(contents.labs, key=lambda lab: places[lab.skill])
    return {
        HEAD_FILE: {"pitfalls": contents.pitfalls, "domains": contents.domains},
        **_by_domain("skills", [(skill.domain, skill) for skill in contents.skills]),
        **_by_domain("resources", [(home[entry.skill], entry) for entry in contents.resources]),
        **_by_domain("labs", [(home[lab.skill], lab) for lab in labs]),
        "roles.yaml": {"roles": contents.roles},
        "certifications.yaml": {"certifications": contents.certifications},
    }


def files(contents: Contents) -> dict[str, str]:
    """Return the text of each file by its name."""
    edition = "".join(
        f"{key}: {_value(said)}\n" for key, said in contents.edition.model_dump().items() if said is not None
    )
    texts = {
        name: "".join(_section(section, entries) for section, entries in sections.items())
        for name, sections in laid_out(contents).items()
    }
    return {**texts, HEAD_FILE: edition + texts[HEAD_FILE]}


def _by_domain(section: str, entries: Iterable[tuple[str, Entry]]) -> dict[str, dict[str, tuple[Entry, ...]]]:
    groups: dict[str, list[Entry]] = defaultdict(list)
    for domain, entry in entries:
        groups[domain].append(entry)
    # A section that is empty must still be there: otherwise an import would leave it as it is.
    named = groups or {"none": []}
    return {f"{section}/{domain}.yaml": {section: tuple(group)} for domain, group in named.items()}


def _section(name: str, entries: Sequence[Entry]) -> str:
    if not entries:
        return f"{name}: []\n"
    return f"{name}:\n" + "".join(entry_text(entry) for entry in entries)


def entry_text(entry: Entry) -> str:
    """Return one entry as it stands in its section."""
    if isinstance(entry, LabEntry):
        return _lab(entry)
    lines = [
        f"{key}:\n" + "".join(f"      - {_value(part)}\n" for part in value)
        if value and isinstance(value, (list, tuple)) and isinstance(value[0], dict)
        else f"{key}: {_value(value)}\n"
        for key, value in entry.model_dump(exclude_defaults=True).items()
    ]
    return "  - " + "    ".join(lines)


def _lab(lab: LabEntry) -> str:
    head = [f"{key}: {_value(getattr(lab, key))}\n" for key in LAB_HEAD]
    steps = (
        f"      - do: {_text(step.do)}\n" + (f"        code: {_block(step.code, 10)}" if step.code else "")
        for step in lab.steps
    )
    check = f"      do: {_block(lab.check.do, 8)}      expect: {_text(lab.check.expect)}\n"
    return (
        f"  - {'    '.join(head)}    steps:\n{''.join(steps)}    check:\n{check}"
        f"    proof: {_text(lab.proof)}\n"
    )


def _block(script: str, indent: int) -> str:
    """Return a script as a literal block, whose reader cuts off the line break at its end again."""
    # A reader takes the indentation from the first line, unless it is told.
    told = "2" if script[0] in " \t" else ""
    lines = (f"{' ' * indent if line else ''}{line}\n" for line in script.split("\n"))
    return f"|{told}\n{''.join(lines)}"


def _value(value: Any) -> str:  # noqa: ANN401  # any value of an entry
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_value(each)}" for key, each in value.items()) + "}"
    if isinstance(value, Iterable):
        return "[" + ", ".join(_value(each) for each in value) + "]"
    return repr(value)


def _text(text: str) -> str:
    if BARE.fullmatch(text) and not TAKEN.fullmatch(text):
        return text
    return "'" + text.replace("'", "''") + "'"

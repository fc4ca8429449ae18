"""A catalogue as the text of its files: the same entries always make the same text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from apps.skills.logic.catalogue.contents import Contents
from apps.skills.logic.catalogue.entries import Entry

# Text that no YAML reader takes for anything else needs no quotes; everything else gets them.
BARE: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[ -][A-Za-z0-9]+)*")
TAKEN: Final = re.compile(r"(?i:y|n|yes|no|on|off|true|false|null|nan|inf)")


def files(contents: Contents) -> dict[str, str]:
    """Return the text of each file by its name: one for the small sections, one a domain for the others."""
    out = {"domains.yaml": _head(contents)}
    for section in ("skills", "resources"):
        out |= {f"{section}/{domain}.yaml": text for domain, text in _by_domain(contents, section).items()}
    out["roles.yaml"] = _section("roles", contents.roles)
    out["certifications.yaml"] = _section("certifications", contents.certifications)
    return out


def _head(contents: Contents) -> str:
    edition = "".join(
        f"{key}: {_value(said)}\n" for key, said in contents.edition.model_dump().items() if said is not None
    )
    return edition + _section("pitfalls", contents.pitfalls) + _section("domains", contents.domains)


def _by_domain(contents: Contents, section: str) -> dict[str, str]:
    home = {skill.id: skill.domain for skill in contents.skills}
    groups: dict[str, list[Entry]] = defaultdict(list)
    if section == "skills":
        for skill in contents.skills:
            groups[skill.domain].append(skill)
    else:
        for resource in contents.resources:
            groups[home[resource.skill]].append(resource)
    # A section that is empty must still be there: otherwise an import would leave it as it is.
    return {domain: _section(section, entries) for domain, entries in groups.items()} or {
        "none": _section(section, ())
    }


def _section(name: str, entries: Sequence[Entry]) -> str:
    if not entries:
        return f"{name}: []\n"
    return f"{name}:\n" + "".join(_entry(entry) for entry in entries)


def _entry(entry: Entry) -> str:
    lines = [
        f"{key}:\n" + "".join(f"      - {_value(part)}\n" for part in value)
        if value and isinstance(value, (list, tuple)) and isinstance(value[0], dict)
        else f"{key}: {_value(value)}\n"
        for key, value in entry.model_dump(exclude_defaults=True).items()
    ]
    return "  - " + "    ".join(lines)


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

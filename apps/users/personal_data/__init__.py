"""The register of what is kept about one person: which tables, how they are handed out and erased.

An app declares its parts in a `personal_data` module and registers them in `AppConfig.ready`.
A test fails on any relation to a person that no part names, and on any column that a part neither
hands out nor leaves out with a reason.
"""

from apps.users.personal_data.register import File, Part, erase_all, files, parts, register, register_files

__all__ = ["File", "Part", "erase_all", "files", "parts", "register", "register_files"]

"""What changes skills: the catalogue's import, and a learner's choice of a role."""

from apps.skills.operations.importing import import_catalogue, preview_import
from apps.skills.operations.roles import RoleNotFoundError, choose_role

__all__ = ["RoleNotFoundError", "choose_role", "import_catalogue", "preview_import"]

"""What is read of progress: always a fixed number of SQL statements, always frozen values."""

from apps.progress.queries.model import Model, active_model
from apps.progress.queries.standings import standings

__all__ = ["Model", "active_model", "standings"]

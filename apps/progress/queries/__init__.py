"""What is read of progress: always a fixed number of SQL statements, always frozen values."""

from apps.progress.logic.standing import Standing
from apps.progress.queries.model import Model, active_model
from apps.progress.queries.standings import learners_touched, standings

__all__ = ["Model", "Standing", "active_model", "learners_touched", "standings"]

"""Lays the skill graph out as a chart: domains are lanes, depth of prerequisites gives the columns.

Deterministic: the same graph always makes the same chart. Lines run only in the gutters between
columns and the gaps between rows, each on a track of its own, so that none crosses a node.
"""

from apps.skills.logic.layout.geometry import Chart, Edge, Lane, Node, Spot
from apps.skills.logic.layout.laying import lay_out

__all__ = ["Chart", "Edge", "Lane", "Node", "Spot", "lay_out"]

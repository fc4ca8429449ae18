"""What the catalogue tells the apps above it, and asks of them."""

from django.dispatch import Signal

# Sent inside the transaction of an import, after its rows are written, with `skill_ids` (a
# frozenset of those whose outcomes, ageing or existence changed) and `now` (an aware datetime).
catalogue_changed = Signal()

# Asked before an import is written, with `skill_ids` (a frozenset). A receiver answers with the
# set of ids of the learners who have rows that rest on these skills.
learners_counted = Signal()

# Asked for the page that shows what an import would do, with `ageing` (skill id to the ageing that
# the skill will have). A receiver answers with a mapping of skill id to logic.catalogue.reach.Reach.
reach_asked = Signal()

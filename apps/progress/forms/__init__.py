"""What one types on the pages of the log."""

from apps.progress.forms.entries import EntryForm, HistoryForm, QuickForm

__all__ = ["EntryForm", "HistoryForm", "QuickForm"]

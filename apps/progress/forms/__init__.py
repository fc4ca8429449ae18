"""What one types on the pages of the log."""

from apps.progress.forms.certificates import CertificateForm
from apps.progress.forms.entries import EntryForm, HistoryForm, QuickForm

__all__ = ["CertificateForm", "EntryForm", "HistoryForm", "QuickForm"]

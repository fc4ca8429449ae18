"""What one types on the pages of the log."""

from apps.progress.forms.certificates import CertificateForm
from apps.progress.forms.entries import EntryForm, HistoryForm, QuickForm
from apps.progress.forms.labs import ProofForm, ReviewForm

__all__ = ["CertificateForm", "EntryForm", "HistoryForm", "ProofForm", "QuickForm", "ReviewForm"]

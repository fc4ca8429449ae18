"""The look of every form's fields; `field.as_field_group` draws label, control, hint and error."""

from __future__ import annotations

from typing import Any, Final

from django import forms

BARE: Final = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.HiddenInput)


class StyledForm(forms.BaseForm):
    """A form whose controls carry the classes of the design; mix it in before the form's own base."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # handed on as they came
        """Make the form, let it word its fields, and dress its controls."""
        super().__init__(*args, **kwargs)
        self.word()
        for field in self.fields.values():
            # A placeholder is no label: it goes away as soon as one types.
            field.widget.attrs.pop("placeholder", None)
            if not isinstance(field.widget, BARE):
                field.widget.attrs.setdefault("class", "input")

    def word(self) -> None:
        """Set labels, hints and errors of fields that come from elsewhere; nothing by default."""

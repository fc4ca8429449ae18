"""The words for what the account pages and mails speak of."""

from __future__ import annotations

from django.utils.translation import gettext as _

from apps.users.logic.devices import Device


def device_words(device: Device) -> str:
    """Return a device as people name it: Chrome on Linux."""
    if device.browser and device.system:
        return _("%(browser)s on %(system)s") % {"browser": device.browser, "system": device.system}
    return device.browser or device.system or _("an unknown device")

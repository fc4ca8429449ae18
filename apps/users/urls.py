"""Addresses of accounts: allauth's views one by one, so that there is none without a page of ours."""

from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as services
from django.urls import include, path
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView

from apps.users.views import providers
from apps.users.views.accounts import resend_confirmation
from apps.users.views.devices import sign_out_device, sign_out_others
from apps.users.views.factors import confirm_passkey
from apps.users.views.second_factor import second_factor

# allauth's own lists of what there is: Settings → Security shows all of it on one page.
to_security = RedirectView.as_view(pattern_name="settings_security")

urlpatterns = [
    path("resend/", resend_confirmation, name="account_resend"),
    path("2fa/", to_security, name="mfa_index"),
    path("2fa/authenticate/", factors.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/app/", app.activate_totp, name="mfa_activate_totp"),
    path("2fa/app/remove/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", never_cache(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("passkeys/", to_security, name="mfa_list_webauthn"),
    path("passkeys/sign-in/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("passkeys/confirm/", confirm_passkey, name="mfa_reauthenticate_webauthn"),
    path("passkeys/add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("devices/", to_security, name="usersessions_list"),
    path("devices/sign-out/", sign_out_others, name="devices_sign_out"),
    path("devices/<int:device_id>/sign-out/", sign_out_device, name="device_sign_out"),
    path("services/", to_security, name="socialaccount_connections"),
    path("services/sign-up/", services.signup, name="socialaccount_signup"),
    path("services/cancelled/", services.login_cancelled, name="socialaccount_login_cancelled"),
    path("services/error/", services.login_error, name="socialaccount_login_error"),
    path("services/<int:account_id>/disconnect/", providers.disconnect_provider, name="provider_disconnect"),
    path("github/login/", providers.github_login, name="github_login"),
    path("github/login/callback/", providers.github_callback, name="github_callback"),
    path("organisation/login/", providers.organisation_login, name="organisation_login"),
    path("organisation/login/callback/", providers.organisation_callback, name="organisation_callback"),
    path("second-factor/", second_factor, name="staff_second_factor"),
    path("", include("allauth.account.urls")),
]

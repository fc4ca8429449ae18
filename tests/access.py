"""Who may open what: each address by its name, and the status that each kind of visitor gets for a GET.

A new address belongs here, or `tests/architecture/test_access.py` fails. Where an address names an
object, the object is the learner's, so that the column of the other learner says 404.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.core.cache import cache
from django.utils import timezone

from apps.progress.models import Certificate, Evidence, LabProof, LabReview, ProgressImport
from apps.progress.operations import NewProof, ask_review, record_proof
from apps.skills.models import Catalogue, CatalogueDraft, Outcome, Skill, Way
from apps.users.models import User
from tests.catalogue import import_small
from tests.factories import CertificationFactory, LabFactory, UserFactory

Argument = str | int


@dataclass(frozen=True)
class World:
    """A learner with an entry, another learner, staff, and a small catalogue."""

    learner: User
    other: User
    staff: User
    evidence: Evidence
    certificate: Certificate
    source: ProgressImport
    proof: LabProof
    review: LabReview
    outcome: Outcome
    skill: Skill
    catalogue: Catalogue
    draft: CatalogueDraft


@dataclass(frozen=True)
class Access:
    """The status for each visitor, and what the address is filled with."""

    anonymous: int
    learner: int
    other: int
    staff: int
    filled: Callable[[World], list[Argument]] = lambda _: []


def make_world() -> World:
    """Make everything that the addresses name."""
    cache.clear()  # rows get the same ids in every run, and pages are kept under ids
    import_small()
    learner, other = UserFactory.create(), UserFactory.create()
    staff = UserFactory.create(is_staff=True)
    skill = Skill.objects.get(slug="python")
    lab = LabFactory.create(skill=skill)
    evidence = Evidence.objects.create(
        learner=learner, skill=skill, day=timezone.localdate(), minutes=30, kind="read"
    )
    certificate = Certificate.objects.create(
        learner=learner, certification=CertificationFactory.create(), earned_on=timezone.localdate()
    )
    now = timezone.now()
    shown = NewProof(day=timezone.localdate(), note="It passes.")
    proof = record_proof(learner=learner, lab_id=lab.pk, proof=shown, now=now, by=learner).proof_id
    return World(
        learner=learner,
        other=other,
        staff=staff,
        evidence=evidence,
        certificate=certificate,
        source=ProgressImport.objects.create(learner=learner, name="log.csv", format="csv", state="ready"),
        proof=LabProof.objects.get(pk=proof),
        review=ask_review(learner=learner, proof_id=proof, now=now, by=learner),
        outcome=Outcome.objects.get(skill=skill, slug="write-module"),
        skill=skill,
        catalogue=Catalogue.objects.get(),
        draft=CatalogueDraft.objects.create(by=staff, way=Way.WHOLE, files={"edition.yaml": "version: 2\n"}),
    )


def objects_of(world: World) -> dict[str, str]:
    """Return the form fields that name objects, each with one of the learner's.

    A new parameter that names an object belongs here: what others send with it must change nothing.
    """
    return {
        "evidence": str(world.evidence.pk),
        "entry": str(world.evidence.pk),
        "certificate": str(world.certificate.pk),
        "instead_of": str(world.source.pk),
        "proof": str(world.proof.pk),
        "review": str(world.review.pk),
        "outcome": str(world.outcome.pk),
        "skill": world.skill.slug,
        "id": str(world.evidence.pk),
        "shown": "on",
        "act": "undo",
    }


def _entry(world: World) -> list[Argument]:
    return [world.evidence.pk]


def _file(world: World) -> list[Argument]:
    return [world.source.pk]


def _certificate(world: World) -> list[Argument]:
    return [world.certificate.pk]


def _proof(world: World) -> list[Argument]:
    return [world.proof.pk]


def _review(world: World) -> list[Argument]:
    return [world.proof.pk, world.review.pk]


def _lab(world: World) -> list[Argument]:
    return [world.proof.lab_id]


def _skill(world: World) -> list[Argument]:
    return [world.skill.slug]


def _draft(world: World) -> list[Argument]:
    return [world.draft.pk]


def _import(world: World) -> list[Argument]:
    return [world.catalogue.pk]


def _outcome(world: World) -> list[Argument]:
    return [world.skill.slug, world.outcome.pk]


def _fixed(*arguments: Argument) -> Callable[[World], list[Argument]]:
    return lambda _: list(arguments)


EVERYBODY: Final = Access(200, 200, 200, 200)
SIGNED_IN: Final = Access(302, 200, 200, 200)
# Parts of pages lead to the whole page where htmx does not ask; other addresses lead on.
SIGNED_IN_ELSEWHERE: Final = Access(302, 302, 302, 302)
ONLY_ANONYMOUS: Final = Access(200, 302, 302, 302)
ONLY_POST: Final = Access(405, 405, 405, 405)
ONLY_POST_SIGNED_IN: Final = Access(302, 405, 405, 405)
STAFF: Final = Access(302, 404, 404, 200)
STAFF_ELSEWHERE: Final = Access(302, 404, 404, 302)
NOT_OFFERED: Final = Access(404, 404, 404, 404)
NOT_SET_UP: Final = Access(302, 404, 404, 404)
LED_BACK: Final = Access(302, 302, 302, 302)  # to the page where the form is

ACCESS: Final[dict[str, Access]] = {
    # Belonging to no page
    "livez": EVERYBODY,
    "readyz": EVERYBODY,
    "theme": ONLY_POST,
    "manifest": EVERYBODY,
    "robots": EVERYBODY,
    # Accounts
    "account_login": ONLY_ANONYMOUS,
    "account_signup": ONLY_ANONYMOUS,
    "account_logout": Access(302, 200, 200, 200),
    "account_inactive": EVERYBODY,
    "account_resend": ONLY_POST,
    "account_reauthenticate": SIGNED_IN,
    "account_email": SIGNED_IN,
    "account_email_verification_sent": EVERYBODY,
    "account_confirm_email": Access(200, 200, 200, 200, _fixed("no-such-key")),
    "account_confirm_login_code": SIGNED_IN_ELSEWHERE,
    "account_change_password": SIGNED_IN,
    "account_set_password": SIGNED_IN_ELSEWHERE,
    "account_reset_password": EVERYBODY,
    "account_reset_password_done": EVERYBODY,
    "account_reset_password_from_key": Access(200, 200, 200, 200, _fixed("1", "no-such-key")),
    "account_reset_password_from_key_done": EVERYBODY,
    # Second factors: each change asks first who one is, and leads there
    "mfa_index": LED_BACK,
    "mfa_authenticate": SIGNED_IN_ELSEWHERE,
    "mfa_reauthenticate": SIGNED_IN_ELSEWHERE,
    "mfa_activate_totp": SIGNED_IN_ELSEWHERE,
    "mfa_deactivate_totp": NOT_SET_UP,
    "mfa_view_recovery_codes": NOT_SET_UP,
    "mfa_generate_recovery_codes": SIGNED_IN_ELSEWHERE,
    "mfa_list_webauthn": LED_BACK,
    "mfa_login_webauthn": LED_BACK,
    "mfa_reauthenticate_webauthn": SIGNED_IN_ELSEWHERE,
    "mfa_add_webauthn": SIGNED_IN_ELSEWHERE,
    "mfa_edit_webauthn": Access(302, 302, 302, 302, _fixed(1)),
    "mfa_remove_webauthn": Access(302, 302, 302, 302, _fixed(1)),
    "staff_second_factor": SIGNED_IN,
    # Other services, none of which is set up here
    "socialaccount_connections": LED_BACK,
    "socialaccount_signup": LED_BACK,
    "socialaccount_login_cancelled": EVERYBODY,
    "socialaccount_login_error": Access(401, 401, 401, 401),
    "provider_disconnect": Access(302, 302, 302, 302, _fixed(1)),
    "github_login": NOT_OFFERED,
    "github_callback": NOT_OFFERED,
    "organisation_login": NOT_OFFERED,
    "organisation_callback": NOT_OFFERED,
    # Devices
    "usersessions_list": LED_BACK,
    "devices_sign_out": LED_BACK,
    "device_sign_out": Access(302, 302, 302, 302, _fixed(1)),
    # The roadmap and what belongs to it
    "roadmap": SIGNED_IN,
    "next_choices": SIGNED_IN,
    "next_later": LED_BACK,
    "next_back": LED_BACK,
    "next_choose": LED_BACK,
    "next_unchoose": LED_BACK,
    "find": SIGNED_IN,
    "help": EVERYBODY,
    "limits": EVERYBODY,
    "start": SIGNED_IN,
    "start_skills": SIGNED_IN_ELSEWHERE,
    "start_so_far": SIGNED_IN,
    "skill": Access(302, 200, 200, 200, _skill),
    "skill_peek": Access(302, 302, 302, 302, _skill),
    "skill_lab": Access(302, 200, 200, 200, _skill),
    "skill_outcome": Access(302, 302, 302, 302, _outcome),
    # The catalogue
    "catalogue": STAFF,
    "catalogue_edit": STAFF_ELSEWHERE,
    "catalogue_upload": STAFF,
    "catalogue_draft": Access(302, 404, 404, 200, _draft),
    "catalogue_commit": Access(302, 404, 404, 302, _draft),
    "catalogue_discard": Access(302, 404, 404, 302, _draft),
    "catalogue_imports": STAFF,
    "catalogue_import": Access(302, 404, 404, 200, _import),
    "catalogue_put_back": Access(302, 404, 404, 302, _import),
    "catalogue_links": STAFF,
    # The log
    "log": SIGNED_IN,
    "log_suggest": SIGNED_IN_ELSEWHERE,
    "log_undo": ONLY_POST_SIGNED_IN,
    "log_history": SIGNED_IN,
    "log_week": SIGNED_IN,
    "log_new": SIGNED_IN,
    "log_export": Access(302, 200, 200, 200, _fixed("csv")),
    "log_import": SIGNED_IN,
    "log_import_file": Access(302, 200, 404, 404, _file),
    "log_import_choose": Access(302, 302, 404, 404, _file),
    "log_import_start": Access(302, 302, 404, 404, _file),
    "log_import_stop": Access(302, 302, 404, 404, _file),
    "log_import_undo": Access(302, 302, 404, 404, _file),
    "log_import_errors": Access(302, 200, 404, 404, _file),
    "log_edit": Access(302, 200, 404, 404, _entry),
    "log_delete": Access(302, 200, 404, 404, _entry),
    "proof_new": Access(302, 200, 200, 200, _lab),
    "proof": Access(302, 200, 404, 404, _proof),
    "proof_edit": Access(302, 200, 404, 404, _proof),
    "proof_withdraw": Access(302, 200, 404, 404, _proof),
    "proof_restore": Access(302, 302, 302, 302, _proof),
    "review_ask": Access(302, 302, 302, 302, _proof),
    "review_revoke": Access(302, 302, 302, 302, _review),
    "review_take_back": Access(302, 302, 302, 302, _review),
    # For whoever holds the link: a wrong one here, since a right one lets anybody change a row once.
    "review": Access(404, 404, 404, 404, _fixed("no-such-token")),
    "review_thanks": EVERYBODY,
    "certificates": SIGNED_IN,
    "certificate_new": SIGNED_IN,
    "certificate_edit": Access(302, 200, 404, 404, _certificate),
    "certificate_withdraw": Access(302, 200, 404, 404, _certificate),
    "certificate_restore": Access(302, 302, 302, 302, _certificate),
    "certificate_extend": Access(302, 302, 302, 302, _certificate),
    # Settings
    "settings": SIGNED_IN_ELSEWHERE,
    "settings_profile": SIGNED_IN,
    "settings_security": SIGNED_IN,
    "settings_mail": SIGNED_IN,
    "absence_add": LED_BACK,
    "absence_remove": Access(302, 302, 302, 302, _fixed(1)),
    "mail_offer": LED_BACK,
    "mail_digest": SIGNED_IN,
    "mail_digest_html": SIGNED_IN,
    # Whoever holds the link from a mail may use it: tests/nudges/test_stop.py
    "mail_stop": Access(404, 404, 404, 404, _fixed("1-digest.no-such-signature")),
    # The signed-in say once more who they are
    "settings_data": SIGNED_IN,
    "settings_data_download": SIGNED_IN_ELSEWHERE,
    "settings_data_delete": SIGNED_IN_ELSEWHERE,
    # On a developer's machine only
    "states": EVERYBODY,
    "dev_mails": EVERYBODY,
    "dev_mail": Access(404, 404, 404, 404, _fixed(f"{0:020}-00000000")),
    "dev_mail_html": Access(404, 404, 404, 404, _fixed(f"{0:020}-00000000")),
}

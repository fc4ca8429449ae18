"""Addresses of the pages a learner steers by."""

from django.conf import settings
from django.urls import path

from apps.curricula.views import lab, roadmap, setup, skill, states
from apps.curricula.views import settings as parts
from apps.curricula.views.find import find
from apps.curricula.views.help import help_page

urlpatterns = [
    path("", roadmap.roadmap, name="roadmap"),
    path("next/", roadmap.choices, name="next_choices"),
    path("next/later/", roadmap.later, name="next_later"),
    path("next/back/", roadmap.back, name="next_back"),
    path("next/choose/", roadmap.choose, name="next_choose"),
    path("next/unchoose/", roadmap.unchoose, name="next_unchoose"),
    path("find/", find, name="find"),
    path("help/", help_page, name="help"),
    path("start/", setup.start, name="start"),
    path("start/skills/", setup.skills, name="start_skills"),
    path("start/so-far/", setup.so_far, name="start_so_far"),
    path("skills/<slug:slug>/", skill.skill, name="skill"),
    path("skills/<slug:slug>/peek/", skill.peek, name="skill_peek"),
    path("skills/<slug:slug>/lab/", lab.lab, name="skill_lab"),
    path("skills/<slug:slug>/outcomes/<int:outcome_id>/", skill.outcome, name="skill_outcome"),
    path("settings/", parts.settings, name="settings"),
    path("settings/profile/", parts.profile, name="settings_profile"),
    path("settings/security/", parts.security, name="settings_security"),
]

if settings.LOCAL:
    urlpatterns.append(path("dev/states/", states.states, name="states"))

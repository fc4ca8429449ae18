"""Files come into the log all or nothing, are judged by what stands, and can be taken out as a whole."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta
from functools import partial
from itertools import count

import pytest

from apps.progress import operations
from apps.progress.gateways.beats import ClaimLost
from apps.progress.models import Evidence, ImplicitPractice, ImportPiece, ImportRow, ProgressImport
from apps.progress.operations import NewRow, import_jobs, import_rows, imports, rebuild_memory
from apps.progress.queries.imports import due_imports
from apps.progress.queries.named import skill_names
from apps.progress.queries.staged import barred_of, errors_of, kinds_of, names_of
from apps.skills.models import FormerSlug, Skill
from apps.users.models import User
from tests.factories import PrerequisiteFactory, SkillFactory, UserFactory
from tests.progress.cases import NOON, TODAY, ago, answer, entry, hold, log, states
from tests.progress.imports import HEADER, brought_in, entries, opened, read, undone, worked

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def learner() -> User:
    return UserFactory()


@pytest.fixture(autouse=True)
def python() -> Skill:
    return SkillFactory(slug="python", name="Python basics", short="Python", words="Python basics")


def line(
    skill: str = "python", day: date = TODAY, minutes: int = 30, kind: str = "read", note: str = ""
) -> str:
    return f"{skill},{day.isoformat()},{minutes},{kind},{note}\n"


def counts(source: ProgressImport) -> tuple[int, ...]:
    return (source.rows, source.adds, source.already, source.bad_rows, source.errors, source.left_out)


def choose(source: ProgressImport, **choices: dict[str, object]) -> ProgressImport:
    made = imports.Choices(**choices)  # type: ignore[arg-type]  # of either kind
    imports.choose(learner=source.learner, import_id=source.pk, choices=made, now=NOON, by=source.learner)
    source.refresh_from_db()
    return source


def test_rows_come_in_in_the_order_of_the_file(learner: User) -> None:
    source = brought_in(learner, HEADER + line(note="b") + line("Python Basics", note="a") + line(day=ago(3)))
    assert (source.state, source.adds, source.skills, source.finished_at) == ("done", 3, 1, NOON)
    assert entries(learner) == [
        ("python", ago(3), 30, "read", ""),
        ("python", TODAY, 30, "read", "b"),
        ("python", TODAY, 30, "read", "a"),
    ]


def test_nothing_is_in_before_it_is_asked_for(learner: User) -> None:
    source = read(learner, HEADER + line())
    assert (source.state, entries(learner)) == ("ready", [])
    assert (source.lines, source.minutes, source.first_day, source.last_day) == (2, 30, TODAY, TODAY)


def test_imported_rows_leave_the_states_that_logging_them_leaves(python: Skill) -> None:
    under = SkillFactory(slug="shell")
    PrerequisiteFactory(skill=python, needs=under, encompasses=0.5)
    one, other = UserFactory(), UserFactory()
    for person in (one, other):
        hold(person, under, days=40)
    said = [(ago(9), "built", 30), (ago(9), "read", 5), (ago(2), "explained", 0)]
    brought_in(one, HEADER + "".join(line(day=day, kind=kind, minutes=many) for day, kind, many in said))
    for day, kind, many in said:
        log(other, python, days=(TODAY - day).days, kind=kind, minutes=many)

    def bare(person: User) -> list[dict[str, object]]:
        return [{name: what for name, what in row.items() if name != "learner_id"} for row in states(person)]

    assert bare(one) == bare(other)
    assert len(bare(one)) == 2
    practised = ImplicitPractice.objects.order_by("cause").values_list("skill__slug", "factor")
    assert list(practised.filter(learner=one)) == list(practised.filter(learner=other))


def test_equal_rows_are_counted_and_only_those_beyond_the_stored_ones_come_in(
    learner: User, python: Skill
) -> None:
    log(learner, python, kind="read", minutes=30)
    log(learner, python, kind="read", minutes=30)
    source = brought_in(learner, HEADER + line() * 5 + line(note="x"))
    assert (source.adds, source.already) == (4, 2)
    assert len(entries(learner)) == 6
    again = read(learner, HEADER + line() * 5 + line(note="x"))
    assert counts(again) == (6, 0, 6, 0, 0, 0)


def test_what_was_corrected_or_withdrawn_is_not_stored(learner: User, python: Skill) -> None:
    done = log(learner, python, kind="read", minutes=30)
    operations.correct_evidence(
        learner=learner,
        evidence_id=done.evidence_id,
        entry=entry(python, kind="read", minutes=31),
        now=NOON,
        by=learner,
    )
    assert counts(read(learner, HEADER + line() + line(minutes=31))) == (2, 1, 1, 0, 0, 0)


def test_an_import_with_an_error_adds_nothing(learner: User) -> None:
    source = read(learner, HEADER + line() + "python,31/02/2025,30,read,\n")
    assert counts(source) == (2, 1, 0, 1, 1, 0)
    with pytest.raises(imports.ImportRefusedError):
        imports.start_import(learner=learner, import_id=source.pk, now=NOON, by=learner)


def test_names_are_matched_by_choice_and_the_file_is_judged_again(learner: User, python: Skill) -> None:
    text = HEADER + line("Pythn") + line("pythn", kind="youtubed") + line("misc")
    source = read(learner, text)
    assert [(name.key, name.rows) for name in names_of(source, most=9)] == [("pythn", 2), ("misc", 1)]
    assert [(kind.key, kind.rows) for kind in kinds_of(source, most=9)] == [("youtubed", 1)]
    assert source.suggestions["pythn"] == [python.pk]
    assert counts(source) == (3, 0, 0, 3, 4, 0)
    choose(source, skills={"pythn": python.pk, "misc": 0}, kinds={"youtubed": "watched"})
    assert counts(source) == (3, 2, 0, 0, 0, 1)
    imports.start_import(learner=learner, import_id=source.pk, now=NOON, by=learner)
    worked(source)
    assert [row[3] for row in entries(learner)] == ["read", "watched"]


def test_names_beyond_fifty_follow_once_the_first_are_chosen_for(learner: User, python: Skill) -> None:
    source = read(learner, HEADER + "".join(line(f"python {at}") for at in range(60)))
    asked = names_of(source, most=50)
    assert (len(asked), asked[0].all_said, len(source.suggestions)) == (50, 60, 50)
    choose(source, skills={name.key: python.pk for name in asked})
    following = [name.key for name in names_of(source, most=50)][:10]
    assert (source.errors, set(following) & {name.key for name in asked}) == (10, set())
    assert [source.suggestions[name] for name in following] == [[python.pk]] * 10


def test_a_choice_that_names_nothing_is_passed_over(learner: User) -> None:
    source = read(learner, HEADER + line("misc", kind="youtubed"))
    choose(source, skills={"misc": 10**9}, kinds={"youtubed": "checked"})
    assert source.choices == {"skills": {}, "kinds": {}}


def test_checks_cannot_come_in_and_can_be_left_out(learner: User, python: Skill) -> None:
    answer(learner, python)
    text = HEADER + line(kind="checked", minutes=5) * 2 + line()
    source = read(learner, text)
    assert counts(source) == (3, 1, 1, 1, 1, 0)
    assert [(bar.kind, bar.rows, bar.left_out) for bar in barred_of(source)] == [("checked", 1, False)]
    assert [(error.line, error.code) for error in errors_of(source, most=9)] == [(3, "not by file")]
    choose(source, kinds={"checked": ""})
    assert counts(source) == (3, 1, 1, 0, 0, 1)
    imports.start_import(learner=learner, import_id=source.pk, now=NOON, by=learner)
    worked(source)
    assert sorted(row[3] for row in entries(learner)) == ["checked", "read"]


def test_a_skill_goes_by_slug_name_former_slug_and_short_name(python: Skill) -> None:
    other = SkillFactory(slug="python-testing", name="Python", short="Testing")
    gone = SkillFactory(slug="perl", name="Perl", short="Perl", retired_at=NOON)
    twice = [SkillFactory(short="Same", slug=f"same-{at}", name=f"Same {at}") for at in range(2)]
    FormerSlug.objects.create(slug="py", skill=python)
    names = skill_names()
    assert {name: names[name] for name in ("python", "python basics", "py", "testing", "perl", "same-0")} == {
        "python": python.pk,
        "python basics": python.pk,
        "py": python.pk,
        "testing": other.pk,
        "perl": gone.pk,
        "same-0": twice[0].pk,
    }
    assert "same" not in names


def test_undo_takes_every_row_out_and_leaves_the_states_as_before(learner: User, python: Skill) -> None:
    under, new = SkillFactory(slug="shell"), SkillFactory(slug="new")
    PrerequisiteFactory(skill=python, needs=under, encompasses=0.5)
    hold(learner, under, days=40)
    log(learner, python, days=10)
    before, said = states(learner), entries(learner)
    source = brought_in(
        learner, HEADER + line(day=ago(5), kind="built") + line("new") + line("shell", day=ago(90))
    )
    assert states(learner) != before
    assert (undone(source).state, source.kept) == ("undone", 0)
    assert (states(learner), entries(learner)) == (before, said)
    rebuild_memory(learner_ids=[learner.pk], now=NOON)
    assert states(learner) == before
    # Nothing was taken from the log: each row has one more in its place, which says that it is withdrawn.
    assert Evidence.objects.filter(source_import=source, withdrawn=True).count() == 3
    assert not Evidence.objects.of(learner).current().filter(skill=new).exists()


def test_undo_leaves_rows_that_were_edited_by_hand_and_says_how_many(learner: User, python: Skill) -> None:
    source = brought_in(learner, HEADER + "".join(line(note=str(at)) for at in range(4)))
    one, two, three, _ = Evidence.objects.of(learner).order_by("pk")
    act = {"learner": learner, "now": NOON, "by": learner}
    operations.correct_evidence(evidence_id=one.pk, entry=entry(python, minutes=9, note="mine"), **act)  # type: ignore[arg-type]  # all named
    operations.withdraw_evidence(evidence_id=two.pk, **act)  # type: ignore[arg-type]  # as above
    gone = operations.withdraw_evidence(evidence_id=three.pk, **act)  # type: ignore[arg-type]  # as above
    operations.restore_evidence(evidence_id=gone.evidence_id, **act)  # type: ignore[arg-type]  # as above
    assert (undone(source).kept, entries(learner)) == (1, [("python", TODAY, 9, "built", "mine")])


def test_an_import_can_be_undone_for_thirty_days(learner: User) -> None:
    source = brought_in(learner, HEADER + line())
    late = NOON + timedelta(days=30)
    with pytest.raises(imports.ImportRefusedError):
        imports.undo_import(learner=learner, import_id=source.pk, now=late, by=learner)
    imports.undo_import(learner=learner, import_id=source.pk, now=late - timedelta(seconds=1), by=learner)


def test_a_learner_has_one_import_at_work(learner: User) -> None:
    source = opened(learner, HEADER + line())
    with pytest.raises(imports.ImportBusyError) as busy:
        opened(learner, HEADER)
    assert busy.value.import_id == source.pk
    opened(UserFactory(), HEADER)


def test_a_form_that_arrives_twice_is_one_import(learner: User) -> None:
    token = "5b2f5a0e-5f5e-4c55-8d0b-2f6f5f0f5a11"
    assert opened(learner, HEADER, form_token=token) == opened(learner, HEADER, form_token=token)


def test_a_mended_file_takes_the_choices_over(learner: User, python: Skill) -> None:
    first = choose(read(learner, HEADER + line("pythn") + line(minutes=5000)), skills={"pythn": python.pk})
    second = read(learner, HEADER + line("pythn") + line(), instead_of=first.pk)
    first.refresh_from_db()
    assert (first.state, counts(second)) == ("stopped", (2, 2, 0, 0, 0, 0))


@pytest.mark.parametrize("moment", ["before", "while"])
def test_stopping_adds_nothing(learner: User, moment: str) -> None:
    source = read(learner, HEADER + line())
    imports.start_import(learner=learner, import_id=source.pk, now=NOON, by=learner)
    if moment == "before":
        imports.stop_import(learner=learner, import_id=source.pk, now=NOON, by=learner)
    times = count()

    def clock() -> datetime:
        """Stop the import as soon as its worker looks at the clock a second time."""
        looked = next(times)
        if looked == 1:
            imports.stop_import(learner=learner, import_id=source.pk, now=NOON, by=learner)
        return NOON + timedelta(seconds=looked)

    worked(source, clock=clock)
    assert (source.state, entries(learner), Evidence.objects.count()) == ("stopped", [], 0)


def test_stopping_an_undo_leaves_the_rows_in(learner: User) -> None:
    source = brought_in(learner, HEADER + line())
    imports.undo_import(learner=learner, import_id=source.pk, now=NOON, by=learner)
    imports.stop_import(learner=learner, import_id=source.pk, now=NOON, by=learner)
    source.refresh_from_db()
    assert (source.state, len(entries(learner))) == ("done", 1)
    assert undone(source).state == "undone"


def test_a_worker_that_lost_its_claim_can_write_nothing(learner: User) -> None:
    source = read(learner, HEADER + line())
    imports.start_import(learner=learner, import_id=source.pk, now=NOON, by=learner)
    slow = import_jobs.claim_import(import_id=source.pk, now=NOON)
    assert slow is not None
    assert import_jobs.claim_import(import_id=source.pk, now=NOON + timedelta(seconds=45)) is None
    later = NOON + timedelta(seconds=46)
    assert due_imports(now=later, most=9) == [source.pk]
    assert worked(source, clock=lambda: later).state == "done"
    with pytest.raises(ClaimLost):
        import_jobs.bring_in(claim=slow, beat=lambda _: None, now=NOON)
    assert len(entries(learner)) == 1


def test_what_breaks_is_tried_three_times(learner: User) -> None:
    source = read(learner, HEADER + line())
    imports.start_import(learner=learner, import_id=source.pk, now=NOON, by=learner)
    ImportRow.objects.filter(source=source).update(kind="nonsense")  # which the log refuses
    for tries in range(3):
        worked(source, clock=partial(_after, tries))
    assert (source.state, entries(learner)) == ("failed", [])


def _after(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


def forgotten(now: datetime) -> int:
    return imports.forget_imports(now=now, kept=timedelta(hours=1), waits=timedelta(days=7), most=9)


def test_what_is_over_is_erased(learner: User) -> None:
    done, left = brought_in(learner, HEADER + line()), read(UserFactory(), HEADER + line())
    assert forgotten(NOON + timedelta(minutes=61)) == 1
    assert set(ImportPiece.objects.values_list("source", flat=True)) == {left.pk}
    assert set(ImportRow.objects.values_list("source", flat=True)) == {left.pk}
    forgotten(NOON + timedelta(days=8))
    assert forgotten(NOON + timedelta(days=9)) == 1
    left.refresh_from_db()
    assert (left.state, ImportRow.objects.count()) == ("stopped", 0)
    assert undone(done).state == "undone"


def test_pieces_of_yaml_come_in_as_well(learner: User) -> None:
    text = 'entries:\n- {skill: python, date: 2025-01-01, minutes: 5, kind: built, note: "\'=1"}\n'
    brought_in(learner, text, format="yaml")
    assert entries(learner) == [("python", date(2025, 1, 1), 5, "built", "'=1")]


def test_other_code_hands_rows_over(learner: User, python: Skill) -> None:
    log(learner, python, kind="read", minutes=30)
    rows = [NewRow(python.pk, TODAY, 30, "read"), NewRow(python.pk, ago(3), 20, "built", "x")]
    done = import_rows(learner=learner, rows=iter(rows), now=NOON, by=learner, name="cohort")
    assert (done.added, done.already, done.skills) == (1, 1, 1)
    assert len(entries(learner)) == 2
    assert ImportRow.objects.count() == 0
    source = ProgressImport.objects.get(pk=done.import_id)
    assert undone(source).state == "undone"
    assert entries(learner) == [("python", TODAY, 30, "read", "")]


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "checked"},
        {"kind": "youtubed"},
        {"day": TODAY + timedelta(days=1)},
        {"minutes": 1441},
        {"note": "\x00"},
    ],
)
def test_rows_that_cannot_be_are_refused_and_nothing_comes_in(
    learner: User, python: Skill, wrong: dict[str, object]
) -> None:
    fields = {"skill_id": python.pk, "day": TODAY, "minutes": 5, "kind": "read", "note": "", **wrong}
    rows = [NewRow(python.pk, TODAY, 30, "read"), NewRow(**fields)]  # type: ignore[arg-type]  # one is wrong on purpose
    with pytest.raises(operations.EntryRefusedError):
        import_rows(learner=learner, rows=rows, now=NOON, by=learner)
    assert (Evidence.objects.count(), ProgressImport.objects.count()) == (0, 0)


def test_twenty_thousand_rows_take_seconds(learner: User, python: Skill) -> None:
    rows = (NewRow(python.pk, ago(at % 1000), at % 90, "read", str(at)) for at in range(20_000))
    began = time.monotonic()
    assert import_rows(learner=learner, rows=rows, now=NOON, by=learner).added == 20_000
    assert time.monotonic() - began < 60

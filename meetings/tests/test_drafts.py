"""Drafts take anything, and nobody's words are overwritten silently."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from branches.choices import Role
from meetings.models import Draft, Theme
from meetings.services.drafts import MOST_CHARACTERS, adopt_theme, discard_draft, save_draft
from meetings.services.refusals import DraftClash, MeetingRefused, ThemeRefused
from meetings.tests.records import NOW, a_branch, record
from tests.factories import BranchFactory, ThemeFactory, UnitFactory, UserFactory, user_with

pytestmark = pytest.mark.django_db
HALF = {"title": ["学习"], "ends": ["未定"], "i0-yes": ["很多"]}


@pytest.fixture
def save():
    branch, token, author = BranchFactory(), uuid4(), UserFactory()

    def call(content=HALF, version=0, by=author, **details):
        details = {"branch": branch, "token": token, "now": NOW} | details
        return save_draft(content=content, version=version, by=by, **details)

    return call


def test_whatever_was_typed_is_kept_and_counted_up(save):
    first = save()
    second = save({"title": ["学习讨论"]}, version=first.version)

    assert (first.version, second.version) == (1, 2)
    assert Draft.objects.get().content == {"title": ["学习讨论"]}


def test_another_version_clashes_and_shows_theirs(save):
    first = save()
    theirs = save({"title": ["别人写的"]}, version=first.version, by=UserFactory(name="王强"))

    with pytest.raises(DraftClash) as clash:
        save({"title": ["我写的"]}, version=first.version)

    assert clash.value.theirs == theirs
    assert clash.value.theirs.saved_by.name == "王强"
    assert Draft.objects.get().content == {"title": ["别人写的"]}


def test_the_same_words_twice_do_not_clash(save):
    first = save()
    save({"title": ["一样"]}, version=first.version)

    again = save({"title": ["一样"]}, version=first.version)

    assert again.version == 2


def test_two_devices_that_begin_the_same_draft_clash(save):
    save({"title": ["手机上"]})

    with pytest.raises(DraftClash):
        save({"title": ["电脑上"]})


def test_a_draft_that_was_handed_in_is_not_revived(save):
    branch, _ = a_branch()
    meeting = record(branch)

    with pytest.raises(MeetingRefused, match="已经上报"):
        save(branch=branch, token=meeting.token)

    assert not Draft.objects.exists()


def test_a_draft_that_was_thrown_away_is_not_revived(save):
    draft = save()
    discard_draft(draft=draft)

    with pytest.raises(MeetingRefused, match="已上报或删除"):
        save(version=draft.version)


def test_a_draft_of_another_branch_is_out_of_reach(save):
    save()

    with pytest.raises(MeetingRefused):
        save(branch=BranchFactory(), version=1)

    assert Draft.objects.get().content == HALF


def test_more_text_than_a_meeting_needs_is_refused(save):
    with pytest.raises(MeetingRefused, match="太长"):
        save({"summary": ["字" * (MOST_CHARACTERS + 1)]})


def test_recording_clears_the_draft_but_no_other():
    branch, _ = a_branch()
    token, author = uuid4(), user_with(Role.SECRETARY, branch=branch)
    for each in (token, uuid4()):
        save_draft(branch=branch, token=each, content=HALF, version=0, by=author, now=NOW)

    record(branch, by=author, token=token)

    assert Draft.objects.exclude(token=token).count() == Draft.objects.count() == 1


@pytest.fixture
def theme():
    return ThemeFactory(unit=UnitFactory())


def adopt(theme, branch):
    return adopt_theme(theme=theme, branch=branch, content=HALF, by=UserFactory(), now=NOW)


def test_adopting_twice_gives_the_same_draft(theme):
    branch = BranchFactory(unit=UnitFactory(parent=theme.unit))

    assert adopt(theme, branch) == adopt(theme, branch)
    assert Draft.objects.get().theme == theme


def test_a_theme_of_other_units_cannot_be_adopted(theme):
    with pytest.raises(ThemeRefused, match="不是发给本支部"):
        adopt(theme, BranchFactory())


def test_a_theme_that_is_not_published_cannot_be_adopted(theme):
    Theme.objects.update(published_at=None)
    theme.refresh_from_db()

    with pytest.raises(ThemeRefused, match="没有发布"):
        adopt(theme, BranchFactory(unit=theme.unit))


def test_a_draft_kept_for_long_is_still_there(save):
    draft = save()

    assert save(version=draft.version, now=NOW + timedelta(days=300)).version == 2

"""Addresses of the app."""

from __future__ import annotations

from django.urls import path

from meetings.views import (
    attachments,
    calendar,
    cancel,
    feeds,
    lists,
    meeting,
    partners,
    record,
    themes,
)

app_name = "meetings"
urlpatterns = [
    path("", lists.meetings, name="list"),
    path("export/", lists.export, name="export"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/links/", feeds.feeds, name="feeds"),
    path("calendar/links/open/", feeds.open_feed, name="open_feed"),
    path("calendar/links/<int:pk>/renew/", feeds.renew, name="renew_feed"),
    path("calendar/links/<int:pk>/revoke/", feeds.revoke, name="revoke_feed"),
    path("calendar/<slug:secret>.ics", feeds.feed, name="feed"),
    path("record/", record.begin, name="record"),
    path("record/<uuid:token>/", record.record, name="draft"),
    path("record/<uuid:token>/autosave/", record.autosave, name="autosave"),
    path("record/<uuid:token>/roll/", record.roll, name="roll"),
    path("record/<uuid:token>/attachments/", attachments.upload, name="upload"),
    path("record/<uuid:token>/discard/", record.discard, name="discard"),
    path("not-held/", cancel.cancel, name="cancel"),
    path("review/", lists.review, name="review"),
    path("review/accept/", lists.accept_selected, name="accept_selected"),
    path("decisions/", lists.decisions, name="decisions"),
    path("decisions/<int:pk>/", lists.finish, name="finish_decision"),
    path("decisions/<int:pk>/remind/", lists.remind, name="remind_owner"),
    path("partners/<int:pk>/confirm/", partners.confirm, name="confirm_partner"),
    path("partners/<int:pk>/decline/", partners.decline, name="decline_partner"),
    path("themes/", themes.themes, name="themes"),
    path("themes/new/", themes.publish, name="publish_theme"),
    path("themes/<int:pk>/", themes.theme, name="theme"),
    path("themes/<int:pk>/change/", themes.change, name="change_theme"),
    path("themes/<int:pk>/remove/", themes.remove, name="remove_theme"),
    path("themes/<int:pk>/adopt/", themes.adopt, name="adopt_theme"),
    path("attachments/<int:pk>/", attachments.attachment, name="attachment"),
    path("attachments/<int:pk>/thumbnail/", attachments.thumbnail, name="thumbnail"),
    path("attendance/<int:pk>/correct/", meeting.correct, name="correct_attendance"),
    path("attendance/<int:pk>/make-up/", meeting.make_up, name="make_up"),
    path("oddities/<int:pk>/explain/", meeting.explain, name="explain_oddity"),
    path("<int:pk>/", meeting.meeting, name="meeting"),
    path("<int:pk>/edit/", record.edit, name="edit"),
    path("<int:pk>/minutes/", meeting.minutes, name="minutes"),
    path("<int:pk>/sign-in/", meeting.sign_in, name="sign_in"),
    path("<int:pk>/accept/", meeting.accept, name="accept"),
    path("<int:pk>/return/", meeting.return_to_branch, name="return"),
    path("<int:pk>/withdraw/", meeting.withdraw, name="withdraw"),
    path("<int:pk>/uncancel/", cancel.uncancel, name="uncancel"),
]

"""All addresses, one line an app."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from config import api_views, health
from config.manual.views import chapter, manual
from config.styleguide.views import styleguide
from reports.views import home

urlpatterns = [
    path("", home, name="home"),
    path("manual/", manual, name="manual"),
    path("manual/<slug:slug>/", chapter, name="manual_chapter"),
    path("accounts/", include("accounts.urls")),
    path("notices/", include("notices.urls")),
    path("backups/", include("backups.urls")),
    path("members/", include("members.urls")),
    path("duties/", include("duties.urls")),
    path("meetings/", include("meetings.urls")),
    path("points/", include("assessment.urls")),
    path("surveys/", include("surveys.urls")),
    path("", include("branches.urls")),
    path("", include("reports.urls")),
    path(f"{settings.ADMIN_PATH}/", admin.site.urls),
    path("api/v1/", include("config.api_urls")),
    path("api/schema/", api_views.Description.as_view(), name="api_schema"),
    path("api/docs/", api_views.docs, name="api_docs"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
]

if settings.DEBUG:
    urlpatterns += [
        path("styleguide/", styleguide, name="styleguide"),
        path("styleguide/<slug:page>/", styleguide, name="styleguide_page"),
    ]

"""The product's addresses and the style guide, which otherwise needs DEBUG."""

from __future__ import annotations

from django.urls import path

from config.styleguide.views import styleguide
from config.urls import urlpatterns as product

urlpatterns = [
    *product,
    path("styleguide/", styleguide, name="styleguide"),
    path("styleguide/<slug:page>/", styleguide, name="styleguide_page"),
]

"""Addresses of people and their rosters."""

from __future__ import annotations

from django.urls import path

from members.views import development, imports, people, register_imports, registers, roster

app_name = "members"
urlpatterns = [
    path("", roster.roster, name="list"),
    path("menu/<slug:name>/", roster.menu, name="filter"),
    path("export/", roster.export, name="export"),
    path("export/full/", roster.export_full, name="export_full"),
    path("selected/", roster.selected, name="selected"),
    path("imports/", imports.uploads, name="imports"),
    path("imports/template/", imports.template, name="template"),
    path("imports/<int:pk>/", imports.roster_import, name="import"),
    path("imports/<int:pk>/sheet/", imports.choose_sheet, name="choose_sheet"),
    path("imports/<int:pk>/fix/", imports.fix_cells, name="fix_cells"),
    path("imports/<int:pk>/missing/", imports.create_missing, name="create_missing"),
    path("imports/<int:pk>/confirm/", imports.confirm, name="confirm"),
    path("imports/<int:pk>/discard/", imports.discard, name="discard"),
    path("imports/<int:pk>/refused/", imports.refused, name="refused"),
    path("registers/<slug:register>/", registers.register, name="register"),
    path("registers/<slug:register>/menu/<slug:name>/", registers.menu, name="register_menu"),
    path("registers/<slug:register>/export/", registers.export, name="register_export"),
    path("registers/<slug:register>/template/", registers.template, name="register_template"),
    path("registers/<slug:register>/new/", registers.new, name="register_new"),
    path("registers/<slug:register>/<int:pk>/", registers.entry, name="register_entry"),
    path("registers/<slug:register>/<int:pk>/remove/", registers.remove, name="register_remove"),
    path("registers/<slug:register>/imports/", register_imports.uploads, name="register_imports"),
    path(
        "registers/<slug:register>/imports/<int:pk>/",
        register_imports.register_import,
        name="register_import",
    ),
    path(
        "registers/<slug:register>/imports/<int:pk>/confirm/",
        register_imports.confirm,
        name="register_confirm",
    ),
    path(
        "registers/<slug:register>/imports/<int:pk>/discard/",
        register_imports.discard,
        name="register_discard",
    ),
    path("registers/<slug:register>/kinds/", development.kind_list, name="kinds"),
    path("registers/<slug:register>/kinds/<int:pk>/", development.change_kind, name="change_kind"),
    path("cases/<int:pk>/", development.case, name="case"),
    path("cases/<int:pk>/steps/<slug:code>/", development.step, name="case_step"),
    path("cases/<int:pk>/materials/", development.materials, name="case_materials"),
    path("cases/<int:pk>/end/", development.end_case, name="case_end"),
    path("quotas/", development.quotas_now, name="quotas_now"),
    path("quotas/<int:year>/", development.quota_list, name="quotas"),
    path("quotas/<int:pk>/remove/", development.remove_quota, name="remove_quota"),
    path("new/", people.new, name="new"),
    path("<int:pk>/", people.member, name="member"),
    path("<int:pk>/edit/", people.edit, name="edit"),
    path("<int:pk>/move/", people.move, name="move"),
    path("<int:pk>/leave/", people.leave, name="leave"),
    path("<int:pk>/<slug:number>/", people.reveal, name="reveal"),
]

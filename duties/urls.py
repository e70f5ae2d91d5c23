from __future__ import annotations

from django.urls import path

from duties.views import directive_steps, directives, duties, files, lists

app_name = "duties"
AT_BRANCH = "directives/<int:pk>/branches/<str:code>"
urlpatterns = [
    path("", duties.duty_list, name="list"),
    path("menu/<slug:name>/", duties.menu, name="menu"),
    path("new/", duties.new, name="new"),
    path("lists/", lists.lists, name="lists"),
    path("lists/<int:pk>/", lists.list_page, name="list_page"),
    path("lists/<int:pk>/items/", lists.add_item, name="add_item"),
    path("lists/<int:pk>/items/<int:item>/retire/", lists.retire_item, name="retire_item"),
    path("lists/<int:pk>/issue/", lists.issue, name="issue"),
    path("directives/", directives.directive_list, name="directives"),
    path("directives/new/", directives.new, name="new_directive"),
    path("directives/<int:pk>/", directives.directive, name="directive"),
    path("directives/<int:pk>/edit/", directives.edit, name="edit_directive"),
    path("directives/<int:pk>/issue/", directives.issue, name="issue_directive"),
    path("directives/<int:pk>/drop/", directives.drop, name="drop_directive"),
    path("directives/<int:pk>/extend/", directives.extend, name="extend_directive"),
    path("directives/<int:pk>/close/", directives.close, name="close_directive"),
    path("directives/<int:pk>/withdraw/", directives.withdraw, name="withdraw_directive"),
    path("directives/<int:pk>/export/", directives.export, name="export_directive"),
    path(f"{AT_BRANCH}/", directive_steps.branch_page, name="directive_branch"),
    path(f"{AT_BRANCH}/see/", directive_steps.see, name="see_steps"),
    path(f"{AT_BRANCH}/accept/", directive_steps.accept, name="accept_report"),
    path(f"{AT_BRANCH}/return/", directive_steps.give_back, name="return_report"),
    path(f"{AT_BRANCH}/steps/<slug:stage>/", directive_steps.report, name="report_step"),
    path("<int:pk>/", duties.duty, name="duty"),
    path("<int:pk>/done/", duties.done, name="done"),
    path("<int:pk>/files/", files.upload, name="upload"),
    path("files/<int:pk>/", files.file, name="file"),
    path("files/<int:pk>/thumbnail/", files.thumbnail, name="thumbnail"),
    path("<int:pk>/verify/", duties.verify, name="verify"),
    path("<int:pk>/back/", duties.take_back, name="take_back"),
    path("<int:pk>/change/", duties.change, name="change"),
    path("<int:pk>/drop/", duties.drop, name="drop"),
]

from __future__ import annotations

from django.urls import path

from duties.views import duties, files, lists

app_name = "duties"
urlpatterns = [
    path("", duties.duty_list, name="list"),
    path("menu/<slug:name>/", duties.menu, name="menu"),
    path("new/", duties.new, name="new"),
    path("lists/", lists.lists, name="lists"),
    path("lists/<int:pk>/", lists.list_page, name="list_page"),
    path("lists/<int:pk>/items/", lists.add_item, name="add_item"),
    path("lists/<int:pk>/items/<int:item>/retire/", lists.retire_item, name="retire_item"),
    path("lists/<int:pk>/issue/", lists.issue, name="issue"),
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

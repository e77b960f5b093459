from django.urls import path

from apps.mailbox import filing, views

app_name = "mailbox"

# Behind the language, as all of the front door: /ru/return/.
urlpatterns = [
    path("return/", views.come_back, name="return"),
    path("mailbox/", views.mailbox, name="mailbox"),
    path("mailbox/write/", views.write, name="write"),
    path("mailbox/files/", filing.send, name="files"),
    path("mailbox/received/", filing.received, name="received"),
    path("mailbox/file/", filing.file, name="file"),
    path("mailbox/file/save/", filing.save, name="save_file"),
    path("mailbox/changed/", views.changed, name="changed"),
    path("mailbox/answers.txt", views.answers, name="download"),
    path("mailbox/take-back/", views.take_back, name="take_back"),
]

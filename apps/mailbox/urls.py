from django.urls import path

from apps.mailbox import filing, opening, sealed, sending, views

app_name = "mailbox"

# Behind the language, as all of the front door: /ru/return/.
urlpatterns = [
    path("return/", views.come_back, name="return"),
    path("opening/", opening.words, name="opening"),
    path("opening/look/", sealed.look, name="look"),
    path("opening/earlier/", sealed.earlier, name="earlier"),
    path("opening/write/", sealed.write, name="sealed_write"),
    path("opening/take-back/", sealed.take_back, name="sealed_take_back"),
    path("opening/file/", sealed.file, name="sealed_file"),
    path("opening/files/", sending.words, name="sending"),
    path("opening/files/piece/", sending.piece, name="piece"),
    path("opening/files/keep/", sending.keep, name="keep"),
    path("opening/files/cancel/", sending.cancel, name="cancel"),
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

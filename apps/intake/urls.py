from django.urls import path

from apps.intake import later, sealing, views

app_name = "intake"

# Behind the language, as all of the front door: /ru/form/.
urlpatterns = [
    path("", views.landing, name="landing"),
    path("form/", views.form, {"party": "self"}, name="form"),
    path("form/other/", views.form, {"party": "other"}, name="form_other"),
    path("form/again/", views.form, {"party": "again"}, name="form_again"),
    path("sealing/", sealing.keys, name="sealing"),
    path("sealed/", sealing.receive, name="sealed"),
    path("check/", views.look_over, name="check"),
    path("send/", views.send, name="send"),
    path("code/", views.say_back, name="code"),
    path("code/second/", views.second_code, name="second"),
    path("done/", views.done, name="done"),
    path("mailbox/answers/", later.answers, name="answers"),
]

from django.urls import path

from apps.web import views

app_name = "web"

# Behind the language, as all of the front door: /ru/leave/.
urlpatterns = [
    path("leave/", views.leave, name="leave"),
    path("safety/", views.safety, name="safety"),
]

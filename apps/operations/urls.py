from django.urls import path

from apps.operations import views

app_name = "operations"
urlpatterns = [path("desk/setup/<str:token>/", views.set_up, name="setup")]

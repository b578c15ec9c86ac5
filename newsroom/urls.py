"""All addresses: the desk, the health checks, and the public site of the articles."""

from django.contrib import admin
from django.urls import include, path

from newsroom import health

urlpatterns = [
    path("admin/", admin.site.urls),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("", include("articles.urls")),
]

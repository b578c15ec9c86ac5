"""All addresses: the desk, the health checks, and the public site of the articles."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from newsroom import health

handler404 = "articles.site.pages.not_found.unanswered"
handler403 = "newsroom.requests.refusals.forbidden"
handler400 = "newsroom.requests.server_errors.bad_request"
handler500 = "newsroom.requests.server_errors.answer"
# Django asks in this order: most readers ask for pages.
urlpatterns = [
    *i18n_patterns(path("", include("articles.site.page_urls")), prefix_default_language=False),
    path("admin/", include("articles.admin.password_mail")),
    path("admin/", admin.site.urls),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("", include("articles.site.urls")),
]

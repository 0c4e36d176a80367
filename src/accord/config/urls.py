"""The one table of addresses."""

from django.urls import URLPattern, URLResolver, include, path

from accord.interfaces.api.app import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("", include("accord.interfaces.tracking.urls")),
    path("", include("accord.interfaces.web.urls")),
]
handler400 = "accord.interfaces.web.errors.bad_request"
handler403 = "accord.interfaces.web.errors.forbidden"
handler404 = "accord.interfaces.web.errors.not_found"
handler500 = "accord.interfaces.web.errors.our_fault"

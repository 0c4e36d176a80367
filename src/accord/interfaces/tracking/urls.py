"""The addresses that outside programs call. Each has a row in `access.GUARDS`."""

from django.urls import URLPattern, URLResolver, path

from accord.interfaces.tracking.opt_out import opt_out_page
from accord.interfaces.tracking.segment import segment_call

urlpatterns: list[URLPattern | URLResolver] = [
    path("u/<str:token>", opt_out_page, name="opt-out"),
    path("v1/<str:call>", segment_call, name="segment-call"),
]

"""The addresses that outside programs call. Each has a row in `access.GUARDS`."""

from django.urls import URLPattern, URLResolver, path

from accord.interfaces.tracking.forms import form_call
from accord.interfaces.tracking.health import healthz, metrics, readyz
from accord.interfaces.tracking.hooks import hook_call
from accord.interfaces.tracking.links import tracked_link
from accord.interfaces.tracking.opt_out import opt_out_page
from accord.interfaces.tracking.script import gpc, page_script
from accord.interfaces.tracking.segment import segment_call

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("u/<str:token>", opt_out_page, name="opt-out"),
    path("l/<str:token>", tracked_link, name="tracked-link"),
    path("a.js", page_script, name="page-script"),
    path(".well-known/gpc.json", gpc, name="gpc"),
    path("f/<str:key>", form_call, name="form-call"),
    path("hooks/<str:name>/<str:token>", hook_call, name="hook-call"),
    path("v1/<str:call>", segment_call, name="segment-call"),
]

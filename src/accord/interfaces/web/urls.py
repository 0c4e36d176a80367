"""Every address of the web, through the gate."""

from accord.interfaces.web.assets import asset
from accord.interfaces.web.gate import ACT, ASK_AND_ACT, page, public
from accord.interfaces.web.views import signing_in

urlpatterns = [
    public("static/<path:path>", "asset", asset),
    public("sign-in", "sign-in", signing_in.sign_in, ASK_AND_ACT),
    page("sign-out", "sign-out", signing_in.sign_out, ACT),
    page("", "home", signing_in.home),
]

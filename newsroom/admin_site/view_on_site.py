"""The admin's short address of a public page: for people who may see its object in the admin."""

from django.contrib.admin import AdminSite
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.views import shortcut
from django.http import Http404, HttpRequest, HttpResponse


def view_on_site(desk: AdminSite, request: HttpRequest, content_type_id: str, object_id: str) -> HttpResponse:
    """Redirect to the public address of an object. It holds the slug, which says as much as the title.

    Raises Http404 when there is no such object, and when the user may not see it at the desk: the answer is
    the same.
    """
    kind = (
        ContentType.objects.filter(pk=int(content_type_id)).first() if content_type_id.isdecimal() else None
    )
    model = kind.model_class() if kind else None
    if model is None or not desk.is_registered(model):
        raise Http404("Nothing of this kind is at the desk.")
    model_admin = desk.get_model_admin(model)
    shown = model_admin.get_object(request, object_id)
    if shown is None or not model_admin.has_view_permission(request, shown):
        raise Http404("There is no such object.")
    return shortcut(request, content_type_id, object_id)

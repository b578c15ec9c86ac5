"""The desk's page of what could not be delivered after publications, for administrators to try again."""

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from articles.admin.pages import ReadOnlyAdmin
from articles.admin.requests import user_of
from articles.editing import outbox, permissions
from articles.editing.moves import MOVES
from articles.models import OutboxMessage
from articles.text.local_time import format_instant

# The ways from a message to the edition that it is about.
ARTICLES = ("transition__article", "answer__link__article")


@admin.register(OutboxMessage)
class DeliveryAdmin(ReadOnlyAdmin):
    """Messages that failed or that nobody has tried in time; what is delivered leaves the list."""

    list_display = ("what", "release", "times_tried", "why", "next_try")
    list_display_links = ("what",)
    list_filter = ("effect",)
    fields = ("what", "release", "due", "times_tried", "why", "next_try")
    ordering = ("due_at", "pk")
    actions = ("try_now",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutboxMessage]:
        undelivered = outbox.undelivered(timezone.now())
        texts = (f"{about}__{text}" for about in ARTICLES for text in ("body", "editor_note"))
        return undelivered.defer(*texts)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return permissions.may_redeliver(user_of(request))

    def has_redeliver_permission(self, request: HttpRequest) -> bool:
        """The permission that the action below needs."""
        return permissions.may_redeliver(user_of(request))

    @admin.display(description="what", ordering="effect")
    def what(self, message: OutboxMessage) -> str:
        move = MOVES.get(message.cause)
        event = move.event.name if move and move.event else message.cause
        return f"{message.effect}: {event}"

    @admin.display(description="release")
    def release(self, message: OutboxMessage) -> str:
        if (article := message.article) is None:
            address = reverse("admin:articles_importbatch_change", args=[message.batch_id])
            return format_html('<a href="{}">{}</a>, an import', address, message.batch)
        address = reverse("admin:articles_article_change", args=[article.pk])
        return format_html(
            '<a href="{}">{}</a>, release {}, edition {}', address, article, article.release, article.edition
        )

    @admin.display(description="tries that failed", ordering="tries")
    def times_tried(self, message: OutboxMessage) -> int:
        return message.tries

    @admin.display(description="last error")
    def why(self, message: OutboxMessage) -> str:
        return message.error or "nobody has tried it: ask whether manage.py work runs"

    @admin.display(description="next try", ordering="next_try_at")
    def next_try(self, message: OutboxMessage) -> str:
        return format_instant(message.next_try_at) if message.next_try_at > timezone.now() else "now"

    @admin.display(description="due since")
    def due(self, message: OutboxMessage) -> str:
        return format_instant(message.due_at)

    @admin.action(description="Try again now", permissions=["redeliver"])
    def try_now(self, request: HttpRequest, queryset: QuerySet[OutboxMessage]) -> None:
        # A list of the desk may sort and join; only plain rows can be updated.
        chosen = OutboxMessage.objects.filter(pk__in=list(queryset.values_list("pk", flat=True)))
        count = outbox.try_now(chosen)
        self.message_user(
            request,
            f"{count:,} message{'' if count == 1 else 's'} will be tried again in a "
            "few seconds, by manage.py work.",
            messages.SUCCESS,
        )

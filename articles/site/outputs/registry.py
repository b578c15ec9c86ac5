"""The outputs of a query: all return the same releases. Addresses, links and tests are derived from here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_noop as _

from articles.site.outputs.api.endpoints import BY_NAME
from articles.site.outputs.exports.bibliography import FORMATS, writer_of
from articles.site.outputs.exports.csv_table import write_csv
from articles.site.outputs.exports.json_lines import write_json_lines
from articles.site.outputs.feeds.atom import AtomFeed
from articles.site.outputs.feeds.json_feed import JSONFeed
from articles.site.outputs.feeds.rss import RssFeed
from articles.site.outputs.feeds.views import feed_view
from articles.site.outputs.output_view import output_view
from articles.site.pages.listing import listing
from taxonomy.languages import DEFAULT


@dataclass(frozen=True, slots=True)
class Output:
    """One form in which a query is answered.

    `label` is the text of links to it, empty for the page that has them; `description` says in a sentence
    whom it serves. `switches` are parameters of its own, with the text of links that turn them on. Readers
    follow new releases by one that `is_feed`, and every page of the site names an output that `is_announced`.
    """

    name: str
    address: str
    media_type: str
    view: Callable[..., HttpResponseBase]
    label: str = ""
    description: str = ""
    switches: Mapping[str, str] = field(default_factory=dict)
    is_feed: bool = False
    is_announced: bool = False

    @property
    def usual(self) -> str:
        """The language that it prefers by itself; "" for outputs in which each release stands for itself.

        Pages and feeds are for people, to whom the translations of one release are one item.
        """
        return DEFAULT if self.is_feed or not self.label else ""


CSV_SWITCHES = {"bom": _("The same for Excel")}
OUTPUTS = (
    Output("news", "news/", "text/html", listing),
    Output(
        "feed-atom",
        "news/feed.atom",
        "application/atom+xml",
        feed_view(AtomFeed),
        "Atom",
        _("For feed readers: the newest of these releases, and each new one."),
        is_feed=True,
        is_announced=True,
    ),
    Output(
        "feed-rss",
        "news/feed.rss",
        "application/rss+xml",
        feed_view(RssFeed),
        "RSS",
        _("The same for feed readers and programs that know RSS only."),
        is_feed=True,
        is_announced=True,
    ),
    Output(
        "feed-json",
        "news/feed.json",
        "application/feed+json",
        feed_view(JSONFeed),
        "JSON",
        _("The same feed for programs that read JSON."),
        is_feed=True,
    ),
    Output(
        "export-csv",
        "news/export.csv",
        "text/csv",
        output_view(write_csv, switches=CSV_SWITCHES),
        "CSV",
        _("A table for spreadsheets and statistics: a line for each release, without its text."),
        switches=CSV_SWITCHES,
    ),
    Output(
        "export-jsonl",
        "news/export.jsonl",
        "application/jsonl",
        output_view(write_json_lines),
        "JSON Lines",
        _(
            "Everything, for programs and archives: a line for each release, "
            "with text, pictures and documents."
        ),
    ),
    Output(
        "api-releases",
        "api/v1/releases",
        "application/json",
        BY_NAME["api-releases"].as_view(),
        "API",
        _("For programs that ask a page at a time, with counts and changes beside it."),
    ),
    Output(
        "ninjs",
        "api/v1/ninjs",
        "application/json",
        BY_NAME["ninjs"].as_view(),
        "ninjs",
        _("For news agencies: a page of releases in the format of the IPTC."),
    ),
    *(
        Output(
            f"references-{name}",
            f"news/references.{format.ending}",
            format.media_type,
            output_view(writer_of(format)),
            format.label,
            format.description,
        )
        for name, format in FORMATS.items()
    ),
)


def links(request: HttpRequest) -> dict[str, tuple[Output, ...]]:
    """Give every template the outputs that pages link to: a context processor."""
    return _LINKS


_LINKS = {
    "outputs": tuple(output for output in OUTPUTS if output.label),
    "feeds": tuple(output for output in OUTPUTS if output.is_feed),
    "announced_outputs": tuple(output for output in OUTPUTS if output.is_announced),
}

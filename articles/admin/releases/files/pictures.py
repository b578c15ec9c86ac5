"""The pictures of an edition in the desk: each described, with its rights and its focal point."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import F
from django.utils.html import format_html
from django.utils.safestring import SafeString
from js_asset import Script

from articles.admin.releases.files.file_rows import FileRowForm, FileRowsFormSet, Values, is_deleted
from articles.admin.releases.files.upload_fields import (
    FileOfReleaseInline,
    StoredFileField,
    StoredFileInput,
    may_be_id,
    stored_file_address,
)
from articles.media.file_store import store_lead_crop, store_picture
from articles.models import Picture, PictureFile
from articles.text.body import sanitise
from articles.text.picture_names import pictures_named

# While numbers change hands, those that stand aside are this much higher.
ASIDE = 10_000
HIGHEST_NUMBER = 999
CONTENT_FIELDS = (
    "number", "is_lead", "alt", "is_decorative", "caption", "credit", "rights", "rights_until", "taken_on",
    "focal_x", "focal_y",
)  # fmt: skip
# By their endings as well: few systems know the media type of HEIC.
ACCEPTED = "image/jpeg,image/png,image/webp,image/avif,image/gif,image/heic,.heic,.heif"


class PictureForm(FileRowForm):
    """One picture of an edition."""

    file = StoredFileField(
        PictureFile,
        store_picture,
        label="Picture",
        help_text="JPEG, PNG, WebP, AVIF, GIF or HEIC. Of a GIF that moves, the first picture is taken.",
        widget=StoredFileInput("picture", ACCEPTED),
    )
    number = forms.IntegerField(
        min_value=1,
        max_value=HIGHEST_NUMBER,
        required=False,
        help_text=Picture._meta.get_field("number").help_text,
    )

    class Meta:
        model = Picture
        fields = ("file", *CONTENT_FIELDS)
        widgets = {
            "alt": forms.TextInput(attrs={"class": "vLargeTextField"}),
            "caption": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = self._with_offers(super().clean())
        if cleaned.get("alt") and cleaned.get("is_decorative"):
            name = "picture_not_described_and_decorative"
            rule = next(rule for rule in Picture._meta.constraints if rule.name == name)
            self.add_error("alt", str(rule.violation_error_message))
        return cleaned

    def _with_offers(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """Fill what is empty with what the file says of it, when it came with this very form.

        Of a file that was uploaded before, desk/pictures.js has offered that already; what is empty now is so
        on purpose.
        """
        file = cleaned.get("file")
        if self.add_prefix("file") not in self.files or not isinstance(file, PictureFile):
            return cleaned
        empty = [name for name in file.embedded if name in cleaned and not cleaned[name]]
        if cleaned.get("is_decorative"):
            empty = [name for name in empty if name != "alt"]
        return cleaned | {name: self.fields[name].to_python(file.embedded[name]) for name in empty}

    def _get_validation_exclusions(self) -> set[str]:
        # Against its neighbours a picture is checked by PictureFormSet, in words for editors. Django has no
        # public way.
        django = super()._get_validation_exclusions()  # type: ignore[misc]  # not in its types
        return {*django, "number", "is_lead"}


class PictureFormSet(FileRowsFormSet):
    """All pictures of an edition: their numbers, the lead picture, and what the text says of them."""

    def clean(self) -> None:
        super().clean()
        forms_ = [form for form in self._forms_of_rows() if "file" in getattr(form, "cleaned_data", {})]
        self._fill_in_numbers(forms_)
        if any(self.errors):
            return
        numbers = [form.cleaned_data["number"] for form in forms_]
        leads = [form.cleaned_data["number"] for form in forms_ if form.cleaned_data.get("is_lead")]
        problems = []
        if doubled := sorted({number for number in numbers if numbers.count(number) > 1}):
            problems.append(f"Two pictures have the number {doubled[0]}. Give each a number of its own.")
        if len(leads) > 1:
            problems.append("A release has one lead picture. Take the mark from the others.")
        problems += _problems_of_text(sanitise(self.instance.body), numbers, leads)
        if problems:
            raise forms.ValidationError(problems)

    def save(self, commit: bool = True) -> list[Picture]:
        """Store all rows; numbers and the mark of the lead picture may change hands."""
        if not commit:
            raise ValueError("Pictures are stored at once: their numbers change hands in the database.")
        sent = [form.instance.pk for form in self.initial_forms]
        Picture.objects.filter(pk__in=sent).update(number=F("number") + ASIDE, is_lead=False)
        saved = super().save()
        for form in self._forms_of_rows():
            if form.instance.pk:
                facts = {"number": form.instance.number, "is_lead": form.instance.is_lead}
                Picture.objects.filter(pk=form.instance.pk).update(**facts)
                if form.instance.is_lead:
                    store_lead_crop(form.instance)
        return saved

    def name_of(self, values: Values) -> str:
        return " ".join(["Picture", *values.get("number", [])])

    def shown_file(self, values: Values) -> SafeString:
        pk = values["file-pk"][0] if values.get("file-pk") else ""
        return shown_picture(pk, "".join(values.get("alt", []))) if may_be_id(pk) else SafeString()

    def _forms_of_rows(self) -> Iterator[forms.ModelForm]:
        """Those that will be rows: not the empty ones at the end, nor those marked for deletion."""
        for form in self.forms:
            if (form.instance.pk or form.has_changed()) and not is_deleted(form):
                yield form

    def _fill_in_numbers(self, rows: list[forms.ModelForm]) -> None:
        highest = max((form.cleaned_data.get("number") or 0 for form in rows), default=0)
        for form in rows:
            if "number" in form.cleaned_data and form.cleaned_data["number"] is None:
                highest += 1
                form.cleaned_data["number"] = highest
                form.instance.number = highest


def _problems_of_text(body: str, numbers: list[int], leads: list[int]) -> Iterator[str]:
    on_lines, elsewhere = pictures_named(body)
    for number in dict.fromkeys([*on_lines, *elsewhere]):
        if number not in numbers:
            continue  # a check says so before publication
        if number in leads:
            yield (
                f"Picture {number} is the lead picture, which stands above the text. Take [picture {number}] "
                "out of the text, or choose another lead picture."
            )
        elif number in elsewhere:
            yield f"[picture {number}] stands among other words. Put it into a paragraph of its own."


class PictureInline(FileOfReleaseInline):
    """The pictures in the form."""

    model = Picture
    form = PictureForm
    formset = PictureFormSet
    # In sight is what each picture needs; it opens for the rest.
    brief_fields = ("opened", "file", "alt", "is_decorative")
    rest = "Caption, credit, rights, place"
    rest_fields = (
        "caption",
        "credit",
        "rights",
        ("rights_until", "taken_on"),
        ("number", "is_lead"),
        ("focal_x", "focal_y"),
    )
    read_fields = ("preview", *CONTENT_FIELDS)

    class Media:
        js = tuple(
            Script(f"desk/{name}.js", type="module")
            for name in ("pictures", "picture-library", "pasted-pictures")
        )

    @admin.display(description="picture")
    def preview(self, picture: Picture) -> str:
        return shown_picture(picture.file_id, picture.alt)


def shown_picture(file: int | str, alt: str) -> SafeString:
    """A stored picture as the desk shows it, by the id of its file."""
    return format_html('<img class="preview" src="{}" alt="{}">', stored_file_address("picture", file), alt)

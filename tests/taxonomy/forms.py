"""The pages of terms at the desk, and what a browser sends from their forms."""

from django.urls import reverse

from taxonomy import vocabulary

MODELS = list(vocabulary.MODELS.values())


def page_of(term, page: str = "change") -> str:
    return reverse(f"admin:taxonomy_{term._meta.model_name}_{page}", args=[term.pk])


def typed(term=None, *names: dict, **changes) -> dict:
    """What a browser sends from the form of a structure or a field, with these names over time."""
    data = {"name": "", "position": 5, "reviewed": "on", "kind": "department"}
    if term:
        data |= {"name": term.name, "kind": getattr(term, "kind", "")}
    total = {"names-TOTAL_FORMS": len(names), "names-INITIAL_FORMS": sum("id" in name for name in names)}
    rows = {
        f"names-{number}-{key}": value for number, name in enumerate(names) for key, value in name.items()
    }
    return data | total | rows | changes

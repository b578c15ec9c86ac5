"""Days without a zero before them."""

DATE_FORMAT = "j F Y"

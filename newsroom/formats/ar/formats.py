"""Days without a comma, and numbers as the Arabic texts of international organisations write them."""

DATE_FORMAT = "j F Y"
THOUSAND_SEPARATOR = ","

"""Times have 24 hours, as in the time inputs of the desk; days are as Django has them in British English."""

DATETIME_FORMAT = "j M Y, H:i"
SHORT_DATETIME_FORMAT = "d/m/Y H:i"
TIME_FORMAT = "H:i"

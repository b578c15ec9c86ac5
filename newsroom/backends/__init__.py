"""Parts of our own in the places of Django's; the settings name each of them."""

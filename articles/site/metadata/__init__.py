"""What search engines, networks, scholars and archives read of the pages."""

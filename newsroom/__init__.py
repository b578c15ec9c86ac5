"""The wiring: settings, addresses, server, requests, signing in, the admin site. It knows no domain."""
